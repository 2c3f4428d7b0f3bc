"""What is saved in one step: a text with its papers and invitations to co-sign, or a slip with its scan."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.accounts.models import Post
from proposals.actions.attaching import attach_all
from proposals.actions.drafting import (
    WITH_WRITER,
    amend_text,
    draft_proposal,
    invite_cosigners,
    submit_proposal,
)
from proposals.models import Attachment, Proposal
from workflows.errors import MoveRefused
from workflows.locks import lock
from workflows.machines.proposal import State


@dataclass(frozen=True)
class Enclosed:
    """What goes with the text: uploaded papers, and whom to invite until which day."""

    papers: tuple = ()
    invited: tuple = ()
    sign_by: date | None = None


@transaction.atomic
def save_writing(plenary_session, draft, *, proposal=None, based_on=None, enclosed=None, **how):
    """Store what its writer has written so far, in `proposal` or a new one, and return the proposal.

    A new one of the same writer and title as a draft of his is that draft: a button pressed twice makes one
    proposal. `based_on` is the version of the text that the writer began from.

    Raises:
        ValidationError: the title is empty or too long, or a paper is not of a kind that is kept.
        MoveRefused: it is handed in already, or has been saved elsewhere since.
    """
    Post.objects.select_for_update().get(pk=how["by"].pk)
    proposal = proposal or _begun(plenary_session, draft.title.strip(), how["by"])
    if proposal is None:
        proposal = draft_proposal(plenary_session, draft, **how)
    else:
        lock(proposal)
        _refuse_stale(proposal, based_on)
        amend_text(proposal, draft, **how)
    enclosed = enclosed or Enclosed()
    attach_all(proposal, enclosed.papers, kind=Attachment.Kind.TEXT, **how)
    if enclosed.invited:
        invite_cosigners(proposal, enclosed.invited, sign_by=enclosed.sign_by, **how)
    return proposal


@transaction.atomic
def register_slip(plenary_session, draft, *, papers=(), is_submitted=True, **how):
    """Register a proposal from paper with the scans or photos of it, submitted or as a draft; returns the proposal.

    Raises:
        ValidationError: the title is empty or too long, or a paper is not of a kind that is kept.
        MoveRefused: the proposal lacks what is needed to be submitted.
    """
    proposal = draft_proposal(plenary_session, draft, **how)
    attach_all(proposal, papers, kind=Attachment.Kind.TEXT, **how)
    if is_submitted:
        submit_proposal(proposal, **how)
    return proposal


def _begun(plenary_session, title, by):
    """Return the draft of that title which the writer has begun, or None."""
    drafts = Proposal.objects.standing().filter(
        plenary_session=plenary_session, state=State.DRAFT, title=title, recorded_by=by
    )
    return drafts.order_by("pk").first()


def _refuse_stale(proposal, based_on):
    if proposal.state not in WITH_WRITER:
        raise MoveRefused(_("提案现在是「%s」，不能再修改。") % proposal.get_state_display())
    text = proposal.text()
    if based_on is not None and text is not None and text.version != based_on:
        raise MoveRefused(
            _("这份提案刚在别处保存过（%(at)s，第%(version)d稿）。您这里的内容没有存入，请对照后再保存一次。")
            % {
                "version": text.version,
                "at": timezone.localtime(text.recorded_at).strftime("%H:%M"),
            }
        )
