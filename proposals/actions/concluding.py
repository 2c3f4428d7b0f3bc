"""After the reply: rate, handle again or explain, follow up, conclude, publish."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.following import follow
from proposals.actions.recording import day_of, tie
from proposals.actions.telling import tell_committee, tell_proposers, tell_unit
from proposals.models import Feedback, FollowUp, Part
from proposals.models.policy import RatingsReleased
from proposals.queries.clocks import reckon
from workflows.errors import MoveRefused
from workflows.machines.assignment import State
from workflows.perform import lock, perform, record_fact

RATED_FROM = (State.REPLIED, State.CONCLUDED)


@transaction.atomic
def rate(assignment, proposer, *, attitude, result, comment="", **how):
    """Record one proposer's feedback on one unit's reply; a later answer in the same round replaces the earlier.

    It goes to the committee first; the unit learns of it at once only where the policy says so.

    Raises:
        ValidationError: an answer is missing.
        MoveRefused: there is no reply to rate.
    """
    if not attitude or not result:
        raise ValidationError(_("请对办理态度和办理结果分别评价。"))
    lock(assignment)
    if assignment.state not in RATED_FROM:
        raise MoveRefused(_("这件承办件还没有答复，收到答复后再反馈。"))
    record = record_fact(assignment, "rate", _("反馈"), **how)
    form = Feedback(
        assignment=assignment,
        proposer=proposer,
        round=assignment.round,
        attitude=attitude,
        result=result,
        given_on=day_of(how),
        comment=comment,
        released_on=day_of(how) if assignment.policy.ratings_released == RatingsReleased.AT_ONCE else None,
    )
    tie(form, record)
    tell_committee(assignment, "rated", record, form=form)
    return form


@transaction.atomic
def release_ratings(assignment, **how):
    """Let the unit see how it was rated (告知评价), after the committee has looked at the forms.

    Raises:
        MoveRefused: there is nothing it does not know yet.
    """
    forms = list(assignment.feedback.standing().filter(released_on=None, is_imported=False))
    if not forms:
        raise MoveRefused(_("没有尚未告知承办单位的评价。"))
    record = record_fact(assignment, "release_ratings", _("告知评价"), **how)
    for form in forms:
        facts = {"released_on": day_of(how)}
        record_fact(form, "release", _("告知承办单位"), cause=record, facts=facts, **how)
    tell_unit(assignment, "ratings_released", record)
    return record


@transaction.atomic
def handle_again(assignment, *, note, **how):
    """Open the next round (重办) after a dissatisfied answer; a second reply is due by the policy's limit.

    The co-handling units of a lead are not asked again.

    Raises:
        ValidationError: nothing tells the unit why, or it is told in the proposer's words, not the committee's.
    """
    if not note.strip():
        raise ValidationError(_("请向承办单位说明重办的原因和要求。"))
    if any(form.comment.strip() and form.comment.strip() in note for form in assignment.feedback.holding()):
        raise ValidationError(_("请用提案委自己的话说明重办的原因，不要照录提案者的意见。"))
    facts = {
        "round": assignment.round + 1,
        "round_due_on": reckon(assignment.policy, "second_handling", day_of(how)).due_on,
        "no_consultation_reason": "",
    }
    record = perform(assignment, "reopen", note=note, facts=facts, **how)
    tell_unit(assignment, "reopened", record, note=note)
    tell_proposers(assignment.proposal, "reopened_for_proposers", record, about=assignment)
    follow(assignment.proposal, cause=record)
    return record


def explain_feedback(feedback, *, explanation, **how):
    """Record why a dissatisfied answer is not handled again (专项说明); the case may then be concluded."""
    if not explanation.strip():
        raise ValidationError(_("请写明不再重办的说明。"))
    return record_fact(feedback, "explain", _("专项说明"), facts={"explanation": explanation}, **how)


@transaction.atomic
def follow_up(proposal, *, assignment=None, manner="", findings="", **how):
    """Record the committee's call or visit after the reply (回访).

    Raises:
        MoveRefused: there is no reply yet.
    """
    if not any(task.replies.issued().exists() for task in proposal.tasks()):
        raise MoveRefused(_("还没有单位答复，答复后再回访。"))
    record = record_fact(proposal, "follow_up", _("回访"), **how)
    visit = FollowUp(
        proposal=proposal, assignment=assignment, made_on=day_of(how), manner=manner, findings=findings
    )
    return tie(visit, record)


@transaction.atomic
def conclude(proposal, **how):
    """Conclude the case (办结) with all its tasks; a co-handling unit still silent is noted as lapsed."""
    day = day_of(how)
    record = perform(proposal, "conclude", facts={"concluded_on": day}, **how)
    for task in proposal.tasks().exclude(state=State.CONCLUDED):
        facts = {"concluded_on": day}
        if task.part == Part.CO_HANDLER and not task.has_co_handling_opinion():
            facts["lapsed_on"] = day
        perform(task, "conclude", facts=facts, cause=record, **how)
    tell_proposers(proposal, "concluded", record)
    return record


def publish(assignment, **how):
    """Record that the reply was published (公开).

    Raises:
        MoveRefused: there is no reply, or it is marked 不予公开.
    """
    reply = assignment.replies.issued().order_by("-pk").first()
    if assignment.owes_reply() and reply is None:
        raise MoveRefused(_("还没有答复，不能公开。"))
    if reply and reply.disclosure == "NONE":
        raise MoveRefused(_("答复的公开属性是「不予公开」，请先更正公开属性。"))
    return record_fact(assignment, "publish", _("公开"), facts={"published_on": day_of(how)}, **how)
