"""What a unit answers: the co-handling opinion, the reply's draft and approval, its issue and delivery."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.actions.attaching import attach
from proposals.actions.following import follow
from proposals.actions.pausing import resume
from proposals.actions.recording import day_of, tie, tie_many
from proposals.actions.telling import tell_committee, tell_each_proposer, tell_unit
from proposals.models import (
    ISSUED_REPLY,
    Attachment,
    CoHandlingOpinion,
    Countersignature,
    Delivery,
    Disclosure,
    OutcomeClass,
    Reply,
)
from proposals.queries.clocks import reckon
from workflows.errors import MoveRefused
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State as ProposalState
from workflows.machines.reply import State
from workflows.perform import (
    holding,
    perform,
    perform_many,
    record_creations,
    record_fact,
    record_facts,
)

_MOST_NAMED = 3
WITH_UNITS = (
    ProposalState.ASSIGNED,
    ProposalState.CONSULTED,
    ProposalState.REPLIED,
    ProposalState.CONCLUDED,
)


@dataclass(frozen=True)
class Letter:
    """What a reply says and how it looks on paper."""

    outcome: OutcomeClass | None = None
    text: str = ""
    is_text_on_paper: bool = False
    issuing_body: str = Reply.IssuingBody.UNIT
    document_number: str = ""
    disclosure: str = ""
    disclosure_reason: str = ""
    answered: tuple = ()


@holding
def give_opinion(assignment, *, text, document_number="", **how):
    """Give the lead the co-handling unit's opinion (会办意见); a pause of the clock ends with it.

    Raises:
        ValidationError: the opinion is empty.
    """
    if not text.strip():
        raise ValidationError(_("请填写会办意见。"))
    opinion = CoHandlingOpinion(
        assignment=assignment,
        round=assignment.round,
        given_on=day_of(how),
        text=text,
        document_number=document_number,
    )
    opinion.save()
    record = perform(assignment, "give_opinion", **how)
    if assignment.paused_on:
        resume(assignment, cause=record, **how)
    for lead in assignment.proposal.tasks().owing_reply():
        tell_unit(lead, "opinion_given", record, about=assignment)
    return tie(opinion, record)


@transaction.atomic
def return_opinion(assignment, *, note, **how):
    """Ask the co-handling unit to add to its opinion (退回补充), saying what is missing."""
    if not note.strip():
        raise ValidationError(_("请写明需要补充的内容。"))
    record = perform(assignment, "return_opinion", note=note, **how)
    tell_unit(assignment, "opinion_returned", record, note=note)
    return record


@holding
def draft_reply(assignment, letter, **how):
    """Begin the reply of this round, in DRAFTED, and return it.

    Raises:
        ValidationError: it is not to be published and nothing says why.
        MoveRefused: the unit owes no reply now, or one is on its way already.
    """
    _refuse_unexplained(letter)
    if not assignment.owes_reply():
        raise MoveRefused(_("会办单位只提会办意见，不直接答复提案者。"))
    if assignment.state not in (TaskState.ACCEPTED, TaskState.CONSULTED):
        raise MoveRefused(_("这件承办件现在是「%s」，不能拟写答复。") % assignment.get_state_display())
    if assignment.replies.standing().filter(round=assignment.round).exists():
        raise MoveRefused(_("本轮已有一份答复，请在原稿上修改。"))
    reply = Reply(assignment=assignment, round=assignment.round, recorded_by=how["by"])
    for field, value in _fields(letter).items():
        setattr(reply, field, value)
    reply.full_clean(exclude=["assignment", "recorded_by", "record"])
    reply.save()
    reply.answered.set(letter.answered)
    [record] = record_creations([reply], "draft", _("拟稿"), **how)
    return tie(reply, record)


@holding
def revise_reply(reply, letter, **how):
    """Change the draft while it is with its writer.

    Raises:
        ValidationError: it is not to be published and nothing says why.
        MoveRefused: it is being checked or is out.
    """
    _refuse_unexplained(letter)
    if reply.state != State.DRAFTED:
        raise MoveRefused(_("答复现在是「%s」，不能修改；请先退回重拟。") % reply.get_state_display())
    record = record_fact(reply, "draft", _("修改答复稿"), facts=_fields(letter), **how)
    reply.answered.set(letter.answered)
    return record


def submit_reply(reply, **how):
    """Hand the draft in for checking; the approval steps begin anew."""
    return perform(reply, "submit", facts={"steps_passed": 0}, **how)


def approve_reply(reply, **how):
    """Pass the approval step that was due when the reply was read; the record names it.

    Raises:
        MoveRefused: somebody else has passed that step meanwhile, or the state forbids it.
    """
    return _approve(reply, reply.steps_passed, **how)


@holding
def _approve(reply, seen, **how):
    if reply.steps_passed != seen:
        raise MoveRefused(_("这一审核环节刚刚已由别人通过，请刷新后再看。"))
    step = reply.next_step()
    note = "：".join(part for part in (step, how.pop("note", "")) if part)
    return perform(reply, "approve", note=note, facts={"steps_passed": reply.steps_passed + 1}, **how)


def begin_countersigning(reply, **how):
    """Send the approved text to the co-handling units for their signatures (会签)."""
    return perform(reply, "begin_countersigning", **how)


@transaction.atomic
def countersign(reply, unit, *, note="", **how):
    """Record that one co-handling unit agrees to the text.

    Raises:
        ValidationError: the unit is no co-handling unit of the case.
    """
    if not reply.assignment.proposal.tasks().co_handling().filter(unit=unit).exists():
        raise ValidationError(_("%s不是本案的会办单位。") % unit)
    record = perform(reply, "countersign", note=note, **how)
    signature = Countersignature(
        reply=reply, draft_number=reply.draft_number, unit=unit, signed_on=day_of(how), note=note
    )
    return tie(signature, record)


def send_back_replies(notes, **how):
    """Send every draft of `notes` {reply: reason} back, or none; every step and signature begins anew.

    Raises:
        ValidationError: no reason is given.
    """
    if not all(note.strip() for note in notes.values()):
        raise ValidationError(_("请写明退回的原因。"))
    return perform_many(
        list(notes),
        "send_back",
        note_of=notes.get,
        facts_of=lambda reply: {
            "steps_passed": 0,
            "draft_number": reply.draft_number + 1,
            "checked_on": None,
        },
        **how,
    )


@holding
def send_back_reply(reply, *, note, **how):
    """Send one draft back, as `send_back_replies`."""
    [record] = send_back_replies({reply: note}, **how)
    return record


@transaction.atomic
def check_replies(passed, sent_back, **how):
    """Pass the drafts `passed` (交办单位核稿) and send those of `sent_back` {reply: reason} back, all or none.

    Raises:
        ValidationError: a draft goes back without a reason.
        MoveRefused: one of them is not out for checking.
    """
    for reply in passed:
        if reply.state not in (State.CHECKING, State.COUNTERSIGNING):
            raise MoveRefused(_("答复现在是「%s」，不需要核稿。") % reply.get_state_display())
    day = day_of(how)
    records = record_facts(
        passed, "check", _("交办单位核稿通过"), facts_of=lambda _each: {"checked_on": day}, **how
    )
    return [*records, *send_back_replies(sent_back, **how)]


def check_reply(reply, **how):
    """Pass one draft, as `check_replies`."""
    [record] = check_replies([reply], {}, **how)
    return record


def show_to_proposer(reply, **how):
    """Record that the draft was shown to the proposer before its issue (征求意见)."""
    return record_fact(
        reply, "show", _("答复稿征求提案者意见"), facts={"shown_to_proposer_on": day_of(how)}, **how
    )


@holding
def issue_reply(reply, *, signer="", signed_off_on_paper=False, document_number=None, **how):
    """Issue the letter (签发): the task is replied (办复), and the proposal when it was the last.

    A pause of the clock ends with it. A letter signed on paper (线下已签发) needs no approval steps here.

    Raises:
        ValidationError: it was signed on paper and nobody is named as signer.
    """
    if signed_off_on_paper and not signer.strip():
        raise ValidationError(_("线下已签发的，请填写签发人。"))
    facts = {"issued_on": day_of(how), "signer": signer}
    if document_number is not None:
        facts["document_number"] = document_number
    if signed_off_on_paper:
        record_fact(reply, "draft", _("线下已签发"), facts={"signed_off_on_paper": True}, **how)
    record = perform(reply, "issue", facts=facts, **how)
    perform(reply.assignment, "reply", cause=record, **how)
    if reply.assignment.paused_on:
        resume(reply.assignment, cause=record, **how)
    tell_committee(reply, "reply_issued", record)
    if reply.leaves_something_to_do():
        tell_unit(reply.assignment, "promise_asked", record, about=reply)
    follow(reply.assignment.proposal, cause=record)
    return record


@holding
def record_reply(assignment, letter, *, signer, shown_to_proposer_on=None, scan=None, **how):
    """Record in one step a reply that was written, checked and signed on paper; return it, issued.

    `scan` is an uploaded file of the signed letter.
    """
    if scan:
        attach(
            assignment.proposal,
            scan,
            kind=Attachment.Kind.REPLY,
            assignment=assignment,
            **how,
        )
    reply = draft_reply(assignment, letter, **how)
    if shown_to_proposer_on:
        record_fact(
            reply,
            "show",
            _("答复稿征求提案者意见"),
            facts={"shown_to_proposer_on": shown_to_proposer_on},
            **how,
        )
    issue_reply(reply, signer=signer, signed_off_on_paper=True, **how)
    return reply


@holding
def deliver_reply(reply, proposers=None, **how):
    """Record that the letter reached `proposers` (None: all of them); with the last one it is 送达.

    The time for feedback runs from then.
    """
    day = day_of(how)
    everybody = list(reply.assignment.proposal.all_proposers().select_related("member"))
    reached = set(reply.deliveries.standing().values_list("proposer", flat=True))
    now = [each for each in (everybody if proposers is None else proposers) if each.pk not in reached]
    if {each.pk for each in everybody} <= reached | {each.pk for each in now}:
        feedback_due_on = reckon(reply.assignment.policy, "feedback", day).due_on
        facts = {"delivered_on": day, "feedback_due_on": feedback_due_on}
        record = perform(reply, "deliver", facts=facts, **how)
    else:
        record = record_fact(reply, "deliver", _("送达%s") % _few_by_name(now), **how)
    deliveries = [Delivery(reply=reply, proposer=each, delivered_on=day) for each in now]
    asked = [
        each
        for each in tie_many(deliveries, [record] * len(deliveries))
        if reply.assignment.is_asked(each.proposer)
    ]
    tell_each_proposer(asked, "feedback_asked", record, link="rate", due_on=reply.feedback_due_on)
    return record


@holding
def disclose_reply(reply, *, disclosure, disclosure_reason="", **how):
    """Say whether a reply that is out may be published (公开属性), as long as it is not published.

    Raises:
        ValidationError: it is not to be published and nothing says why.
        MoveRefused: it is not out yet, or published already.
    """
    _refuse_unexplained(Letter(disclosure=disclosure, disclosure_reason=disclosure_reason))
    if reply.state not in ISSUED_REPLY:
        raise MoveRefused(_("答复还没有签发，公开属性在答复稿里填写。"))
    facts = {"disclosure": disclosure, "disclosure_reason": disclosure_reason}
    return _disclose(reply.assignment, reply, facts, how)


@holding
def _disclose(assignment, reply, facts, how):
    if assignment.published_on:
        raise MoveRefused(_("答复已登记公开；公开属性有误的，请提案委更正。"))
    label = _("公开属性：%s") % Disclosure(facts["disclosure"]).label
    return record_fact(reply, "disclose", label, facts=facts, **how)


def adopt_suggestion(suggestion, *, is_adopted, **how):
    """Record whether a suggestion was taken up (采纳).

    Raises:
        MoveRefused: no unit has the case, or it is merged into another.
    """
    proposal = suggestion.proposal
    if proposal.state not in WITH_UNITS:
        words = {"case": proposal, "state": proposal.get_state_display()}
        raise MoveRefused(_("%(case)s现在是「%(state)s」，交办以后才能登记是否采纳。") % words)
    facts = {"is_adopted": is_adopted, "adopted_on": day_of(how)}
    return record_fact(
        suggestion, "adopt", _("采纳建议") if is_adopted else _("未采纳建议"), facts=facts, **how
    )


def _few_by_name(proposers):
    """Return the names of `proposers`; of more than a few the first, and how many they are."""
    names = "、".join(str(each) for each in proposers[:_MOST_NAMED])
    if len(proposers) <= _MOST_NAMED:
        return names
    return _("%(names)s等%(count)d位提案者") % {"names": names, "count": len(proposers)}


def _refuse_unexplained(letter):
    if letter.disclosure == Disclosure.NONE and not letter.disclosure_reason.strip():
        raise ValidationError(_("选「不予公开」的，请写明理由。"))


def _fields(letter):
    return {field: value for field, value in vars(letter).items() if field != "answered"}
