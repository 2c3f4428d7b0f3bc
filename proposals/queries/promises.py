"""The ledger of promises (承诺台账), what should be on it and is not, and the look-backs."""

from django.db.models import F, Min, OuterRef, Prefetch, Subquery

from proposals.models import (
    OWING_REPLY,
    Assignment,
    Commitment,
    CommitmentProgress,
    LookBack,
    LookBackFinding,
    OutcomeClass,
    Reply,
)


def commitment_ledger(session, tasks):
    """Return the commitments on `tasks` (what the post may see) of a session, the open and nearest first."""
    return (
        Commitment.objects.standing()
        .filter(assignment__in=_ids(tasks), assignment__proposal__plenary_session=session)
        .select_related("assignment__proposal__plenary_session__policy", "assignment__unit", "reply__outcome")
        .prefetch_related(
            Prefetch(
                "progress",
                CommitmentProgress.objects.standing().select_related("evidence"),
                to_attr="standing_progress",
            )
        )
        .order_by(F("ended_on").asc(nulls_first=True), "due_on", "pk")
    )


def unpromised(session, tasks):
    """Return the tasks whose reply in force leaves something to do (not of the best class) and promises nothing yet."""
    best = OutcomeClass.objects.filter(plenary_session=session).aggregate(Min("position"))["position__min"]
    reply = Reply.objects.issued().filter(assignment=OuterRef("pk")).order_by("-pk")
    answered = Assignment.objects.in_charge().filter(
        pk__in=_ids(tasks),
        proposal__plenary_session=session,
        part__in=OWING_REPLY,
        state__in=("REPLIED", "CONCLUDED"),
        is_imported=False,
    )
    answered = answered.annotate(position=Subquery(reply.values("outcome__position")[:1]))
    promised = Commitment.objects.standing().values("assignment")
    left = answered.filter(position__gt=best or 0).exclude(pk__in=promised)
    return left.select_related("proposal", "unit").order_by("proposal__number_order", "pk")


def look_backs(sessions):
    """Return the look-backs of `sessions` (those the post may see)."""
    found = LookBack.objects.standing().filter(plenary_session__in=sessions.order_by().values("pk"))
    return found.select_related("plenary_session")


def findings(look_back, tasks):
    """Return the findings of a look-back on `tasks`."""
    rows = LookBackFinding.objects.standing().filter(look_back=look_back, assignment__in=_ids(tasks))
    return rows.select_related(
        "assignment__proposal__plenary_session__policy", "assignment__unit", "look_back"
    )


def tasks_to_look_back_at(session):
    """Return the answered tasks of a session that owe a reply, from which a look-back is chosen."""
    tasks = Assignment.objects.in_charge().owing_reply()
    tasks = tasks.filter(proposal__plenary_session=session, state__in=("REPLIED", "CONCLUDED"))
    return tasks.select_related("proposal", "unit").order_by("proposal__number_order", "pk")


def _ids(tasks):
    return tasks.order_by().values("pk")
