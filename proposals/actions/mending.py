"""Mistakes: take back one's own last step, or correct a recorded fact; the figures follow."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from proposals.actions.drafting import WITH_WRITER
from proposals.actions.following import follow
from proposals.actions.recording import void_facts_of
from proposals.models import ISSUED_REPLY, Assignment, Proposal, Reply
from proposals.models.clock import FARTHEST_LIMIT
from proposals.permissions import case_of
from workflows.days import refuse_impossible, refuse_too_old
from workflows.errors import MoveRefused
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State, nothing_is_merged_into_it
from workflows.mend import correct, undo
from workflows.models import MoveRecord

_INSTEAD = {
    "amend": _("稿子还在提案者手里，改回去再保存一次即可，不必撤回。"),
    "take_off": _("撤下的附件不能撤回；请重新添加。"),
    "invite": _("邀请联名不能整步撤回；请逐人取消邀请。"),
    "uninvite": _("取消的邀请不能撤回；请重新邀请。"),
    "turn_down": _("谢绝的联名不能撤回；请第一提案人重新邀请。"),
}

_DEADLINES = ("due_on",)
# a task in one of these may never have been signed for
NOT_SIGNED_FOR = {
    TaskState.ISSUED,
    TaskState.HAND_BACK_REQUESTED,
    TaskState.HANDED_BACK,
    TaskState.REMOVED,
}
# the states in which the day of a step that has none can be given: those from its first taking on
_STATES_OF_DAY = {
    (Proposal, "submitted_on"): {*State} - {State.DRAFT},
    (Proposal, "concluded_on"): {State.CONCLUDED},
    (Assignment, "accepted_on"): {*TaskState} - NOT_SIGNED_FOR,
    (Assignment, "concluded_on"): {TaskState.CONCLUDED},
    (Reply, "issued_on"): set(ISSUED_REPLY),
}


@transaction.atomic
def undo_step(record, *, by, reason):
    """Take `record` back with all that followed from it: states, fields and facts; the proposal follows its tasks.

    Raises:
        PermissionDenied, MoveRefused: as `workflows.mend.undo`; or the step is taken back by another one, or the case
            would be with its writer again while others are merged into it.
    """
    instead = _INSTEAD.get(record.name)
    if instead and record.source in ("", *WITH_WRITER):
        raise MoveRefused(instead)
    taken_back = undo(record, by=by, reason=reason)
    void_facts_of(taken_back)
    case = case_of(record.subject)
    if (case.voided_at or case.state == State.DRAFT) and case.has_absorbed():
        raise MoveRefused(nothing_is_merged_into_it.reason)
    if case.voided_at is None and record.subject.pk:
        follow(case, cause=MoveRecord.objects.get(undoes=record))
    return taken_back


@transaction.atomic
def correct_fact(fact, changes, *, by, reason, provenance=None):
    """Correct `changes` {field: value} of a recorded fact (更正) and return the record, or None if nothing differs.

    Raises:
        PermissionDenied, MoveRefused: as `workflows.mend.correct`; or a day that cannot be right.
        ValidationError: a value that cannot be stored.
    """
    for field, value in changes.items():
        _refuse_step_not_taken(fact, field, value)
        if isinstance(value, date):
            refuse_day = _refuse_deadline if field in _DEADLINES else refuse_impossible
            refuse_day(fact, value)
    record = correct(fact, changes, by=by, reason=reason, provenance=provenance)
    if record and not isinstance(fact, Proposal):
        follow(case_of(fact), cause=record)
    return record


def _refuse_step_not_taken(fact, field, day):
    """Keep the day of a step empty until it is taken, and known from then on."""
    states = _STATES_OF_DAY.get((type(fact), field))
    if states is None or day == getattr(fact, field):
        return
    words = {"day": fact._meta.get_field(field).verbose_name, "state": fact.get_state_display()}
    if getattr(fact, field) is None and fact.state not in states:
        raise MoveRefused(_("现在是「%(state)s」，还没有%(day)s；这一步办理以后才能更正它的日期。") % words)
    if day is None:
        raise MoveRefused(_("%(day)s不能改成空的；记错了的，请填写正确的日期。") % words)


def _refuse_deadline(task, day):
    refuse_too_old(task, day)
    if task.assigned_on and day < task.assigned_on:
        raise MoveRefused(
            _("期限（%(day)s）早于交办日期（%(assigned_on)s），请核对。")
            % {"day": date_format(day), "assigned_on": date_format(task.assigned_on)}
        )
    if day > timezone.localdate() + FARTHEST_LIMIT:
        raise MoveRefused(_("期限（%s）在一年以后，请核对年份。") % date_format(day))
