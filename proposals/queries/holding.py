"""Who holds a case, since when, and what comes next."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from proposals.queries.history import subject_of, undone
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State
from workflows.models import MoveRecord


@dataclass(frozen=True)
class Holder:
    """Who has to act, since which day (None: not known), what comes next, and by when."""

    who: str
    since: date | None
    next_step: str
    due_on: date | None = None


_WITH_COMMITTEE = {
    State.SUBMITTED: _("审查：立案、并案、不予立案或退回修改"),
    State.FILED: _("拟定承办单位，或直接交办"),
    State.PROPOSED: _("交办"),
    State.REPLIED: _("收反馈、回访，然后办结"),
}
_WITH_PROPOSER = {State.DRAFT: _("提交"), State.RETURNED: _("修改后再次提交")}
_WITH_UNITS = (State.ASSIGNED, State.CONSULTED)
_TASK_NEXT = {
    TaskState.ISSUED: _("签收，或申请退办"),
    TaskState.ACCEPTED: _("面商提案者，然后答复"),
    TaskState.CONSULTED: _("答复"),
}
# who holds a task changes with these beside its issue and its signing, whose days are facts that may be corrected
_PASSES_ON = ("request_hand_back", "refuse_hand_back", "withdraw_hand_back", "return_opinion", "reopen")


def holders(proposal, records):
    """Return who holds the case now, from its `records`; with several units at work each is named.

    A finished case has nobody.
    """
    last = _last_move(proposal, records)
    since = last and last.happened_on
    if proposal.state in _WITH_PROPOSER:
        first = "、".join(each.name for each in proposal.proposers.all() if each.role == "FIRST")
        return [Holder(first or _("提案者"), since, _WITH_PROPOSER[proposal.state])]
    if proposal.state in _WITH_COMMITTEE:
        return [Holder(str(proposal.plenary_session.committee), since, _WITH_COMMITTEE[proposal.state])]
    tasks = proposal.tasks_at_hand()
    at_work = [_of_task(task, records) for task in tasks if _next_of(task)]
    if proposal.state in _WITH_UNITS and not any(task.owes_reply() for task in tasks):
        return [Holder(_("交办单位"), None, _("改办：另定主办单位")), *at_work]
    return at_work


def _last_move(thing, records, *names):
    """Return the record of the last standing move of `thing`, of those called `names` where any are given; or None."""
    subject, taken_back = (ContentType.objects.get_for_model(thing).pk, thing.pk), undone(records)
    moves = [
        record
        for record in records
        if subject_of(record) == subject
        and record.kind in (MoveRecord.Kind.MOVE, MoveRecord.Kind.HISTORY)
        and record.pk not in taken_back
        and (not names or record.name in names)
    ]
    return moves[-1] if moves else None


def _next_of(task):
    if task.state == TaskState.HAND_BACK_REQUESTED:
        return _("交办单位裁定退办申请")
    if task.state == TaskState.ACCEPTED and not task.owes_reply():
        return _("提交会办意见")
    return _TASK_NEXT.get(task.state, "")


def _of_task(task, records):
    """Return who holds the task: from its day of issue or of signing, or of the move that gave it to somebody else."""
    who = _("交办单位") if task.state == TaskState.HAND_BACK_REQUESTED else task.unit_label
    since = task.accepted_on if task.state != TaskState.ISSUED else task.assigned_on
    passed_on = _last_move(task, records, *_PASSES_ON)
    if passed_on:
        since = passed_on.happened_on
    return Holder(who, since, _next_of(task), task.limit_on)
