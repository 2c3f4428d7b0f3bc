"""How long a unit itself worked on a task, apart from the time it waited for others."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.models import MoveRecord

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """Days from `start` to `stop`, both included, on which the unit waited, and for whom."""

    start: date
    stop: date
    whom: str


@dataclass(frozen=True)
class TimeSpent:
    """Calendar days from the day after the signing to the answer (or today): of the unit, and waited for others.

    A day on which it waited for several is counted once, for the first of them in `waited`.
    """

    start: date
    stop: date
    own_days: int
    waited: tuple[tuple[str, int], ...]

    @property
    def total_days(self):
        """All days."""
        return (self.stop - self.start).days


def time_spent(task, today=None):
    """Return the TimeSpent of a task, or None where it has not begun or its days are not known."""
    start = task.accepted_on or task.assigned_on
    stop = _answered_on(task) or (today or timezone.localdate())
    if start is None or stop < start:
        return None
    return share_days(start, stop, list(_waits(task, stop)))


def share_days(start, stop, waits):
    """Share out the days after `start` up to `stop` among the `waits` and the unit itself."""
    counted = {}
    for each in waits:
        first, last = max(each.start, start + _DAY), min(each.stop, stop)
        for offset in range((last - first).days + 1):
            counted.setdefault(first + _DAY * offset, each.whom)
    totals = {}
    for whom in counted.values():
        totals[whom] = totals.get(whom, 0) + 1
    return TimeSpent(start, stop, (stop - start).days - len(counted), tuple(totals.items()))


def _answered_on(task):
    rows, field = (
        (task.replies.issued(), "issued_on")
        if task.owes_reply()
        else (task.co_handling_opinions.standing(), "given_on")
    )
    rows = rows.filter(round=task.round).exclude(**{field: None})
    return rows.order_by(field).values_list(field, flat=True).first()


def _waits(task, stop):
    for each in task.pauses.standing().filter(ruling="GRANTED"):
        yield Wait(each.starts_on, each.ends_on or stop, each.get_waits_for_display())
    for request in task.hand_backs.standing():
        yield Wait(request.requested_on + _DAY, request.ruled_on or stop, _("裁定退办"))
    for reply in task.replies.standing():
        yield from _approval(reply, stop)
        if reply.shown_to_proposer_on:
            yield Wait(reply.shown_to_proposer_on + _DAY, reply.issued_on or stop, _("提案者"))
    if task.owes_reply():
        yield from _late_helpers(task, stop)


def _approval(reply, stop):
    """Yield the days between handing a draft in and its return or issue."""
    since = None
    for record in MoveRecord.objects.of(reply).filter(kind=MoveRecord.Kind.MOVE, undone_by=None):
        if record.name == "submit":
            since = record.happened_on
        elif record.name in ("send_back", "issue") and since:
            yield Wait(since + _DAY, record.happened_on, _("审核签发"))
            since = None
    if since:
        yield Wait(since + _DAY, stop, _("审核签发"))


def _late_helpers(task, stop):
    """Yield the days by which co-handling units were late with their opinions."""
    for helper in task.proposal.tasks().co_handling():
        if helper.due_on:
            yield Wait(helper.due_on + _DAY, _answered_on(helper) or stop, _("会办单位"))
