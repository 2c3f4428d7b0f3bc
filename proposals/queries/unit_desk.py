"""What a unit has at hand: its tasks by what they wait for, its letters to countersign, the letter dropped in."""

from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch
from django.utils.translation import gettext_lazy as _

from proposals.models import (
    Assignment,
    Attachment,
    CoHandlingOpinion,
    Consultation,
    ProposedUnit,
    Reply,
)
from proposals.queries.desk import yet_to_talk
from workflows.machines.assignment import State
from workflows.machines.reply import State as ReplyState

GROUPS = (
    ("to_accept", _("待签收")),
    ("to_consult", _("待面商")),
    ("to_reply", _("待答复")),
    ("in_approval", _("答复稿流转中")),
    ("to_deliver", _("待送达")),
    ("to_help", _("待提会办意见")),
    ("with_office", _("退办待裁定")),
    ("replied", _("已答复、已提意见")),
    ("concluded", _("已办结")),
)
TO_DO = ("to_accept", "to_consult", "to_reply", "in_approval", "to_deliver", "to_help")


def unit_tasks(unit, session):
    """Return the tasks of the unit that stand, by their limits, with what the desk shows of each."""
    return (
        Assignment.objects.in_charge()
        .filter(unit=unit, proposal__plenary_session=session, proposal__voided_at=None)
        .select_related("unit", "proposal__plenary_session__policy")
        .prefetch_related(
            "proposal__proposers",
            Prefetch("replies", Reply.objects.standing().order_by("pk"), to_attr="standing_replies"),
        )
        .order_by(F("due_on").asc(nulls_last=True), "proposal__number_order", "pk")
    )


def grouped(tasks, policy):
    """Return [(key, label, tasks)] of the groups that hold any, in the order of the work; the policy says what counts."""
    tasks = tasks.annotate(has_yet_to_talk=ExpressionWrapper(yet_to_talk(policy), BooleanField()))
    found = {key: [] for key, _label in GROUPS}
    for task in sorted(tasks, key=lambda each: (each.limit_on is None, each.limit_on)):
        found[_group_of(task)].append(task)
    return [(key, label, found[key]) for key, label in GROUPS if found[key]]


def to_countersign(unit, session):
    """Return the letters that wait for the countersignature of the unit."""
    signed = {
        "countersignatures__unit": unit,
        "countersignatures__voided_at": None,
        "countersignatures__draft_number": F("draft_number"),
    }
    helped = Assignment.objects.in_charge().co_handling().filter(unit=unit).values("proposal")
    return (
        Reply.objects.standing()
        .filter(
            state=ReplyState.COUNTERSIGNING,
            assignment__proposal__in=helped,
            assignment__proposal__plenary_session=session,
        )
        .exclude(pk__in=Reply.objects.filter(**signed).values("pk"))
        .select_related("assignment__proposal", "assignment__unit")
        .order_by("pk")
    )


def to_respond(unit, session):
    """Return the cases that the unit is named for before assignment and has not spoken on."""
    return (
        ProposedUnit.objects.standing()
        .filter(
            unit=unit,
            proposal__plenary_session=session,
            proposal__state__in=["FILED", "PROPOSED"],
            response="",
        )
        .select_related("proposal", "unit")
        .order_by("pk")
    )


def last_phone(unit, officer):
    """Return the number last recorded for the officer of that name on a task of the unit (an id), or ""."""
    tasks = Assignment.objects.standing().filter(unit=unit, officer=officer).exclude(phone="")
    return tasks.order_by("-pk").values_list("phone", flat=True).first() or ""


def dropped_letter(task):
    """Return the newest letter dropped in on the task since its last reply, or None."""
    letters = Attachment.objects.standing().filter(assignment=task, kind=Attachment.Kind.REPLY)
    last = task.replies.standing().order_by("-pk").first()
    if last:
        letters = letters.filter(recorded_at__gt=last.recorded_at)
    return letters.order_by("-pk").first()


def task_with_all(tasks):
    """Return `tasks` with all that the page of one task shows."""
    return tasks.select_related("unit", "channel", "proposal__plenary_session__policy").prefetch_related(
        Prefetch(
            "replies",
            Reply.objects.standing()
            .select_related("outcome")
            .prefetch_related("answered", "deliveries__proposer", "countersignatures__unit")
            .order_by("pk"),
            to_attr="standing_replies",
        ),
        Prefetch(
            "consultations",
            Consultation.objects.standing()
            .prefetch_related("proposers")
            .order_by(F("met_on").asc(nulls_last=True), "pk"),
            to_attr="standing_talks",
        ),
        Prefetch("co_handling_opinions", CoHandlingOpinion.objects.standing(), to_attr="standing_opinions"),
        "extensions",
        "hand_backs",
        "join_requests__unit",
    )


def other_tasks(task):
    """Return the other units' tasks on the case, with their opinions."""
    opinions = CoHandlingOpinion.objects.standing().order_by("pk")
    others = task.proposal.tasks().exclude(pk=task.pk).select_related("unit")
    return others.prefetch_related(Prefetch("co_handling_opinions", opinions, to_attr="standing_opinions"))


def _group_of(task):
    if task.state == State.ISSUED:
        return "to_accept"
    if task.state == State.HAND_BACK_REQUESTED:
        return "with_office"
    if task.state == State.CONCLUDED:
        return "concluded"
    if not task.owes_reply():
        return "to_help" if task.state == State.ACCEPTED else "replied"
    letters = [each for each in task.standing_replies if each.round == task.round]
    if task.state == State.REPLIED:
        waits = any(each.state == ReplyState.ISSUED and not each.is_imported for each in letters)
        return "to_deliver" if waits else "replied"
    if letters:
        return "in_approval"
    return "to_consult" if task.has_yet_to_talk else "to_reply"
