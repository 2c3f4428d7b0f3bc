"""Several proposals on one matter become one case (并案), come apart again (拆并); one with two matters is split."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cppcc.accounts.models import system_post
from proposals.actions.drafting import Draft, ProposerEntry, amend_text, draft_proposal, submit_proposal
from proposals.actions.recording import day_of, tie, tie_many
from proposals.models import Examination, Proposal, Result
from workflows.machines.proposal import State
from workflows.perform import holding, perform, perform_many, record_fact

CAN_ABSORB = (State.SUBMITTED, State.FILED, State.PROPOSED, State.ASSIGNED, State.CONSULTED)


@transaction.atomic
def merge_into(heads, **how):
    """Merge every proposal of `heads` {absorbed: head} into its head, which goes on for all, or merge none.

    Each keeps its proposers and its number; proposals that an absorbed one had absorbed go along. A constant
    number of statements for any number.

    Raises:
        ValidationError: a head is absorbed itself, is of another session, or is no longer open.
    """
    if not heads:
        return []
    _refuse_impossible_heads(heads)
    followers = Examination.objects.holding().filter(result=Result.MERGED, merged_into__in=list(heads))
    groups = {}
    for decision in followers.select_related("proposal"):
        groups.setdefault(decision.merged_into_id, []).append(decision.proposal)
    records = perform_many(list(heads), "merge", **how)
    day = day_of(how)
    decisions = [
        (Examination(proposal=each, result=Result.MERGED, decided_on=day, merged_into=head), record)
        for (proposal, head), record in zip(heads.items(), records, strict=True)
        for each in (proposal, *groups.get(proposal.pk, ()))
    ]
    tie_many(*zip(*decisions, strict=True))
    return records


def merge_proposals(absorbed, *, into, **how):
    """Merge every one of `absorbed` into `into`, as `merge_into`."""
    return merge_into(dict.fromkeys(absorbed, into), **how)


def why_not_merged(proposal, head, absorbed):
    """Return the sentence that keeps `proposal` out of `head` where all of `absorbed` are merged; None where none does."""
    if proposal == head:
        return _("%s不能并入自己，请另选留下的一件。") % head
    if head in absorbed:
        return _("%s自己也要并入别的提案；请都并入最后留下的那一件。") % head
    if head.state == State.MERGED and head.merged_into() == proposal:
        words = {"head": head, "case": proposal}
        return _("%(head)s早已并入%(case)s，不能反过来并；要换留下的一件，请先拆并。") % words
    if head.state not in CAN_ABSORB:
        return _("%(case)s现在是「%(state)s」，其他提案不能再并入它。") % _words(head)
    if (proposal.plenary_session_id, proposal.docket) != (head.plenary_session_id, head.docket):
        return _("%s不是同一届次的提案，不能并案。") % proposal
    return None


def _refuse_impossible_heads(heads):
    locked = Proposal.objects.select_for_update().filter(pk__in={head.pk for head in heads.values()})
    as_held = {head.pk: head for head in locked.order_by("pk")}
    for proposal, head in heads.items():
        reason = why_not_merged(proposal, as_held[head.pk], heads)
        if reason:
            raise ValidationError(reason)


@transaction.atomic
def unmerge(proposal, **how):
    """Take the proposal out of its group; it awaits examination on its own and keeps its number, if any."""
    record = perform(proposal, "unmerge", **how)
    tie(Examination(proposal=proposal, result=Result.PENDING, decided_on=day_of(how)), record)
    return record


@holding
def split_proposal(proposal, drafts, *, rest=None, **how):
    """Write each further matter of `proposal` down as a proposal of its own, with the same proposers, submitted.

    The proposal itself goes on with its first matter; `rest` (a Draft) is what its text then says.

    Raises:
        ValidationError: there is no second matter, or the proposal is already with the units.
    """
    if not drafts:
        raise ValidationError(_("请写出拆出来的每一件的案由。"))
    if proposal.state not in (State.SUBMITTED, State.FILED, State.PROPOSED):
        raise ValidationError(_("「%(case)s」现在是「%(state)s」，交办后不能再拆分。") % _words(proposal))
    record = record_fact(proposal, "split", _("拆分"), **how)
    proposers = tuple(
        ProposerEntry(
            member=each.member,
            organisation=each.organisation,
            name=each.name,
            role=each.role,
            contact_person=each.contact_person,
            phone=each.phone,
        )
        for each in proposal.proposers.select_related("member", "organisation")
    )
    parts = [_split_off(proposal, draft, proposers, record, how) for draft in drafts]
    if rest is not None:
        amend_text(proposal, rest, reason=_("拆分"), **how)
    return parts


def _split_off(proposal, draft, proposers, record, how):
    facts = {"split_from": proposal, "is_text_on_paper": proposal.is_text_on_paper, **draft.facts}
    part = draft_proposal(
        proposal.plenary_session,
        Draft(
            title=draft.title,
            proposers=proposers,
            background=draft.background,
            analysis=draft.analysis,
            body=draft.body,
            suggestions=draft.suggestions,
            docket=proposal.docket,
            kind=proposal.kind,
            facts=facts,
        ),
        cause=record,
        **how,
    )
    submit_proposal(part, by=system_post(), at=day_of(how), cause=record)
    return part


def _words(proposal):
    return {"case": proposal, "state": proposal.get_state_display()}
