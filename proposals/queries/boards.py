"""The rows of the committee's and the assigning office's working tables, with all that their actions look at."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from proposals.models import (
    Attachment,
    Examination,
    FollowUp,
    Part,
    Proposal,
    ProposedUnit,
    Reminder,
    Reply,
    Result,
    TextVersion,
)
from proposals.queries.similar import similar_cases
from proposals.queries.visibility import visible_assignments, visible_proposals
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State
from workflows.machines.reply import State as ReplyState
from workflows.models import MoveRecord

EXAMINATION_MOVES = ("file", "decline", "merge", "return_for_revision")
RECENT = 20


def cases_of(post, session, *states):
    """Return the cases of the session in `states` that the post sees, with proposers, ready for a batch."""
    return (
        visible_proposals(post)
        .filter(plenary_session=session, state__in=states)
        .select_related("category", "plenary_session__policy", "plenary_session__term__committee")
        .prefetch_related("proposers")
        .order_by("number_order", "pk")
    )


def awaiting_examination(post, session):
    """Return the cases to be examined, as `cases_of`, with their texts in `versions`, the newest first, and `papers`."""
    texts = Prefetch("texts", TextVersion.objects.standing().order_by("-version"), to_attr="versions")
    papers = Prefetch("attachments", Attachment.objects.standing(), to_attr="papers")
    return cases_of(post, session, State.SUBMITTED).prefetch_related(texts, papers)


PLANS = {
    "none": _("未拟单位"),
    "waiting": _("等待回复"),
    "objected": _("有异议"),
    "agreed": _("单位都同意"),
}


def awaiting_assignment(post, session, plan=""):
    """Return the filed cases that no unit has yet, as `cases_of`, with all rounds before it in `plan_rows`.

    `plan` (a key of `PLANS`) narrows to how far the last round is.
    """
    rows = ProposedUnit.objects.standing().select_related("unit", "channel", "proposal")
    cases = cases_of(post, session, State.FILED, State.PROPOSED).prefetch_related(
        Prefetch("proposed_units", rows.order_by("round", "pk"), to_attr="plan_rows")
    )
    return cases.filter(_where_the_plan_is(plan)) if plan else cases


def _where_the_plan_is(plan):
    standing = ProposedUnit.objects.standing().filter(proposal=OuterRef("pk"))
    later = ProposedUnit.objects.standing().filter(proposal=OuterRef("proposal"), round__gt=OuterRef("round"))
    last = standing.filter(~Exists(later))
    waiting, objected = Exists(last.filter(response="")), Exists(last.filter(response="OBJECTED"))
    return {
        "none": ~Exists(standing),
        "waiting": waiting,
        "objected": objected,
        "agreed": Exists(standing) & ~waiting & ~objected,
    }[plan]


def awaiting_notice(post, session):
    """Return the decisions not to file of which the proposer has not been told yet."""
    return (
        Examination.objects.holding()
        .filter(result=Result.DECLINED, noticed_on=None, proposal__in=cases_of(post, session, State.DECLINED))
        .select_related("proposal__plenary_session__term__committee", "reason")
        .prefetch_related("proposal__proposers__member")
        .order_by("proposal__number_order", "proposal")
    )


def case_with_texts(post):
    """Return the cases that the post sees, ready for a step, with their texts in `versions`, the newest first."""
    texts = Prefetch("texts", TextVersion.objects.standing().order_by("-version"), to_attr="versions")
    return (
        visible_proposals(post)
        .select_related("category", "plenary_session__policy", "plenary_session__term__committee")
        .prefetch_related("proposers", texts)
    )


def group_of(post, proposal, names, states):
    """Return (cases, unknown names, those named in no such state): the case, those like it, those named; in `states`."""
    session = proposal.plenary_session
    alike = [each.proposal.pk for each in similar_cases([proposal], session).get(proposal.pk, [])]
    named = named_cases(post, session, names) if names else {}
    keys = {proposal.pk, *alike, *(case.pk for case in named.values())}
    cases = case_with_texts(post).filter(pk__in=keys, plenary_session=session, docket=proposal.docket)
    cases = cases.filter(state__in=states)
    ordered = sorted(cases, key=lambda case: (case.pk != proposal.pk, case.number_order, case.pk))
    closed = [case for case in named.values() if case.state not in states]
    return ordered, [name for name in names if name not in named], closed


def named_cases(post, session, names):
    """Return {name: case} of the session's cases that go by `names` (第012号, 12 or 流水7); unknown names are left out."""
    width = session.policy.number_width
    wanted = {name: _bare(name, width) for name in names}
    numbers = {number for kind, number in wanted.values() if kind == "number"}
    serials = {number for kind, number in wanted.values() if kind == "serial_number"}
    named = Q(number__in=numbers) | Q(serial_number__in=serials)
    held = {}
    for case in visible_proposals(post).filter(named, plenary_session=session).order_by("-pk"):
        held["number", case.number] = held["serial_number", case.serial_number] = case
    return {name: held[key] for name, key in wanted.items() if key in held}


def _bare(name, width):
    bare = "".join(name.split()).removeprefix("第").removesuffix("号")
    if bare.startswith("流水"):
        return "serial_number", bare.removeprefix("流水")
    return "number", bare.zfill(width) if bare.isdigit() else bare


def requests_of(post, session, model):
    """Return the requests (退办、延期) of `model` in the session that wait for their ruling, the oldest first."""
    tasks = visible_assignments(post).filter(proposal__plenary_session=session)
    return (
        model.objects.waiting()
        .filter(assignment__in=tasks)
        .select_related(
            "assignment__unit",
            "assignment__proposal__plenary_session__policy",
            "assignment__proposal__plenary_session__term__committee",
        )
        .order_by("requested_on", "pk")
    )


def drafts_to_check(post, session):
    """Return the drafts that wait for the assigning office's check, the oldest first."""
    tasks = visible_assignments(post).in_charge().filter(proposal__plenary_session=session)
    return (
        Reply.objects.standing()
        .filter(
            assignment__in=tasks,
            state__in=(ReplyState.CHECKING, ReplyState.COUNTERSIGNING),
            checked_on=None,
        )
        .select_related(
            "outcome",
            "assignment__unit",
            "assignment__proposal__plenary_session__policy",
            "assignment__proposal__plenary_session__term__committee",
        )
        .order_by("recorded_at", "pk")
    )


def replied_tasks(post, session):
    """Return the tasks whose reply is out and whose case is not concluded, with replies, forms and visits loaded."""
    tasks = visible_assignments(post).owing_reply().filter(proposal__plenary_session=session)
    visits = FollowUp.objects.standing().order_by("-made_on", "-pk")
    return (
        tasks.filter(state=TaskState.REPLIED)
        .select_related(
            "unit", "proposal__plenary_session__policy", "proposal__plenary_session__term__committee"
        )
        .prefetch_related(
            "replies__outcome",
            "feedback__proposer",
            "proposal__proposers",
            _mergers("proposal__mergers"),
            Prefetch("proposal__follow_ups", visits, to_attr="visits"),
        )
        .order_by("proposal__number_order", "pk")
    )


def awaiting_conclusion(post, session):
    """Return the replied cases with all that a conclusion looks at."""
    return cases_of(post, session, State.REPLIED).prefetch_related(
        "assignments__unit",
        "assignments__replies",
        "assignments__feedback",
        "assignments__co_handling_opinions",
        _mergers("mergers"),
    )


def honourable(post, session, kind, *, only_marked=False):
    """Return the cases that can be key (those on file) or outstanding (those concluded); `kind` says which."""
    on_file = (State.FILED, State.PROPOSED, State.ASSIGNED, State.CONSULTED, State.REPLIED)
    states = (State.CONCLUDED,) if kind == "outstanding" else (*on_file, State.CONCLUDED)
    cases = cases_of(post, session, *states)
    return cases.filter(**{f"is_{kind}": True}) if only_marked else cases


def sortable_cases(post, session, *order):
    """Return the numbered cases not yet with the units, which may be numbered anew, in the order of those fields."""
    cases = cases_of(post, session, State.FILED, State.PROPOSED)
    return cases.exclude(number="").order_by(*order, "number_order", "pk")


def numbered_cases(post, session):
    """Return every case of the session that has a number, in their order."""
    cases = visible_proposals(post).filter(plenary_session=session).exclude(number="")
    return (
        cases.select_related("category")
        .prefetch_related("proposers")
        .order_by("docket", "number_order", "pk")
    )


def _mergers(name):
    holding = Examination.objects.holding().filter(result=Result.MERGED)
    return Prefetch(name, holding.select_related("proposal").prefetch_related("proposal__proposers"))


DUE = {
    "due": _("超期和临期"),
    "overdue": _("超期"),
    "due_soon": _("临期"),
    "unsigned": _("未签收"),
    "opinions": _("会办意见未提"),
}


def due_tasks(post, session, what, today):
    """Return the open tasks to chase (`what`: a key of `DUE`) by unit and limit, with their reminders, newest first."""
    tasks = visible_assignments(post).open_with_limit().filter(proposal__plenary_session=session)
    soon = today + timedelta(days=session.policy.due_soon_days)
    chased = {
        "due": Q(limit__lte=soon),
        "overdue": Q(limit__lt=today),
        "due_soon": Q(limit__range=(today, soon)),
        "unsigned": Q(state=TaskState.ISSUED),
        "opinions": Q(part=Part.CO_HANDLER),
    }[what]
    reminders = Reminder.objects.standing().select_related("recorded_by__user").order_by("-sent_on", "-pk")
    return (
        tasks.filter(chased)
        .exclude(unit=None)
        .select_related(
            "unit", "proposal__plenary_session__policy", "proposal__plenary_session__term__committee"
        )
        .prefetch_related(Prefetch("reminders", reminders, to_attr="calls"))
        .order_by("unit__name", "unit", "limit", "proposal__number_order")
    )


def recent_decisions(post, session):
    """Return the person's own last decisions of the examination that still stand, the newest first."""
    records = MoveRecord.objects.filter(
        content_type=ContentType.objects.get_for_model(Proposal),
        object_id__in=Proposal.objects.standing().filter(plenary_session=session).values("pk"),
        kind=MoveRecord.Kind.MOVE,
        name__in=EXAMINATION_MOVES,
        by__user=post.user_id,
        undone_by=None,
    )
    records = records.prefetch_related("subject").order_by("-pk")[:RECENT]
    return [record for record in records if record.subject.state == record.target]
