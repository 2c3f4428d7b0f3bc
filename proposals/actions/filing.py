"""The examination (审查): file, decline with its disposition and notice, reconsider, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from proposals.actions.numbering import number_facts
from proposals.actions.recording import day_of, tie, tie_many
from proposals.actions.telling import tell_proposers_of, tell_unit
from proposals.models import DeclineReason, Examination, Result
from workflows.perform import holding_each, perform, perform_many, record_facts


@transaction.atomic
def file_proposals(proposals, *, categories: Mapping = MappingProxyType({}), **how):
    """Put every one of `proposals` (one session) on file (立案) or none, and number them in the order given.

    `categories` {proposal: category} classes them in the same step; a None leaves the category as it is.
    Where the policy numbers at 交办 instead, numbers wait until then.
    """
    proposals = list(proposals)
    if not proposals:
        return []
    facts = {proposal.pk: {} for proposal in proposals}
    for proposal in proposals:
        category = categories.get(proposal)
        if category and category != proposal.category:
            facts[proposal.pk] = {"category": category}
    if not proposals[0].plenary_session.policy.number_at_assignment:
        for key, numbers in number_facts(proposals, categories).items():
            facts[key] |= numbers
    records = perform_many(proposals, "file", facts_of=lambda each: facts[each.pk], **how)
    day = day_of(how)
    decisions = [Examination(proposal=each, result=Result.FILED, decided_on=day) for each in proposals]
    tie_many(decisions, records)
    tell_proposers_of(proposals, "filed", records)
    return records


def file_proposal(proposal, **how):
    """Put one proposal on file and number it."""
    [record] = file_proposals([proposal], **how)
    return record


@dataclass(frozen=True)
class Refusal:
    """Why a proposal is not filed, as a listed reason or in words, and where it goes instead (处理去向)."""

    disposition: str
    reason: DeclineReason | None = None
    reason_text: str = ""


@holding_each
def decline_proposals(refusals, **how):
    """Do not file any of `refusals` {proposal: Refusal} (不予立案), or none; returns the decisions.

    Raises:
        ValidationError: no reason, or no disposition; an idea is never thrown away.
        MoveRefused: another proposal is merged into one of them.
    """
    for refusal in refusals.values():
        if refusal.reason is None and not refusal.reason_text.strip():
            raise ValidationError(_("请选择或写明不予立案的原因。"))
        if not refusal.disposition:
            raise ValidationError(_("请选择处理去向：不予立案的提案也要有去处。"))
    mergers = Examination.objects.holding().filter(result=Result.MERGED).select_related("proposal")
    prefetch_related_objects(list(refusals), Prefetch("mergers", mergers))
    records = perform_many(list(refusals), "decline", **how)
    day = day_of(how)
    decisions = [
        Examination(proposal=proposal, result=Result.DECLINED, decided_on=day, **vars(refusal))
        for proposal, refusal in refusals.items()
    ]
    tie_many(decisions, records)
    tell_proposers_of(list(refusals), "declined", records, abouts=decisions)
    return decisions


def decline_proposal(proposal, *, disposition, reason=None, reason_text="", **how):
    """Do not file one proposal, as `decline_proposals`."""
    [decision] = decline_proposals({proposal: Refusal(disposition, reason, reason_text)}, **how)
    return decision


@transaction.atomic
def notify_declines(proposals, **how):
    """Record that the proposers of every one of `proposals` were told of the decision not to file (告知).

    Raises:
        ValidationError: one of them is not declined.
    """
    holding = Examination.objects.holding().filter(proposal__in=proposals, result=Result.DECLINED)
    decisions = list(holding)
    if len(decisions) < len(proposals):
        raise ValidationError(_("只有不予立案的提案需要告知。"))
    cases = {proposal.pk: proposal for proposal in proposals}
    for decision in decisions:
        decision.proposal = cases[decision.proposal_id]
    facts = {"noticed_on": day_of(how)}
    return record_facts(decisions, "notify_decline", _("告知提案者"), facts_of=lambda _each: facts, **how)


def notify_decline(proposal, **how):
    """Record that the proposer was told of the decision not to file (告知)."""
    [record] = notify_declines([proposal], **how)
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
        MoveRefused: another proposal is merged into it.
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
