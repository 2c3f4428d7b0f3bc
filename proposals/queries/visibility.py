"""What a post may see; every list and every page starts from here, so that no guessed address leaks."""

from django.db.models import Q
from django.utils import timezone

from cppcc.accounts.models import Role
from proposals.models import Assignment, Channel, Examination, PlenarySession, Proposal, Reply, Result
from workflows.machines.proposal import State


def visible_plenary_sessions(post):
    """Return the plenary sessions that `post` has to do with, newest first."""
    sessions = PlenarySession.objects.select_related("term__committee__organisation", "policy", "only_unit")
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
    return sessions.filter(pk__in=visible_proposals(post).values("plenary_session"))


def unit_counted_for(post):
    """Return the unit whose tasks are what `post` counts: an officer's own; None for everybody else."""
    return post.organisation if post.role == Role.OFFICER else None


def visible_proposals(post):
    """Return the cases that `post` may open.

    Committee, assigning office and leaders see the cases of their sessions (drafts only if they made them),
    a unit those it has, had or is proposed for, a member and a contact those they put, signed or were merged.
    """
    proposals = Proposal.objects.standing()
    if post.role == Role.SYSTEM:
        return proposals
    if post.role in (Role.CLERK, Role.LEADER, Role.OFFICE):
        of_sessions = proposals.filter(
            plenary_session__in=visible_plenary_sessions(post).order_by().values("pk")
        )
        return of_sessions.filter(~Q(state=State.DRAFT) | _begun_at_the_desk_of(post))
    if post.role == Role.OFFICER:
        tasks = Assignment.objects.standing().filter(_of_the_body_or_its_forerunners("unit", post))
        handed = Q(pk__in=tasks.values("proposal"))
        proposed = Q(proposed_units__unit=post.organisation_id, proposed_units__voided_at=None)
        return proposals.filter(handed | Q(pk__in=Proposal.objects.filter(proposed).values("pk")))
    own = put_by(post, "proposers__")
    put = Proposal.objects.filter(own).values("pk")
    absorbing = (
        Examination.objects.holding().filter(result=Result.MERGED, proposal__in=put).values("merged_into")
    )
    return proposals.filter(Q(pk__in=put) | Q(pk__in=absorbing))


def visible_assignments(post):
    """Return the tasks on the cases that `post` may open."""
    return Assignment.objects.standing().filter(proposal__in=visible_proposals(post).order_by().values("pk"))


def visible_replies(post):
    """Return the replies on the cases that `post` may open."""
    tasks = visible_assignments(post).order_by().values("pk")
    return Reply.objects.standing().filter(assignment__in=tasks).select_related("assignment__unit", "outcome")


def may_read_feedback(post, form):
    """Say whether `post` may read a form of a case that it may open: a unit once the committee has released it."""
    return post.role != Role.OFFICER or form.is_imported or form.released_on is not None


def put_by(post, through=""):
    """Return the condition, on proposers or `through` a relation to them, that the post's person or body is one."""
    if post.role == Role.MEMBER:
        return Q((f"{through}member__user", post.user_id))
    return _of_the_body_or_its_forerunners(f"{through}organisation", post)


def _begun_at_the_desk_of(post):
    """Keep what the person began, and what somebody began who has left the same desk since."""
    left = Q(
        recorded_by__role=post.role,
        recorded_by__organisation=post.organisation_id,
        recorded_by__ends_on__lt=timezone.localdate(),
    )
    return Q(recorded_by__user=post.user_id) | left


def _of_the_body_or_its_forerunners(field, post):
    """Keep what is of the post's body or of one that went over into it; past papers keep the old name."""
    body = post.organisation_id
    if body is None:
        return Q(pk=None)
    return Q((field, body)) | Q((f"{field}__successor", body)) | Q((f"{field}__successor__successor", body))


def with_case(model):
    """Return every row of `model`, a case or a part of one, with its case."""
    rows = model._base_manager.all()
    names = {field.name for field in model._meta.concrete_fields}
    if "assignment" in names:
        return rows.select_related("assignment__proposal")
    return rows.select_related("proposal") if "proposal" in names else rows
