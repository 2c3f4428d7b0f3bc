"""The proposal follows its tasks: 面商 when all have consulted, 答复 when all have replied, back when work opens."""

from django.db.models import prefetch_related_objects

from cppcc.accounts.models import system_post
from workflows.machines.proposal import State
from workflows.perform import holding, last_day, perform


@holding
def follow(proposal, *, cause):
    """Move `proposal`, as the system, to where its tasks stand; `cause` is the record that set this off.

    Undoing the cause takes these moves back too.
    """
    prefetch_related_objects([proposal], "assignments__consultations", "assignments__replies")
    step = _next_step(proposal)
    while step:
        days = [day for day in (cause.happened_on, last_day(proposal)) if day]
        perform(proposal, step, by=system_post(), at=max(days, default=None), cause=cause)
        step = _next_step(proposal)


def _next_step(proposal):
    in_hand = proposal.state in (State.ASSIGNED, State.CONSULTED)
    if in_hand and not proposal.has_standing_tasks():
        return "unassign"
    if proposal.state in (State.CONSULTED, State.REPLIED) and proposal.has_open_work():
        return "resume"
    if in_hand and proposal.every_unit_has_replied():
        return "reply"
    if proposal.state == State.ASSIGNED and proposal.every_unit_has_consulted():
        return "consult"
    return None
