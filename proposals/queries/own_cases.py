"""What a member, or the contact of a collective, has at hand: to finish, sign, confirm, rate, and the cases put."""

from django.db.models import F, Prefetch, Q

from cppcc.accounts.models import Role
from proposals.models import (
    Assignment,
    Autosave,
    Consultation,
    Feedback,
    Member,
    Proposal,
    Proposer,
    Reply,
    Result,
)
from proposals.models.consultation import Manner
from workflows.machines.proposal import State

WITH_WRITER = (State.DRAFT, State.RETURNED)
IS_NAMED = Q(invited_on=None) | Q(signed_on__isnull=False)


def invitations(post, session):
    """Return the invitations to co-sign that wait for the member, those that are over included."""
    return (
        Proposer.objects.of(post)
        .filter(
            role=Proposer.Role.COSIGNER,
            invited_on__isnull=False,
            signed_on=None,
            proposal__plenary_session=session,
            proposal__state__in=WITH_WRITER,
            proposal__voided_at=None,
        )
        .select_related("proposal")
        .prefetch_related("proposal__proposers")
        .order_by(F("sign_by").asc(nulls_last=True), "pk")
    )


def cases_put(post, session):
    """Return the cases that the post has put or signed, those never handed in first, then the newest first."""
    rows = Proposer.objects.of(post).filter(IS_NAMED)
    return (
        Proposal.objects.standing()
        .filter(pk__in=rows.values("proposal"), plenary_session=session)
        .prefetch_related("proposers", Prefetch("assignments", Assignment.objects.select_related("unit")))
        .order_by(F("submitted_on").desc(nulls_first=True), "-pk")
    )


def unsaved_page(post, page):
    """Return what was put by of the page and has not been saved (Autosave), or None."""
    return Autosave.objects.filter(post=post, page=page).first()


def answered_for(post, session):
    """Return {case: the post's own proposer rows that it answers}; a merged one under the case that goes on."""
    rows = Proposer.objects.of(post).filter(IS_NAMED, proposal__plenary_session=session)
    rows = rows.exclude(role=Proposer.Role.SECONDER).select_related("proposal")
    found = {}
    for row in rows.prefetch_related("proposal__examinations"):
        standing = [each for each in row.proposal.examinations.all() if each.voided_at is None]
        last = max(standing, key=lambda each: each.pk, default=None)
        head = last.merged_into_id if last and last.result == Result.MERGED else None
        found.setdefault(head or row.proposal_id, []).append(row)
    return found


def to_confirm(answered_for):
    """Return the talks and waivers that units logged and that no proposer has confirmed or denied yet."""
    return (
        Consultation.objects.standing()
        .filter(
            assignment__proposal__in=list(answered_for),
            assignment__voided_at=None,
            confirmation="",
            is_imported=False,
        )
        .exclude(manner=Manner.NONE)
        .select_related("assignment__unit", "assignment__proposal")
        .order_by(F("met_on").asc(nulls_last=True), "pk")
    )


def to_rate(answered_for):
    """Return (task, proposer) for each reply that is out and that the policy asks the post's proposers to rate."""
    tasks = (
        Assignment.objects.in_charge()
        .owing_reply()
        .filter(proposal__in=list(answered_for), state="REPLIED")
        .select_related("unit", "proposal__plenary_session__policy")
        .prefetch_related(
            Prefetch("feedback", Feedback.objects.standing(), to_attr="standing_forms"),
            Prefetch("replies", Reply.objects.issued().order_by("pk"), to_attr="out"),
        )
        .order_by("proposal__number_order", "pk")
    )
    return [
        (task, proposer)
        for task in tasks
        for proposer in answered_for[task.proposal_id]
        if _is_asked(task, proposer) and not _has_answered(task, proposer)
    ]


def roster(session, *, without=None):
    """Return the members in office who may be invited to co-sign, by sector and name; `without` is the writer."""
    members = Member.objects.filter(term=session.term, standing=Member.Standing.IN_OFFICE)
    if without is not None and without.role == Role.MEMBER:
        members = members.exclude(user=without.user_id)
    return members.select_related("sector").order_by("sector__position", "sector", "name")


def _is_asked(task, proposer):
    return task.policy.feedback_by_all or proposer.role == Proposer.Role.FIRST


def _has_answered(task, proposer):
    return any(form.round == task.round and form.proposer_id == proposer.pk for form in task.standing_forms)
