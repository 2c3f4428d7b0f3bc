"""The clock stands still (暂停计时) while a unit waits for others: asked for, ruled on, ended; also afterwards."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.actions.recording import day_of, tie
from proposals.actions.ruling import check_ruling, record_ruling
from proposals.actions.telling import tell, tell_unit
from proposals.models import ClockPause
from proposals.queries.clocks import anchor_of, main_clock, pauses_of, reckon, set_by_hand
from proposals.queries.readers import posts_that_grant_time
from workflows.deadlines import Pause, delayed
from workflows.errors import MoveRefused
from workflows.holidays import working_calendar
from workflows.perform import holding, record_fact


@holding
def request_pause(assignment, *, waits_for, reason, starts_on=None, ends_on=None, **how):
    """Ask for the clock to stand while the unit waits for others (申请暂停计时), from the day `starts_on`.

    A pause that began before the day it is asked for is marked as 事后补办; one that is over has `ends_on`.

    Raises:
        ValidationError: no reason, or days that cannot be.
        MoveRefused: the task is done, its clock stands already, or a request waits.
    """
    if not reason.strip():
        raise ValidationError(_("请写明暂停的理由。"))
    day = day_of(how)
    starts_on = starts_on or day
    if ends_on and ends_on < starts_on:
        raise ValidationError(_("暂停截止日期不能早于起始日期。"))
    if starts_on > day or (ends_on and ends_on > day):
        raise ValidationError(_("暂停的日期不能晚于今天；恢复时再登记截止日期。"))
    if not assignment.is_open():
        raise MoveRefused(_("这件承办件现在是「%s」，不需要暂停计时。") % assignment.get_state_display())
    if assignment.paused_on or assignment.pauses.waiting().exists():
        raise MoveRefused(_("已暂停计时，或已有一份申请等待裁定。"))
    record = record_fact(
        assignment, "request_pause", _("申请暂停计时"), note=how.pop("note", "") or reason, **how
    )
    readers = posts_that_grant_time(assignment.proposal.plenary_session)
    tell(readers, "time_requested", assignment, record, reason=reason)
    pause = ClockPause(
        assignment=assignment,
        requested_on=day,
        starts_on=starts_on,
        ends_on=ends_on,
        waits_for=waits_for,
        reason=reason,
        is_late=starts_on < day,
    )
    return tie(pause, record)


@holding
def rule_on_pause(pause, *, granted, note="", **how):
    """Grant or refuse a pause; granted, the clock stands, or (a pause that is over) the limit moves on at once.

    Raises:
        ValidationError: a refusal without a reason.
        MoveRefused: it has been ruled on already, or the clock runs no more.
    """
    check_ruling(pause, granted=granted, note=note)
    return _rule_for(pause.assignment, pause, granted=granted, note=note, **how)


@holding
def _rule_for(assignment, pause, *, granted, note, **how):
    label = _("同意自%s起暂停计时") % date_format(pause.starts_on) if granted else _("不同意暂停计时")
    facts = {}
    if granted and not pause.ends_on and not assignment.is_open():
        raise MoveRefused(
            _("这件承办件现在是「%s」，不需要暂停计时；请裁定为不同意，并说明单位已经办完。")
            % assignment.get_state_display()
        )
    if granted:
        facts = _moved_on(assignment, pause) if pause.ends_on else {"paused_on": pause.starts_on}
    record = record_fact(assignment, "rule_on_pause", label, note=note, facts=facts, **how)
    record_ruling(pause, label, granted=granted, note=note, cause=record, **how)
    tell_unit(assignment, "time_ruled", record, note=note)
    return record


@holding
def resume(assignment, *, cause=None, **how):
    """Let the clock run again (恢复计时) from today: the day before was the last of the pause; the limit moves on.

    An answer ends a pause too; its record is then the `cause`.

    Raises:
        MoveRefused: the clock does not stand.
    """
    pause = assignment.pauses.standing().filter(ruling="GRANTED", ends_on=None).order_by("-pk").first()
    if assignment.paused_on is None or pause is None:
        raise MoveRefused(_("这件承办件没有暂停计时。"))
    pause.ends_on = max(day_of(how), pause.starts_on + timedelta(days=1)) - timedelta(days=1)
    facts = {"paused_on": None, **_moved_on(assignment, pause)}
    record = record_fact(assignment, "resume_clock", _("恢复计时"), cause=cause, facts=facts, **how)
    record_fact(pause, "end", _("恢复计时"), cause=record, facts={"ends_on": pause.ends_on}, **how)
    return record


def _moved_on(assignment, pause):
    """Return the fact that the limit ends later by the pause; by the rule, unless a person or a ledger set it."""
    field = "round_due_on" if assignment.round_due_on else "due_on"
    kept = getattr(assignment, field)
    if kept is None:
        return {}
    calendar = working_calendar()
    span = Pause(pause.starts_on, pause.ends_on, pause.reason)
    if assignment.is_imported or set_by_hand(type(assignment), [assignment.pk], field):
        return {field: delayed(kept, span, calendar)}
    key = (
        "second_handling"
        if assignment.round_due_on
        else main_clock(assignment.part, assignment.proposal.occasion)
    )
    start = anchor_of(assignment, key)
    if start is None:
        return {field: delayed(kept, span, calendar)}
    return {field: reckon(assignment.policy, key, start, calendar, [*pauses_of(assignment), span]).due_on}
