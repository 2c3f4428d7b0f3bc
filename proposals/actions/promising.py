"""Promises of replies are kept (承诺台账): registered, reported on, extended or dropped; replied to again (续复); looked back at (回头看)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.actions.attaching import paper_of
from proposals.actions.recording import day_of, tie
from proposals.actions.ruling import check_ruling, record_ruling
from proposals.actions.telling import tell_committee, tell_proposers, tell_unit, tell_units
from proposals.models import (
    Commitment,
    CommitmentProgress,
    FurtherReply,
    LookBack,
    LookBackFinding,
)
from workflows.errors import MoveRefused
from workflows.machines.assignment import State
from workflows.perform import holding, record_fact

ANSWERED = (State.REPLIED, State.CONCLUDED)


@holding
def promise(assignment, *, text, due_on, **how):
    """Register one dated promise of the unit's reply (承诺事项) and return it.

    Raises:
        ValidationError: nothing is promised, or its day comes before the promise.
        MoveRefused: there is no reply yet.
    """
    if not text.strip():
        raise ValidationError(_("请写明承诺事项。"))
    reply = assignment.replies.issued().order_by("-pk").first()
    if reply is None:
        raise MoveRefused(_("还没有答复，答复后再登记承诺事项。"))
    promised_on = reply.issued_on or day_of(how)
    if due_on < promised_on:
        raise ValidationError(_("承诺完成日期不能早于答复日期（%s）。") % promised_on)
    record = record_fact(assignment, "promise", _("登记承诺事项"), note=how.pop("note", "") or text, **how)
    commitment = Commitment(
        assignment=assignment, reply=reply, text=text, promised_on=promised_on, due_on=due_on
    )
    return tie(commitment, record)


@holding
def report_progress(commitment, *, text, is_fulfilled=False, content=None, **how):
    """Report how far a promise is, with evidence (an uploaded file), or that it is kept (已落实).

    Raises:
        ValidationError: nothing is reported, it is said to be kept without evidence, or as `paper_of`.
        MoveRefused: it is kept or dropped already.
    """
    if not text.strip():
        raise ValidationError(_("请写明落实情况。"))
    if (
        is_fulfilled
        and content is None
        and not commitment.progress.standing().exclude(evidence=None).exists()
    ):
        raise ValidationError(_("登记已落实，请附佐证材料。"))
    _refuse_ended(commitment)
    facts = {"status": Commitment.Status.FULFILLED, "ended_on": day_of(how)} if is_fulfilled else {}
    label = _("承诺事项已落实") if is_fulfilled else _("承诺事项进展")
    record = record_fact(commitment, "report", label, facts=facts, **how)
    progress = CommitmentProgress(
        commitment=commitment, made_on=day_of(how), text=text, evidence=_evidence(commitment, content, record)
    )
    tie(progress, record)
    if is_fulfilled:
        tell_committee(commitment.assignment, "commitment_kept", record, commitment=commitment)
    return progress


@holding
def request_change(commitment, *, kind, text, until=None, **how):
    """Ask for more time for a promise (延期), or to be released from it (终止), with the reason.

    Raises:
        ValidationError: no reason, or no later day.
        MoveRefused: it is kept or dropped already, or a request waits.
    """
    if not text.strip():
        raise ValidationError(_("请写明理由。"))
    wants_time = kind == CommitmentProgress.Kind.EXTENSION
    if wants_time and (until is None or until <= commitment.due_on):
        raise ValidationError(_("申请延至的日期应晚于承诺完成日期（%s）。") % date_format(commitment.due_on))
    _refuse_ended(commitment)
    if commitment.waiting_request():
        raise MoveRefused(_("已有一份申请等待裁定。"))
    label = CommitmentProgress.Kind(kind).label
    record = record_fact(commitment, "request_change", label, **how)
    tell_committee(commitment.assignment, "commitment_change", record, commitment=commitment, reason=text)
    request = CommitmentProgress(
        commitment=commitment, kind=kind, made_on=day_of(how), text=text, until=until if wants_time else None
    )
    return tie(request, record)


@holding
def rule_on_change(request, *, granted, note="", **how):
    """Grant or refuse a request about a promise; granted, its day moves, or it is dropped. It never lapses by itself.

    Raises:
        ValidationError: a refusal without a reason.
        MoveRefused: it has been ruled on, or asks for nothing.
    """
    if request.kind == CommitmentProgress.Kind.PROGRESS:
        raise MoveRefused(_("没有待裁定的申请。"))
    check_ruling(request, granted=granted, note=note)
    day, facts = day_of(how), {}
    if granted and request.kind == CommitmentProgress.Kind.EXTENSION:
        facts = {"due_on": request.until}
    elif granted:
        facts = {"status": Commitment.Status.DROPPED, "ended_on": day}
    verb = _("同意") if granted else _("不同意")
    label = _("%(verb)s承诺事项%(kind)s") % {"verb": verb, "kind": request.get_kind_display()}
    record = record_fact(request.commitment, "rule_on", label, note=note, facts=facts, **how)
    record_ruling(request, label, granted=granted, note=note, cause=record, **how)
    tell_unit(request.assignment, "time_ruled", record, note=note)
    return record


@holding
def reply_further(assignment, *, outcome, text, document_number="", **how):
    """Reply again on a case that was answered (续办续复); the class may change, the year's own figures stay.

    Raises:
        ValidationError: nothing is said.
        MoveRefused: the unit has not replied in the ordinary way.
    """
    if not text.strip():
        raise ValidationError(_("请填写续复内容。"))
    if assignment.state not in ANSWERED or not assignment.owes_reply():
        raise MoveRefused(_("单位答复以后才能续复。"))
    record = record_fact(assignment, "reply_further", _("续复"), **how)
    further = FurtherReply(
        assignment=assignment,
        issued_on=day_of(how),
        outcome=outcome,
        text=text,
        document_number=document_number,
    )
    tie(further, record)
    tell_committee(assignment, "replied_further", record, further=further)
    tell_proposers(assignment.proposal, "replied_further", record, about=assignment, further=further)
    return further


@transaction.atomic
def open_look_back(plenary_session, assignments, *, name, closes_on=None, note="", **how):
    """Open a look-back (回头看) over a chosen set of answered tasks of one session, and return it.

    Raises:
        ValidationError: no name, no tasks, or one that is of another session or was never answered.
    """
    assignments = list(assignments)
    if not name.strip() or not assignments:
        raise ValidationError(_("请填写名称并选择承办件。"))
    for task in assignments:
        if task.proposal.plenary_session_id != plenary_session.pk or task.state not in ANSWERED:
            raise ValidationError(_("「%s」不是本届次已答复的承办件。") % task)
    look_back = LookBack(
        plenary_session=plenary_session, name=name, opened_on=day_of(how), closes_on=closes_on, note=note
    )
    look_back.save()
    tie(look_back, record_fact(look_back, "open", _("开展回头看"), **how))
    findings = LookBackFinding.objects.bulk_create(
        LookBackFinding(look_back=look_back, assignment=task, record=look_back.record) for task in assignments
    )
    tell_units(assignments, "look_back_opened", [look_back.record] * len(findings), abouts=findings)
    return look_back


def record_finding(finding, *, result, text, **how):
    """Record what the look-back found on one task.

    Raises:
        ValidationError: nothing says what was found.
    """
    if not result or not text.strip():
        raise ValidationError(_("请选择落实情况并写明发现的情况。"))
    label = _("回头看：%s") % LookBackFinding.Result(result).label
    facts = {"result": result, "text": text, "found_on": day_of(how)}
    return record_fact(finding, "find", label, facts=facts, **how)


def _refuse_ended(commitment):
    if not commitment.is_open():
        raise MoveRefused(_("这项承诺现在是「%s」。") % commitment.get_status_display())


def _evidence(commitment, content, record):
    if content is None:
        return None
    task = commitment.assignment
    return tie(paper_of(task.proposal, content, assignment=task), record)
