"""When each clock of a task ends, and why: anchor, rule, every day skipped, and what has moved the date since."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from proposals.models import CLOCKS, Anchor, Assignment, Clock, Occasion, Part, Reply
from proposals.models.clock import Rule
from proposals.queries.papers.wording import day_text
from workflows.deadlines import DueDate, Pause, Urgency, due_date, urgency
from workflows.errors import UnknownYear
from workflows.holidays import working_calendar
from workflows.models import MoveRecord


@dataclass(frozen=True)
class Reading:
    """One clock of one task, read on a day.

    `due` is what the rule gives (None: the anchor has not happened, or its year is not known), `due_on` the
    day that holds: the kept one where a date is kept. `moved_by` says what set it apart from the rule.
    """

    clock: Clock
    rule: Rule
    anchor_on: date | None
    due: DueDate | None
    due_on: date | None
    done_on: date | None
    urgency: Urgency
    moved_by: tuple = ()
    is_paused: bool = False

    @property
    def in_time(self):
        """Whether it was done in time; None while it is not done or has no day."""
        return None if self.done_on is None or self.due_on is None else self.done_on <= self.due_on


def reckon(policy, key, anchor_on, calendar=None, pauses=()):
    """Return the DueDate of the clock `key` of `policy` that runs from the day `anchor_on`."""
    rule = CLOCKS[key].rule(policy)
    return due_date(
        anchor_on, rule.limit, calendar or working_calendar(), adjust=rule.adjust, pauses=tuple(pauses)
    )


def main_clock(part, occasion):
    """Return the key of the clock that says by when a unit owes its answer."""
    if part == Part.CO_HANDLER:
        return "opinion"
    return "intersession_reply" if occasion == Occasion.INTERSESSION else "reply"


def answer_due_on(proposal, part, *, assigned_on, accepted_on=None, calendar=None):
    """Return the day by which a unit owes its reply, or (会办) its opinion, by the policy of the session."""
    key = main_clock(part, proposal.occasion)
    start = _start(CLOCKS[key].rule(proposal.policy).anchor, proposal, assigned_on, accepted_on)
    return reckon(proposal.policy, key, start, calendar).due_on


def pauses_of(task):
    """Return the granted pauses of a task that are over, as the clock counts them."""
    return [
        Pause(each.starts_on, each.ends_on, each.reason)
        for each in task.pauses.all()
        if each.voided_at is None and each.ruling == "GRANTED" and each.ends_on
    ]


def anchor_of(task, key, reopened_on=None):
    """Return the day the clock `key` of a task runs from, or None."""
    anchor = CLOCKS[key].rule(task.policy).anchor
    if anchor in (Anchor.REPLIED, Anchor.DELIVERED):
        reply = task.last_reply()
        field = "issued_on" if anchor == Anchor.REPLIED else "delivered_on"
        return reply and getattr(reply, field)
    if anchor == Anchor.HAND_BACK_REQUESTED:
        request = task.hand_backs.standing().order_by("-pk").first()
        return request and request.requested_on
    if anchor == Anchor.REOPENED:
        return reopened_on or reopenings([task]).get(task.pk)
    return _start(anchor, task.proposal, task.assigned_on, task.accepted_on)


def reopenings(tasks):
    """Return {task id: the day its present round began} of those handled again, in one statement."""
    records = MoveRecord.objects.filter(
        content_type=ContentType.objects.get_for_model(Assignment),
        object_id__in=[task.pk for task in tasks],
        name="reopen",
        kind=MoveRecord.Kind.MOVE,
        undone_by=None,
    )
    return dict(records.order_by("pk").values_list("object_id", "happened_on"))


def clock_keys(task):
    """Return the clocks that concern a task, in the order they run."""
    keys = ["acceptance", "hand_back"]
    if task.has_open_hand_back_request():
        keys.append("hand_back_ruling")
    if not task.owes_reply():
        return [*keys, "opinion"]
    keys.append("first_consultation")
    keys.append("second_handling" if task.round_due_on else main_clock(task.part, task.proposal.occasion))
    keys.append("extension")
    return [*keys, "feedback", "publication"] if task.last_reply() else keys


def readings(task, today=None):
    """Return the Reading of every clock that concerns the task."""
    calendar, today = working_calendar(), today or timezone.localdate()
    return [read(task, key, calendar=calendar, today=today) for key in clock_keys(task)]


def read(task, key, *, calendar=None, today=None):
    """Return the Reading of one clock of a task."""
    calendar, today = calendar or working_calendar(), today or timezone.localdate()
    clock, rule = CLOCKS[key], CLOCKS[key].rule(task.policy)
    anchor_on = anchor_of(task, key)
    runs_for_unit = key in ("opinion", "reply", "intersession_reply", "second_handling")
    due = _due(task, rule, anchor_on, calendar, pauses_of(task) if runs_for_unit else ())
    holder = task.last_reply() if key == "feedback" else task
    kept = getattr(holder, clock.keeps) if clock.keeps else None
    due_on = kept or (due and due.due_on)
    done_on = _done_on(task, key)
    is_paused = runs_for_unit and task.paused_on is not None
    near = Urgency.NONE
    if due_on and done_on is None and key != "extension" and not is_paused and not _is_over(task, key):
        near = urgency(due_on, today, task.policy.due_soon_days)
    moved_by = tuple(_moved_by(holder, clock)) if kept and due and kept != due.due_on else ()
    return Reading(clock, rule, anchor_on, due, due_on, done_on, near, moved_by, is_paused)


def _start(anchor, proposal, assigned_on, accepted_on):
    if anchor == Anchor.CLOSING:
        return proposal.plenary_session.closes_on or assigned_on
    return (accepted_on or assigned_on) if anchor == Anchor.ACCEPTED else assigned_on


def _due(task, rule, anchor_on, calendar, pauses):
    if anchor_on is None:
        return None
    try:
        return due_date(anchor_on, rule.limit, calendar, adjust=rule.adjust, pauses=tuple(pauses))
    except UnknownYear:
        return None


def _is_over(task, key):
    """Say whether the clock no longer matters: the unit is out, or did the later thing without the earlier."""
    if not task.is_in_charge() or task.state == "CONCLUDED":
        return True
    return key == "hand_back" or (key == "first_consultation" and not task.is_open())


def _done_on(task, key):
    if key == "acceptance":
        return task.accepted_on
    if key == "publication":
        return task.published_on
    if key == "hand_back_ruling":
        request = task.hand_backs.standing().order_by("-pk").first()
        return request and request.ruled_on
    if key == "hand_back":
        request = task.hand_backs.standing().order_by("pk").first()
        return request and request.requested_on
    if key == "feedback":
        return _last_feedback_on(task) if task.feedback_is_settled() else None
    if key == "extension":
        return None
    return _answered_on(task, key)


def _answered_on(task, key):
    facts = {
        "first_consultation": (task.counted_consultations(), "met_on"),
        "opinion": (task.co_handling_opinions.standing().filter(round=task.round), "given_on"),
    }
    rows, field = facts.get(key, (task.replies.issued().filter(round=task.round), "issued_on"))
    return rows.exclude(**{field: None}).order_by(field).values_list(field, flat=True).first()


def _last_feedback_on(task):
    forms = task.feedback.standing().filter(round=task.round).exclude(given_on=None)
    return forms.order_by("-given_on").values_list("given_on", flat=True).first()


def _moved_by(holder, clock):
    """Say, oldest first, what set the kept day apart from what the rule gives today."""
    if holder.is_imported:
        yield _("台账记载的期限。")
    records = MoveRecord.objects.of(holder).filter(changes__has_key=clock.keeps, undone_by=None)
    for record in records.exclude(kind=MoveRecord.Kind.UNDO):
        old, new = record.changes[clock.keeps]
        if old and old != new:
            yield _("%(day)s %(label)s：%(old)s → %(new)s（%(by)s）%(note)s") % {
                "day": day_text(record.happened_on),
                "label": record.label,
                "old": day_text(parse_date(old)),
                "new": day_text(parse_date(new or "")),
                "by": record.by,
                "note": record.note,
            }


def set_by_hand(model, ids, field):
    """Return the ids whose `field` a person set: by an extension or a correction (one statement)."""
    records = MoveRecord.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=ids,
        changes__has_key=field,
        undone_by=None,
    )
    by_hand = records.filter(kind=MoveRecord.Kind.CORRECTION) | records.filter(name="rule_on_extension")
    return set(by_hand.values_list("object_id", flat=True))


def running_tasks(plenary_session=None):
    """Return the open tasks with a kept limit that is not from a ledger, with what their clocks look at."""
    tasks = Assignment.objects.open_with_limit().filter(is_imported=False, limit__isnull=False)
    if plenary_session:
        tasks = tasks.filter(proposal__plenary_session=plenary_session)
    return tasks.select_related(
        "unit", "proposal__plenary_session__policy", "proposal__plenary_session__term__committee"
    ).prefetch_related("pauses")


def running_feedback(today, plenary_session=None):
    """Return the delivered replies whose time for feedback is not over."""
    replies = Reply.objects.issued().filter(
        is_imported=False, delivered_on__isnull=False, feedback_due_on__gte=today
    )
    if plenary_session:
        replies = replies.filter(assignment__proposal__plenary_session=plenary_session)
    return replies.select_related(
        "assignment__unit",
        "assignment__proposal__plenary_session__policy",
        "assignment__proposal__plenary_session__term__committee",
    )
