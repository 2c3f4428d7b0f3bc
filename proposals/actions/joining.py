"""Asking that another unit join the case (签收并建议增加承办单位), and what the office decides."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proposals.actions.accepting import accept
from proposals.actions.assigning import Handling, change_units
from proposals.actions.recording import day_of, tie
from proposals.actions.ruling import check_ruling, record_ruling
from proposals.models import JoinRequest, Part
from workflows.errors import MoveRefused
from workflows.perform import holding, record_fact


@holding
def accept_and_ask(assignment, *, unit, reason, officer="", phone="", **how):
    """Sign for the task and ask that `unit` join it; the work goes on meanwhile."""
    accept(assignment, officer=officer, phone=phone, **how)
    return request_join(assignment, unit=unit, reason=reason, **how)


@holding
def request_join(assignment, *, unit, reason, **how):
    """Ask that `unit` help with the case (申请增加承办单位).

    Raises:
        ValidationError: no reason is given, or the unit has the case already.
        MoveRefused: a request waits already.
    """
    if not reason.strip():
        raise ValidationError(_("请写明增加承办单位的理由。"))
    if assignment.proposal.tasks().filter(unit=unit).exists():
        raise ValidationError(_("%s已经是本案的承办单位。") % unit)
    if assignment.awaits_ruling_on_join():
        raise MoveRefused(_("已有一份增加承办单位的申请等待裁定。"))
    record = record_fact(assignment, "request_join", _("申请增加%s") % unit, **how)
    request = JoinRequest(assignment=assignment, unit=unit, requested_on=day_of(how), reason=reason)
    return tie(request, record)


@holding
def rule_on_join(request, *, granted, note="", **how):
    """Grant or refuse the request; granted, the unit becomes a co-handler and a sole unit the lead.

    Raises:
        ValidationError: a refusal without a reason.
        MoveRefused: it has been ruled on already, or the case is not with its units.
    """
    check_ruling(request, granted=granted, note=note)
    cause = _add(request, how) if granted else None
    label = (_("同意增加%s") if granted else _("不同意增加%s")) % request.unit
    return record_ruling(request, label, granted=granted, note=note, cause=cause, **how)


def _add(request, how):
    proposal = request.assignment.proposal
    handlings = [
        Handling(task.unit, Part.LEAD if task.part == Part.SOLE else task.part, task.channel)
        for task in proposal.tasks().select_related("unit", "channel")
    ]
    helper = Handling(request.unit, Part.CO_HANDLER, request.assignment.channel)
    return change_units(proposal, [*handlings, helper], **how)
