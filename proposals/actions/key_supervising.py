"""Key proposals under supervision (重点提案督办): opened, broken down into tasks, followed by activities, closed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proposals.actions.recording import day_of, tie
from proposals.actions.telling import tell, tell_proposers
from proposals.models import KeySupervision, SupervisionActivity, SupervisionTask
from proposals.queries.readers import posts_of_units
from workflows.errors import MoveRefused
from workflows.perform import holding, record_fact


@holding
def open_supervision(proposal, *, leader, committee="", lead_unit=None, plan="", **how):
    """Put the case under a leader's supervision (督办立项); it becomes a key proposal if it was none. Returns it.

    Raises:
        ValidationError: no leader is named.
        MoveRefused: it is under supervision already.
    """
    if not leader.strip():
        raise ValidationError(_("请填写领衔督办领导。"))
    if proposal.supervisions.standing().filter(closed_on=None).exists():
        raise MoveRefused(_("这件提案已经在督办。"))
    facts = {"is_key": True, "supervising_leader": leader}
    record = record_fact(proposal, "supervise", _("督办立项"), facts=facts, **how)
    supervision = KeySupervision(
        proposal=proposal,
        leader=leader,
        committee=committee,
        lead_unit=lead_unit,
        opened_on=day_of(how),
        plan=plan,
    )
    tie(supervision, record)
    units = proposal.tasks().values_list("unit", flat=True)
    posts = [post for each in posts_of_units(set(units)).values() for post in each]
    tell(posts, "supervision_opened", supervision, record)
    tell_proposers(proposal, "supervision_opened", record, about=supervision)
    return supervision


@holding
def add_task(supervision, *, text, owner, due_on=None, **how):
    """Add a line to the breakdown (任务分解): what, by whom, by when.

    Raises:
        ValidationError: the task or its owner is missing.
    """
    if not text.strip() or not owner.strip():
        raise ValidationError(_("请写明任务和责任单位或责任人。"))
    _refuse_closed(supervision)
    record = record_fact(supervision, "break_down", _("分解督办任务"), **how)
    return tie(SupervisionTask(supervision=supervision, text=text, owner=owner, due_on=due_on), record)


def report_task(task, *, progress, is_done=False, **how):
    """Report how far a task of the breakdown is, or that it is done.

    Raises:
        ValidationError: nothing is reported.
    """
    if not progress.strip():
        raise ValidationError(_("请写明进展情况。"))
    facts = {"progress": progress, "done_on": day_of(how) if is_done else None}
    label = _("督办任务完成") if is_done else _("督办任务进展")
    return record_fact(task, "report", label, facts=facts, **how)


@holding
def log_activity(supervision, *, kind, text, place="", people="", **how):
    """Log one activity of the supervision (督办活动).

    Raises:
        ValidationError: nothing says what came of it.
    """
    if not text.strip():
        raise ValidationError(_("请写明活动情况。"))
    _refuse_closed(supervision)
    record = record_fact(supervision, "log_activity", _("督办活动"), **how)
    activity = SupervisionActivity(
        supervision=supervision, kind=kind, held_on=day_of(how), place=place, people=people, text=text
    )
    return tie(activity, record)


@holding
def close_supervision(supervision, *, outcome, **how):
    """Close the supervision with what came of it (督办成效).

    Raises:
        ValidationError: nothing says what came of it.
        MoveRefused: it is closed already.
    """
    if not outcome.strip():
        raise ValidationError(_("请写明督办成效。"))
    _refuse_closed(supervision)
    facts = {"outcome": outcome, "closed_on": day_of(how)}
    return record_fact(supervision, "close", _("督办结项"), facts=facts, **how)


def _refuse_closed(supervision):
    if supervision.closed_on:
        raise MoveRefused(_("这项督办已经结项。"))
