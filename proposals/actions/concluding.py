"""After the reply: rate, handle again or explain, follow up, conclude, publish."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from proposals.actions.following import follow
from proposals.actions.recording import day_of, refuse_to_speak_for_another, tie_many
from proposals.actions.telling import tell_committee_of, tell_proposers, tell_proposers_of, tell_unit
from proposals.models import Assignment, Feedback, FollowUp, Part, Proposer, Reply
from proposals.models.policy import RatingsReleased
from proposals.models.proposal import Disclosure
from proposals.queries.clocks import reckon
from workflows.errors import MoveRefused
from workflows.machines.assignment import State
from workflows.perform import holding, holding_each, perform, perform_many, record_fact, record_facts

LOOKED_AT = (
    "assignments__unit",
    "assignments__replies",
    "assignments__feedback",
    "assignments__co_handling_opinions",
    "proposers",
)
RATED_FROM = (State.REPLIED, State.CONCLUDED)


@dataclass(frozen=True)
class Answer:
    """What one proposer says of one unit's reply, on the feedback form (征询意见表)."""

    proposer: Proposer
    attitude: str
    result: str
    comment: str = ""


def rate_many(answers, **how):
    """Record the feedback `answers` [(assignment, Answer)], all or none; a later answer in a round replaces earlier.

    A constant number of statements for any number.

    It goes to the committee first; the unit learns of it at once only where the policy says so.

    Raises:
        ValidationError: an answer is missing.
        PermissionDenied: the proposer is somebody else.
        MoveRefused: there is no reply to rate, or it has been moved since it was read.
    """
    return _rate_each([assignment for assignment, _answer in answers], answers, how)


@holding_each
def _rate_each(assignments, answers, how):
    for assignment, answer in answers:
        refuse_to_speak_for_another(answer.proposer, how)
        if not answer.attitude or not answer.result:
            raise ValidationError(_("请对办理态度和办理结果分别评价。"))
        if assignment.state not in RATED_FROM:
            raise MoveRefused(_("这件承办件还没有答复，收到答复后再反馈。"))
    records = record_facts(assignments, "rate", _("反馈"), **how)
    day = day_of(how)
    forms = [
        Feedback(
            assignment=assignment,
            round=assignment.round,
            given_on=day,
            released_on=day if assignment.policy.ratings_released == RatingsReleased.AT_ONCE else None,
            **vars(answer),
        )
        for assignment, answer in answers
    ]
    tie_many(forms, records)
    tell_committee_of(forms, "rated", records)
    return forms


def rate(assignment, proposer, *, attitude, result, comment="", **how):
    """Record one proposer's feedback on one unit's reply, as `rate_many`."""
    [form] = rate_many([(assignment, Answer(proposer, attitude, result, comment))], **how)
    return form


@holding
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
def follow_up_many(visits, **how):
    """Record the committee's calls or visits after the reply (回访) `visits` {proposal: (manner, findings)}.

    Raises:
        MoveRefused: one of them has no reply yet.
    """
    proposals = list(visits)
    replied = Assignment.objects.in_charge().filter(
        proposal__in=proposals, pk__in=Reply.objects.issued().values("assignment")
    )
    if set(replied.values_list("proposal", flat=True)) < {each.pk for each in proposals}:
        raise MoveRefused(_("还没有单位答复，答复后再回访。"))
    records = record_facts(proposals, "follow_up", _("回访"), **how)
    day = day_of(how)
    rows = [
        FollowUp(proposal=proposal, made_on=day, manner=manner, findings=findings)
        for proposal, (manner, findings) in visits.items()
    ]
    return tie_many(rows, records)


def follow_up(proposal, *, manner="", findings="", **how):
    """Record one call or visit after the reply, as `follow_up_many`."""
    [visit] = follow_up_many({proposal: (manner, findings)}, **how)
    return visit


@transaction.atomic
def enter_feedback(answers, visits, **how):
    """Enter what proposers answered, as `rate_many`, and what the committee asked them, as `follow_up_many`.

    Only the answers are recorded for others; a visit is the committee's own.
    """
    rate_many(answers, **how)
    follow_up_many(visits, **(how | {"provenance": None}))


@transaction.atomic
def conclude_many(proposals, **how):
    """Conclude every one of `proposals` (办结) with all its tasks, or none.

    A co-handling unit still silent is noted as lapsed.
    """
    day = day_of(how)
    records = perform_many(proposals, "conclude", facts_of=lambda _each: {"concluded_on": day}, **how)
    record_of = {record.object_id: record for record in records}
    tasks = [task for each in proposals for task in each.tasks_at_hand() if task.state != State.CONCLUDED]

    def facts_of(task):
        lapsed = task.part == Part.CO_HANDLER and not task.has_co_handling_opinion()
        return {"concluded_on": day} | ({"lapsed_on": day} if lapsed else {})

    perform_many(
        tasks, "conclude", facts_of=facts_of, cause_of=lambda task: record_of[task.proposal_id], **how
    )
    tell_proposers_of(proposals, "concluded", records)
    return records


@holding
def conclude(proposal, **how):
    """Conclude one case, as `conclude_many`."""
    prefetch_related_objects([proposal], *LOOKED_AT)
    [record] = conclude_many([proposal], **how)
    return record


@holding
def publish(assignment, **how):
    """Record that the reply was published (公开).

    Raises:
        MoveRefused: there is no reply, or neither it nor the proposal is for everybody (公开属性).
    """
    reply = assignment.replies.issued().order_by("-pk").first()
    if assignment.owes_reply() and reply is None:
        raise MoveRefused(_("还没有答复，不能公开。"))
    if reply and not reply.disclosure:
        raise MoveRefused(_("答复还没有公开属性；请先填写公开属性，再登记公开。"))
    if reply and reply.disclosure == Disclosure.NONE:
        raise MoveRefused(_("答复的公开属性是「不予公开」；要公开的，请先改公开属性。"))
    if assignment.proposal.disclosure == Disclosure.NONE:
        raise MoveRefused(_("提案者不同意公开这件提案，答复也不公开。"))
    return record_fact(assignment, "publish", _("公开"), facts={"published_on": day_of(how)}, **how)
