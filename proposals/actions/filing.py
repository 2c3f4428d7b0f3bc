"""The examination (审查): file, decline with its disposition and notice, reconsider, withdraw."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.numbering import number_facts
from proposals.actions.recording import day_of, tie, tie_many
from proposals.actions.telling import tell_proposers, tell_proposers_of, tell_unit
from proposals.models import Examination, Result
from workflows.perform import perform, perform_many, record_fact


@transaction.atomic
def file_proposals(proposals, **how):
    """Put every one of `proposals` (one session) on file (立案) or none, and number them in the order given.

    Where the policy numbers at 交办 instead, numbers wait until then.
    """
    proposals = list(proposals)
    if not proposals:
        return []
    numbers = {}
    if not proposals[0].plenary_session.policy.number_at_assignment:
        numbers = number_facts(proposals)
    records = perform_many(proposals, "file", facts_of=lambda each: numbers.get(each.pk, {}), **how)
    day = day_of(how)
    decisions = [Examination(proposal=each, result=Result.FILED, decided_on=day) for each in proposals]
    tie_many(decisions, records)
    tell_proposers_of(proposals, "filed", records)
    return records


def file_proposal(proposal, **how):
    """Put one proposal on file and number it."""
    [record] = file_proposals([proposal], **how)
    return record


@transaction.atomic
def decline_proposal(proposal, *, disposition, reason=None, reason_text="", **how):
    """Do not file the proposal (不予立案), for a listed reason or one in words, and say where it goes instead.

    Raises:
        ValidationError: no reason, or no disposition (处理去向); an idea is never thrown away.
    """
    if reason is None and not reason_text.strip():
        raise ValidationError(_("请选择或写明不予立案的原因。"))
    if not disposition:
        raise ValidationError(_("请选择处理去向：不予立案的提案也要有去处。"))
    record = perform(proposal, "decline", **how)
    decision = Examination(
        proposal=proposal,
        result=Result.DECLINED,
        decided_on=day_of(how),
        reason=reason,
        reason_text=reason_text,
        disposition=disposition,
    )
    tie(decision, record)
    tell_proposers(proposal, "declined", record, about=decision)
    return decision


def notify_decline(proposal, **how):
    """Record that the proposer was told of the decision not to file (告知)."""
    decision = proposal.examination()
    if decision is None or decision.result != Result.DECLINED:
        raise ValidationError(_("只有不予立案的提案需要告知。"))
    with transaction.atomic():
        record = record_fact(proposal, "notify_decline", _("告知提案者"), **how)
        decision.noticed_on = day_of(how)
        decision.save(update_fields=["noticed_on"])
    return record


@transaction.atomic
def reconsider(proposal, **how):
    """Take the decision not to file up again (复核); the proposal awaits examination anew."""
    return _examined_anew(proposal, perform(proposal, "reconsider", **how))


@transaction.atomic
def withdraw(proposal, *, note, **how):
    """Withdraw the proposal at its proposer's request (撤案); `note` says why. It stays among the received.

    Units that have it are relieved of it.

    Raises:
        ValidationError: no reason is given.
    """
    if not note.strip():
        raise ValidationError(_("请写明撤案的原因。"))
    record = perform(proposal, "withdraw", note=note, **how)
    day = day_of(how)
    tie(Examination(proposal=proposal, result=Result.WITHDRAWN, decided_on=day), record)
    for task in proposal.tasks():
        removal = perform(task, "remove", note=note, facts={"ended_on": day}, cause=record, **how)
        tell_unit(task, "withdrawn", removal)
    return record


def _examined_anew(proposal, record):
    tie(Examination(proposal=proposal, result=Result.PENDING, decided_on=record.happened_on), record)
    return record
