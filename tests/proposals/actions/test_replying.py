"""Talks, opinions and replies of the units, until every proposer has the letter."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from proposals.actions import (
    concluding,
    consulting,
    merging,
    replying,
    supervising,
)
from proposals.actions.mending import undo_step
from proposals.models import Consultation, Member, Reply
from proposals.web.steps import offered
from tests.world import DAY, only_task
from workflows.errors import MoveRefused


def test_a_waiver_opens_the_reply_and_says_who_asked_for_it(world):
    proposal = world.assigned()
    world.accept(proposal)

    with pytest.raises(ValidationError, match="免于面商的"):
        consulting.log_consultation(
            only_task(proposal), consulting.Talk(manner="WAIVED"), **world.for_others()
        )
    world.consult(proposal, manner="WAIVED")

    proposal.refresh_from_db()
    assert proposal.state == "CONSULTED"


def test_a_reply_without_a_talk_needs_the_reason_for_none(world):
    proposal = world.assigned()
    world.accept(proposal)
    task = only_task(proposal)

    with pytest.raises(MoveRefused, match="还没有面商，也没有说明原因"):
        world.reply_of(task)
    with pytest.raises(ValidationError):
        consulting.explain_no_consultation(task, reason=" ", **world.for_others())
    consulting.explain_no_consultation(task, reason="委员出国", **world.for_others())
    world.reply_of(task)

    proposal.refresh_from_db()
    assert proposal.state == "REPLIED"


def test_a_talk_of_tomorrow_is_refused(world):
    proposal = world.assigned()
    world.accept(proposal)

    with pytest.raises(ValidationError, match="不能晚于今天"):
        consulting.log_consultation(
            only_task(proposal), consulting.Talk(met_on=DAY + timedelta(days=1)), **world.for_others()
        )


def test_a_unit_says_what_was_said_and_a_clerk_may_have_no_more_than_the_day(world):
    proposal = world.assigned()
    world.accept(proposal)
    task = only_task(proposal)

    with pytest.raises(ValidationError, match="请写明面商情况"):
        consulting.log_consultation(task, consulting.Talk(summary=" "), by=world.officer, at=DAY)
    consulting.log_consultation(task, consulting.Talk(), **world.for_others())

    assert Consultation.objects.get().recorded_by == world.clerk


def test_a_talk_before_the_task_was_assigned_is_refused(world):
    proposal = world.assigned()
    world.accept(proposal)
    before = consulting.Talk(met_on=DAY - timedelta(days=30))

    with pytest.raises(ValidationError, match="面商日期（2026年1月31日）早于交办日期（2026年3月2日）"):
        consulting.log_consultation(only_task(proposal), before, **world.for_others())


def test_a_talk_that_stands_in_the_log_is_not_logged_again(world):
    proposal = world.assigned()
    world.accept(proposal)
    task, [zhang] = only_task(proposal), proposal.proposers.all()
    talk = consulting.Talk(summary="谈了选址", proposers=(zhang,))
    logged = consulting.log_consultation(task, talk, **world.for_others())

    with pytest.raises(ValidationError, match="2026年3月2日当面已经登记过一次"):
        consulting.log_consultation(task, replace(talk, summary="谈了选址。"), **world.for_others())
    for other in ({"manner": "PHONE"}, {"place": "现场"}, {"proposers": ()}):
        consulting.log_consultation(task, replace(talk, **other), **world.for_others())
    consulting.confirm_consultation(logged, took_place=False, by=world.member, at=DAY)
    consulting.log_consultation(task, talk, **world.for_others())

    assert task.consultations.count() == 5


def test_the_proposer_confirms_a_talk_and_a_stranger_may_not(world):
    proposal = world.assigned()
    world.consult(proposal)
    talk = only_task(proposal).consultations.get()

    with pytest.raises(PermissionDenied):
        consulting.confirm_consultation(talk, took_place=True, by=world.stranger, at=DAY)
    consulting.confirm_consultation(talk, took_place=True, by=world.member, at=DAY)

    assert talk.confirmation == "CONFIRMED"


def test_what_one_proposer_said_of_a_talk_is_not_overwritten_by_another(world):
    proposal = world.assigned()
    world.consult(proposal)
    talk = only_task(proposal).consultations.get()
    cosigner = world.post("second", "MEMBER", world.committee)
    proposal.proposers.create(role="COSIGNER", member=world.li, name="李四", position=1)
    Member.objects.filter(pk=world.li.pk).update(user=cosigner.user)
    on_another_page = Consultation.objects.get()
    said = consulting.confirm_consultation(talk, took_place=True, by=world.member, at=DAY)

    with pytest.raises(MoveRefused, match="已经确认为「谈过」"):
        consulting.confirm_consultation(on_another_page, took_place=False, by=cosigner, at=DAY)

    proposal.refresh_from_db()
    assert (Consultation.objects.get().confirmation, proposal.state) == ("CONFIRMED", "CONSULTED")
    undo_step(said, by=world.member, reason="点错了")
    consulting.confirm_consultation(talk, took_place=False, by=world.member, at=DAY)
    assert Consultation.objects.get().confirmation == "DENIED"


def test_a_lead_waits_for_its_helpers_until_they_have_been_reminded_once(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    lead, helper = proposal.tasks().get(part="LEAD"), proposal.tasks().get(part="CO_HANDLER")

    with pytest.raises(MoveRefused, match="会办意见还没有提交"):
        world.reply_of(lead)
    supervising.remind(helper, text="请抓紧办理", by=world.officer, at=DAY)
    world.reply_of(lead)
    world.rate(proposal)
    concluding.conclude(proposal, **world.as_clerk())

    helper.refresh_from_db()
    assert (helper.state, helper.lapsed_on) == ("CONCLUDED", DAY)


def test_a_helping_unit_gives_an_opinion_and_no_reply(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.accept(proposal)
    helper = proposal.tasks().get(part="CO_HANDLER")

    with pytest.raises(ValidationError, match="请填写会办意见"):
        replying.give_opinion(helper, text=" ", by=world.helper, at=DAY)
    with pytest.raises(MoveRefused, match="会办单位只提会办意见"):
        replying.draft_reply(helper, replying.Letter(), by=world.helper, at=DAY)
    replying.give_opinion(helper, text="同意", by=world.helper, at=DAY)
    with pytest.raises(ValidationError, match="需要补充"):
        replying.return_opinion(helper, note="", by=world.officer, at=DAY)
    replying.return_opinion(helper, note="请补充资金安排", by=world.officer, at=DAY)

    assert helper.state == "ACCEPTED"


def drafted(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    replying.give_opinion(proposal.tasks().get(part="CO_HANDLER"), text="同意", **world.for_others())
    lead = proposal.tasks().get(part="LEAD")
    return replying.draft_reply(
        lead, replying.Letter(outcome=world.outcome(), text="已办理。"), by=world.officer, at=DAY
    )


def test_a_reply_passes_its_steps_is_countersigned_and_issued(world):
    reply = drafted(world)
    replying.submit_reply(reply, by=world.officer, at=DAY)
    with pytest.raises(MoveRefused, match="还有审核环节没有通过"):
        replying.issue_reply(reply, signer="局长", by=world.officer, at=DAY)
    record = replying.approve_reply(reply, by=world.officer, at=DAY)
    assert record.note == "核稿"
    with pytest.raises(MoveRefused, match="审核环节都已通过"):
        replying.approve_reply(reply, by=world.officer, at=DAY)
    replying.begin_countersigning(reply, by=world.officer, at=DAY)
    with pytest.raises(MoveRefused, match="还有会办单位没有会签"):
        replying.issue_reply(reply, signer="局长", by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="不是本案的会办单位"):
        replying.countersign(reply, world.water, by=world.helper, at=DAY)
    replying.countersign(reply, world.finance, by=world.helper, at=DAY)

    replying.issue_reply(reply, signer="局长", document_number="市教提〔2026〕1号", by=world.officer, at=DAY)

    proposal = reply.assignment.proposal
    proposal.refresh_from_db()
    assert (reply.state, reply.document_number, proposal.state) == ("ISSUED", "市教提〔2026〕1号", "REPLIED")


def test_a_draft_sent_back_begins_its_steps_anew(world):
    reply = drafted(world)
    replying.submit_reply(reply, by=world.officer, at=DAY)
    replying.approve_reply(reply, by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="退回的原因"):
        replying.send_back_reply(reply, note="", by=world.officer, at=DAY)
    with pytest.raises(MoveRefused, match="请先退回重拟"):
        replying.revise_reply(reply, replying.Letter(), by=world.officer, at=DAY)

    replying.send_back_reply(reply, note="没有逐条回应", by=world.officer, at=DAY)
    letter = replying.Letter(outcome=world.outcome("B"), text="逐条答复。", answered=tuple(
        reply.assignment.proposal.suggestions.all()
    ))  # fmt: skip
    replying.revise_reply(reply, letter, by=world.officer, at=DAY)

    assert (reply.state, reply.steps_passed, reply.draft_number) == ("DRAFTED", 0, 2)
    assert (reply.outcome.code, reply.answered.count()) == ("B", 1)


def test_a_reply_without_text_or_class_does_not_go_to_be_checked(world):
    proposal = world.assigned()
    world.consult(proposal)
    reply = replying.draft_reply(only_task(proposal), replying.Letter(), by=world.officer, at=DAY)

    with pytest.raises(MoveRefused, match="还没有正文或办理结果类别"):
        replying.submit_reply(reply, by=world.officer, at=DAY)


def test_one_reply_a_round(world):
    reply = drafted(world)

    with pytest.raises(MoveRefused, match="本轮已有一份答复"):
        replying.draft_reply(reply.assignment, replying.Letter(), by=world.officer, at=DAY)


def test_a_task_not_signed_for_has_no_reply(world):
    with pytest.raises(MoveRefused, match="不能拟写答复"):
        replying.draft_reply(only_task(world.assigned()), replying.Letter(), by=world.officer, at=DAY)


def test_a_letter_signed_on_paper_names_its_signer(world):
    with pytest.raises(ValidationError, match="请填写签发人"):
        replying.issue_reply(drafted(world), signed_off_on_paper=True, by=world.officer, at=DAY)


def test_one_approval_step_is_passed_by_one_of_two_who_see_it(world):
    world.set_policy(approval_steps=["核稿", "审签"])
    proposal = world.assigned()
    world.consult(proposal)
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")
    reply = replying.draft_reply(only_task(proposal), letter, **world.for_others())
    replying.submit_reply(reply, **world.for_others())
    mine, theirs = Reply.objects.get(), Reply.objects.get()

    replying.approve_reply(theirs, **world.for_others())
    with pytest.raises(MoveRefused, match="已由别人通过"):
        replying.approve_reply(mine, **world.for_others())

    reply.refresh_from_db()
    assert (reply.steps_passed, reply.next_step()) == (1, "审签")


def test_where_the_policy_orders_it_the_proposer_sees_the_draft_first(world):
    world.set_policy(draft_shown_to_proposer=True)
    proposal = world.assigned()
    world.consult(proposal)
    letter = replying.Letter(outcome=world.outcome(), text="已办理。")

    with pytest.raises(MoveRefused, match="先送提案者征求意见"):
        replying.record_reply(only_task(proposal), letter, signer="局长", **world.for_others())
    reply = replying.record_reply(
        only_task(proposal), letter, signer="局长", shown_to_proposer_on=DAY, **world.for_others()
    )

    assert reply.state == "ISSUED"


def test_the_draft_may_be_shown_in_a_step_of_its_own(world):
    reply = drafted(world)

    replying.show_to_proposer(reply, by=world.officer, at=DAY)

    assert reply.shown_to_proposer_on == DAY


def test_the_record_of_a_delivery_to_many_names_a_few_and_counts_them_all(world):
    proposal = world.assigned()
    long = "第{}界别小组" + "某" * 90
    for position in range(2, 7):
        proposal.proposers.create(role="COSIGNER", name=long.format(position), position=position)
    world.reply(proposal)
    reply = only_task(proposal).replies.get()
    _first, *cosigners = proposal.all_proposers()

    record = replying.deliver_reply(reply, cosigners[:4], **world.for_others())
    few = replying.deliver_reply(reply, cosigners[4:], **world.for_others())

    assert record.label == f"送达{long.format(2)}、{long.format(3)}、{long.format(4)}等4位提案者"
    assert few.label == f"送达{long.format(6)}"
    assert reply.deliveries.count() == 5


def test_a_reply_is_delivered_when_every_proposer_has_it(world):
    proposal = world.assigned(title="关于甲的提案")
    other = world.submitted("关于乙的提案")
    merging.merge_proposals([other], into=proposal, **world.as_clerk())
    world.reply(proposal)
    reply = only_task(proposal).replies.get()
    first, second = proposal.all_proposers()

    replying.deliver_reply(reply, [first], **world.for_others())
    assert reply.state == "ISSUED"
    replying.deliver_reply(reply, [second], **world.for_others())

    assert (reply.state, reply.feedback_due_on) == ("DELIVERED", date(2026, 3, 23))
    assert reply.deliveries.count() == 2


def test_a_suggestion_is_taken_up_only_where_units_have_the_case(world):
    head, merged = world.filed("关于甲的提案"), world.submitted("关于乙的提案")
    merging.merge_proposals([merged], into=head, **world.as_clerk())
    handled = world.assigned(title="关于丙的提案")

    def offered_on(proposal):
        return [each.step.name for each in offered(proposal.suggestions.get(), world.clerk)]

    assert [offered_on(each) for each in (world.submitted("关于丁的提案"), head, merged, handled)] == [
        [], [], [], ["adopt"]
    ]  # fmt: skip
    with pytest.raises(MoveRefused, match="关于乙的提案》现在是「并案」，交办以后才能登记是否采纳"):
        replying.adopt_suggestion(merged.suggestions.get(), is_adopted=True, **world.as_clerk())
