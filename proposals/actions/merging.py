"""Several proposals on one matter become one case (并案), come apart again (拆并); one with two matters is split."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cppcc.accounts.models import system_post
from proposals.actions.drafting import Draft, ProposerEntry, draft_proposal, submit_proposal
from proposals.actions.recording import day_of, tie
from proposals.models import Examination, Result
from workflows.machines.proposal import State
from workflows.perform import lock, perform, record_fact

CAN_ABSORB = (State.SUBMITTED, State.FILED, State.PROPOSED, State.ASSIGNED, State.CONSULTED)


@transaction.atomic
def merge_proposals(absorbed, *, into, **how):
    """Merge every one of `absorbed` into `into`, which goes on for all; each keeps its proposers and its number.

    Proposals that an absorbed one had absorbed go along.

    Raises:
        ValidationError: `into` is among them, of another session, or no longer open.
    """
    lock(into)
    if into.state not in CAN_ABSORB:
        raise ValidationError(_("「%(case)s」现在是「%(state)s」，不能再并入其他提案。") % _words(into))
    records = []
    for proposal in absorbed:
        if proposal.pk == into.pk:
            raise ValidationError(_("提案不能并入自己。"))
        if (proposal.plenary_session_id, proposal.docket) != (into.plenary_session_id, into.docket):
            raise ValidationError(_("「%(case)s」不是同一届次的提案，不能并案。") % _words(proposal))
        followers = list(proposal.absorbed())
        record = perform(proposal, "merge", **how)
        day = day_of(how)
        for each in [proposal, *followers]:
            tie(Examination(proposal=each, result=Result.MERGED, decided_on=day, merged_into=into), record)
        records.append(record)
    return records


@transaction.atomic
def unmerge(proposal, **how):
    """Take the proposal out of its group; it awaits examination on its own and keeps its number, if any."""
    record = perform(proposal, "unmerge", **how)
    tie(Examination(proposal=proposal, result=Result.PENDING, decided_on=day_of(how)), record)
    return record


@transaction.atomic
def split_proposal(proposal, drafts, **how):
    """Write each further matter of `proposal` down as a proposal of its own, with the same proposers, submitted.

    The proposal itself goes on with its first matter; amend its text to say so.

    Raises:
        ValidationError: there is no second matter, or the proposal is already with the units.
    """
    if not drafts:
        raise ValidationError(_("请写出拆出来的每一件的案由。"))
    lock(proposal)
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
    return [_split_off(proposal, draft, proposers, record, how) for draft in drafts]


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
