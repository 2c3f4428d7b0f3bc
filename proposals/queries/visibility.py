"""What a post may see; every list and every page starts from here, so that no guessed address leaks."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, Role
from proposals.models import (
    ISSUED_REPLY,
    Assignment,
    Channel,
    Examination,
    PlenarySession,
    Proposal,
    ProposedUnit,
    Proposer,
    Reply,
    Result,
)
from proposals.models.proposer import PROPOSING
from workflows.machines.proposal import State


def visible_plenary_sessions(post):
    """Return the plenary sessions that `post` has to do with, newest first."""
    sessions = PlenarySession.objects.all()
    if post.role == Role.SYSTEM:
        return sessions
    if post.role in (Role.CLERK, Role.LEADER):
        own = Q(term__committee__organisation=post.organisation_id)
        return sessions if post.organisation_id is None else sessions.filter(own)
    if post.role == Role.OFFICE:
        mine = Channel.objects.filter(office=post.organisation_id).values("plenary_session")
        return sessions if post.organisation_id is None else sessions.filter(pk__in=mine)
    if post.role == Role.MEMBER:
        return sessions.filter(term__members__user=post.user_id).distinct()
    if post.role == Role.OFFICER:
        tasks, plans = (
            rows.filter(proposal__voided_at=None).order_by().values("proposal__plenary_session")
            for rows in _given_to_unit_of(post)
        )
        return sessions.filter(Q(pk__in=tasks) | Q(pk__in=plans))
    cases = visible_proposals(post).order_by()
    found = Q(pk__in=cases.values("plenary_session"))
    return sessions.filter(found | _open_to_the_body(cases) if post.role == Role.CONTACT else found)


def _open_to_the_body(cases):
    """Keep the newest session of the committees that a body has put `cases` to; of every one before its first case."""
    of_committee = PlenarySession.objects.filter(term__committee=OuterRef("term__committee"))
    newest = Q(pk=Subquery(of_committee.order_by("-year", "-pk").values("pk")[:1]))
    known = Q(term__committee__in=cases.values("plenary_session__term__committee"))
    return newest & (known | ~Exists(cases))


def unit_counted_for(post):
    """Return the unit whose tasks are what `post` counts: an officer's own; None for everybody else."""
    return post.organisation if post.role == Role.OFFICER else None


def visible_proposals(post):
    """Return the cases that `post` may open.

    Committee, assigning office and leaders see the cases of their sessions (drafts only if they made them),
    a unit those it has, had or is proposed for, a member and a contact those they put, signed or were merged; the
    latter three also what was merged into one of theirs.
    """
    proposals = Proposal.objects.standing()
    if post.role == Role.SYSTEM:
        return proposals
    if post.role in (Role.CLERK, Role.LEADER, Role.OFFICE):
        of_sessions = proposals.filter(
            plenary_session__in=visible_plenary_sessions(post).order_by().values("pk")
        )
        return _without_drafts_of_others(of_sessions, post)
    if post.role == Role.OFFICER:
        handed, proposed = (Exists(rows.filter(proposal=OuterRef("pk"))) for rows in _given_to_unit_of(post))
        return proposals.filter(handed | proposed | _merged_into(Proposal.objects.filter(handed | proposed)))
    put = Proposer.objects.of(post).values("proposal")
    absorbing = _mergers().filter(proposal__in=put).values("merged_into")
    return proposals.filter(Q(pk__in=put) | Q(pk__in=absorbing) | _merged_into(put))


def visible_in_session(post, plenary_session):
    """Return the cases of one session, which the post has to do with, that `post` may open."""
    proposals = Proposal.objects.standing().filter(plenary_session=plenary_session)
    if post.role in (Role.CLERK, Role.LEADER, Role.OFFICE):
        return _without_drafts_of_others(proposals, post)
    return visible_proposals(post).filter(plenary_session=plenary_session)


def visible_assignments(post):
    """Return the tasks on the cases that `post` may open."""
    return Assignment.objects.standing().filter(proposal__in=visible_proposals(post).order_by().values("pk"))


def visible_replies(post):
    """Return the replies on the cases that `post` may open, as `may_read_reply` says of each."""
    tasks = visible_assignments(post).order_by().values("pk")
    replies = Reply.objects.standing().filter(assignment__in=tasks)
    if post.role in PROPOSING:
        replies = replies.filter(Q(state__in=ISSUED_REPLY) | Q(shown_to_proposer_on__isnull=False))
    return replies.select_related("assignment__unit", "outcome")


def may_read_feedback(post, form):
    """Say whether `post` may read a form of a case that it may open: a unit once the committee has released it."""
    return post.role != Role.OFFICER or form.is_imported or form.released_on is not None


def may_read_reply(post, reply):
    """Say whether `post` may read a reply of a case that it may open: a proposer once it is out, or shown to him."""
    is_open = reply.state in ISSUED_REPLY or reply.shown_to_proposer_on is not None
    return post.role not in PROPOSING or is_open


def _mergers():
    return Examination.objects.holding().filter(result=Result.MERGED)


def _merged_into(heads):
    return Exists(_mergers().filter(proposal=OuterRef("pk"), merged_into__in=heads.order_by().values("pk")))


def _given_to_unit_of(post):
    """Return the tasks that the post's unit has or had, and the plans that name it."""
    units = Organisation.objects.lineage(post.organisation_id).order_by().values("pk")
    tasks = Assignment.objects.standing().filter(unit__in=units)
    return tasks, ProposedUnit.objects.standing().filter(unit=post.organisation_id)


def _without_drafts_of_others(proposals, post):
    """Leave out the drafts but those the person began, or somebody who has left the same desk since."""
    desk = Post.objects.filter(role=post.role, organisation=post.organisation_id)
    begun = Post.objects.filter(user=post.user_id) | desk.filter(ends_on__lt=timezone.localdate())
    return proposals.filter(~Q(state=State.DRAFT) | Q(recorded_by__in=begun.values("pk")))
