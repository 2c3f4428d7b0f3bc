"""From the assignment to the conclusion: units, limits, talks, replies, feedback, second handling."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from cppcc.accounts.models import Organisation
from proposals.actions import (
    accepting,
    assigning,
    attaching,
    concluding,
    consulting,
    filing,
    merging,
    replying,
    supervising,
)
from proposals.actions.assigning import Handling
from proposals.models import OutcomeClass, ProposedUnit
from proposals.queries.clocks import answer_due_on
from tests.world import DAY, only_task
from workflows.deadlines import Urgency
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


def test_units_are_proposed_in_rounds_and_say_yes_or_no(world):
    proposal = world.submitted()
    assigning.propose_units(proposal, [Handling(world.finance, "SOLE")], **world.as_clerk())
    assert proposal.state == "SUBMITTED"
    filing.file_proposal(proposal, **world.as_clerk())
    assigning.propose_units(proposal, [Handling(world.education, "SOLE")], **world.as_clerk())
    [plan] = ProposedUnit.objects.filter(round=2)

    with pytest.raises(ValidationError, match="有异议的"):
        assigning.respond_to_plan(plan, "OBJECTED", by=world.officer, at=DAY)
    assigning.respond_to_plan(plan, "AGREED", by=world.officer, at=DAY)
    assigning.assign_proposal(proposal, **world.as_clerk())

    assert (proposal.state, only_task(proposal).unit) == ("ASSIGNED", world.education)


def test_a_plan_after_the_assignment_is_refused(world):
    with pytest.raises(MoveRefused, match="请改用调整承办单位"):
        assigning.propose_units(world.assigned(), [Handling(world.finance, "SOLE")], **world.as_clerk())


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["SOLE", "SOLE"],
        ["SOLE", "CO_HANDLER"],
        ["CO_HANDLER"],
        ["SEPARATE"],
        ["LEAD", "LEAD"],
        ["LEAD", "SEPARATE"],
    ],
)
def test_parts_that_do_not_go_together_are_refused(world, parts):
    units = [world.education, world.finance]

    with pytest.raises(ValidationError, match="办理方式搭配不对"):
        assigning.assign_proposal(
            world.filed(),
            [Handling(unit, part) for unit, part in zip(units, parts, strict=False)],
            **world.as_clerk(),
        )


def test_one_unit_has_a_case_once_and_an_abolished_one_not_at_all(world):
    twice = [Handling(world.education, "LEAD"), Handling(world.education, "CO_HANDLER")]
    with pytest.raises(ValidationError, match="只能承办一次"):
        assigning.assign_proposal(world.filed("关于甲的提案"), twice, **world.as_clerk())
    world.finance.valid_to = date(2026, 1, 1)
    world.finance.save()

    with pytest.raises(ValidationError, match="市财政局已撤销或更名"):
        assigning.assign_proposal(
            world.filed("关于乙的提案"), [Handling(world.finance, "SOLE")], **world.as_clerk()
        )


def test_a_case_is_handed_over_once(world):
    with pytest.raises(MoveRefused, match="只能在「立案、拟交办」时进行"):
        assigning.assign_proposal(world.assigned(), [Handling(world.finance, "SOLE")], **world.as_clerk())


def test_assigning_nothing_does_nothing(world):
    assert assigning.assign_proposals({}, **world.as_clerk()) == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, date(2026, 6, 2)),
        ({"reply_limit": "2m"}, date(2026, 5, 6)),  # 05-02 lies inside the Labour Day holiday
        ({"reply_limit": "2026-09-30"}, date(2026, 9, 30)),
        ({"reply_limit_anchor": "closing"}, date(2026, 4, 20)),
    ],
)
def test_the_limit_of_the_reply_by_policy(world, settings, expected):
    world.session.closes_on = date(2026, 1, 20)
    world.session.save()
    world.set_policy(**settings)
    proposal = world.filed(occasion="PLENARY")
    proposal.occasion = "PLENARY"

    assert answer_due_on(proposal, "SOLE", assigned_on=DAY) == expected


def test_a_helping_unit_has_a_month_and_an_intersession_case_its_own_limit(world):
    world.set_policy(intersession_reply_limit="1m")
    proposal = world.filed()

    assert answer_due_on(proposal, "CO_HANDLER", assigned_on=DAY) == date(2026, 4, 2)
    proposal.occasion = "INTERSESSION"
    assert answer_due_on(proposal, "SOLE", assigned_on=DAY) == date(2026, 4, 2)


def test_where_the_signing_starts_the_clock_the_limit_is_set_by_it(world):
    world.set_policy(reply_limit_anchor="accepted")
    task = only_task(world.assigned())

    accepting.accept(task, officer="某某", **world.for_others(DAY + timedelta(days=7)))

    assert (task.due_on, task.officer) == (date(2026, 6, 9), "某某")


def test_changing_units_keeps_what_was_done(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)

    assigning.change_units(
        proposal,
        [Handling(world.education, "CO_HANDLER"), Handling(world.finance, "LEAD")],
        **world.as_clerk(),
    )

    assert {task.unit.name: task.part for task in proposal.tasks()} == {
        "市教育局": "CO_HANDLER",
        "市财政局": "LEAD",
    }
    assert proposal.tasks().get(unit=world.education).consultations.count() == 1
    assert proposal.state == "ASSIGNED"


def test_a_unit_added_to_a_replied_case_opens_it_again(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))
    world.reply(proposal)
    handlings = [Handling(unit, "SEPARATE") for unit in (world.education, world.finance, world.water)]

    assigning.change_units(proposal, handlings, **world.as_clerk())

    assert proposal.state == "ASSIGNED"


def test_a_change_that_changes_nothing_is_refused(world):
    with pytest.raises(ValidationError, match="没有变化"):
        assigning.change_units(world.assigned(), [Handling(world.education, "SOLE")], **world.as_clerk())
    with pytest.raises(MoveRefused):
        assigning.change_units(
            world.filed("关于乙的提案"), [Handling(world.education, "SOLE")], **world.as_clerk()
        )


def test_open_tasks_move_to_the_successor_in_one_step(world):
    first = world.assigned(title="关于甲的提案")
    second = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于乙的提案")
    done = world.assigned(title="关于丙的提案")
    world.conclude(done)

    moved = assigning.take_over(world.education, world.finance, **world.as_clerk())

    assert moved == 2
    assert [task.unit for task in first.tasks()] == [world.finance]
    assert [task.unit for task in second.tasks()] == [world.finance]
    assert [task.unit for task in done.tasks()] == [world.education]
    assert Organisation.objects.get(pk=world.education.pk).successor == world.finance


def test_a_task_is_placed_inside_the_unit(world):
    task = only_task(world.assigned())

    accepting.place(task, inner_office="基教科", officer="某某", by=world.officer, at=DAY)

    assert (task.inner_office, task.officer) == ("基教科", "某某")


def test_a_task_handed_back_leaves_the_case_to_be_proposed_anew(world):
    proposal = world.assigned()
    task = only_task(proposal)
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    accepting.rule_on_hand_back(task, granted=True, by=world.office, at=DAY)

    proposal.refresh_from_db()
    assert (proposal.state, task.state, task.hand_backs.get().ruling) == (
        "PROPOSED",
        "HANDED_BACK",
        "GRANTED",
    )


def test_a_late_request_is_flagged_and_may_still_be_granted(world):
    task = only_task(world.assigned())
    late = DAY + timedelta(days=30)

    request = accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=late)
    accepting.rule_on_hand_back(task, granted=True, by=world.office, at=late)

    assert request.is_late
    assert task.state == "HANDED_BACK"


def test_a_refused_request_leaves_the_task_accepted(world):
    task = only_task(world.assigned())
    accepting.request_hand_back(task, reason="不属职责", by=world.officer, at=DAY)

    with pytest.raises(ValidationError, match="不同意的，请写明理由"):
        accepting.rule_on_hand_back(task, granted=False, by=world.office, at=DAY)
    accepting.rule_on_hand_back(task, granted=False, note="属你单位职责", by=world.office, at=DAY)

    assert (task.state, task.accepted_on) == ("ACCEPTED", DAY)


def test_requests_need_reasons_and_rulings_need_requests(world):
    task = only_task(world.assigned())

    with pytest.raises(ValidationError, match="退办理由"):
        accepting.request_hand_back(task, reason="", by=world.officer, at=DAY)
    with pytest.raises(MoveRefused, match="没有待裁定"):
        accepting.rule_on_hand_back(task, granted=True, by=world.office, at=DAY)
    with pytest.raises(ValidationError, match="延期理由"):
        accepting.request_extension(task, until=date(2026, 12, 1), reason="", by=world.officer, at=DAY)


def test_an_extension_is_asked_for_and_granted_also_afterwards(world):
    task = only_task(world.assigned())
    late = task.due_on + timedelta(days=3)

    request = accepting.request_extension(
        task, until=date(2026, 8, 1), reason="需要论证", by=world.officer, at=late
    )
    accepting.rule_on_extension(request, granted=True, by=world.office, at=late)

    task.refresh_from_db()
    assert (request.is_late, task.due_on, accepting.exceeds_cap(request)) == (True, date(2026, 8, 1), False)
    with pytest.raises(MoveRefused, match="已经裁定过"):
        accepting.rule_on_extension(request, granted=True, by=world.office, at=late)


def test_an_extension_that_makes_no_sense_is_refused(world):
    task = only_task(world.assigned())

    with pytest.raises(ValidationError, match="应晚于现在的期限"):
        accepting.request_extension(task, until=task.due_on, reason="需要", by=world.officer, at=DAY)
    request = accepting.request_extension(
        task, until=date(2027, 1, 1), reason="需要", by=world.officer, at=DAY
    )
    assert accepting.exceeds_cap(request)
    with pytest.raises(MoveRefused, match="已有一份延期申请"):
        accepting.request_extension(task, until=date(2027, 1, 1), reason="需要", by=world.officer, at=DAY)
    with pytest.raises(ValidationError, match="不同意的，请写明理由"):
        accepting.rule_on_extension(request, granted=False, by=world.office, at=DAY)
    accepting.rule_on_extension(request, granted=False, note="应按期办理", by=world.office, at=DAY)
    proposal = task.proposal
    world.reply(proposal)
    with pytest.raises(MoveRefused, match="不需要延期"):
        accepting.request_extension(
            only_task(proposal), until=date(2027, 1, 1), reason="x", by=world.officer, at=DAY
        )


def test_urgency_of_a_task(world):
    task = only_task(world.assigned())

    found = [task.urgency(task.due_on + timedelta(days=offset)) for offset in (-8, -7, 0, 1)]

    assert found == [Urgency.NONE, Urgency.DUE_SOON, Urgency.DUE_SOON, Urgency.OVERDUE]
    tasks = type(task).objects
    assert (tasks.overdue(task.due_on).count(), tasks.overdue(task.due_on + timedelta(days=1)).count()) == (
        0,
        1,
    )
    assert (
        tasks.due_soon(task.due_on, 7).count(),
        tasks.due_soon(task.due_on - timedelta(days=8), 7).count(),
    ) == (1, 0)


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


def test_the_proposer_confirms_a_talk_and_a_stranger_may_not(world):
    proposal = world.assigned()
    world.consult(proposal)
    talk = only_task(proposal).consultations.get()

    with pytest.raises(PermissionDenied):
        consulting.confirm_consultation(talk, took_place=True, by=world.stranger, at=DAY)
    consulting.confirm_consultation(talk, took_place=True, by=world.member, at=DAY)

    assert talk.confirmation == "CONFIRMED"


def test_a_lead_waits_for_its_helpers_until_they_have_been_reminded_once(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.consult(proposal)
    lead, helper = proposal.tasks().get(part="LEAD"), proposal.tasks().get(part="CO_HANDLER")

    with pytest.raises(MoveRefused, match="会办意见还没有提交"):
        world.reply_of(lead)
    supervising.remind(helper, person="某某", by=world.officer, at=DAY)
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


def test_feedback_needs_a_reply_and_both_answers(world):
    proposal = world.assigned()
    proposer = proposal.proposers.get()

    with pytest.raises(MoveRefused, match="还没有答复"):
        concluding.rate(
            only_task(proposal), proposer, attitude="SATISFIED", result="SATISFIED", by=world.member, at=DAY
        )
    world.reply(proposal)
    with pytest.raises(ValidationError, match="分别评价"):
        concluding.rate(
            only_task(proposal), proposer, attitude="SATISFIED", result="", by=world.member, at=DAY
        )
    form = concluding.rate(
        only_task(proposal),
        proposer,
        attitude="SATISFIED",
        result="FAIRLY_SATISFIED",
        by=world.member,
        at=DAY,
    )

    assert (form.given_on, form.record.by) == (DAY, world.member)


def test_a_case_is_not_concluded_before_the_feedback_is_in_or_its_window_over(world):
    proposal = world.assigned()
    world.reply(proposal)

    with pytest.raises(MoveRefused, match="反馈还没有收齐"):
        concluding.conclude(proposal, **world.as_clerk())
    replying.deliver_reply(only_task(proposal).replies.get(), **world.for_others())
    concluding.conclude(proposal, **world.as_clerk(date(2026, 5, 1)))

    assert proposal.state == "CONCLUDED"


def test_every_first_proposer_of_a_group_is_asked_and_cosigners_where_the_policy_says_so(world):
    proposal = world.assigned()
    proposal.proposers.create(role="COSIGNER", name="李四", position=2)

    assert [each.name for each in only_task(proposal).proposers_asked()] == ["张三"]
    world.set_policy(feedback_by_all=True)
    proposal = type(proposal).objects.get(pk=proposal.pk)
    assert [each.name for each in only_task(proposal).proposers_asked()] == ["张三", "李四"]


def test_dissatisfaction_is_handled_again_or_explained_before_the_end(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, "DISSATISFIED")
    task = only_task(proposal)

    with pytest.raises(MoveRefused, match="请先安排重办或记录处理意见"):
        concluding.conclude(proposal, **world.as_clerk())
    with pytest.raises(ValidationError, match="重办的原因"):
        concluding.handle_again(task, note="", **world.as_clerk())
    concluding.handle_again(task, note="第二条没有回应", **world.as_clerk())
    assert (task.round, task.state, task.limit_on) == (2, "ACCEPTED", date(2026, 6, 2))
    world.consult(proposal)
    world.reply_of(only_task(proposal), code="B")
    world.rate(proposal)
    concluding.conclude(proposal, **world.as_clerk())

    assert proposal.state == "CONCLUDED"


def test_an_explanation_stands_in_place_of_a_second_handling(world):
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, "DISSATISFIED")
    form = only_task(proposal).feedback.get()

    with pytest.raises(ValidationError):
        concluding.explain_feedback(form, explanation="", **world.as_clerk())
    concluding.explain_feedback(form, explanation="超出本市权限，已当面说明。", **world.as_clerk())
    concluding.conclude(proposal, **world.as_clerk())

    assert proposal.state == "CONCLUDED"


def test_fairly_satisfied_reopens_where_the_policy_says_so(world):
    world.set_policy(fairly_satisfied_reopens=True)
    proposal = world.assigned()
    world.reply(proposal)
    world.rate(proposal, "FAIRLY_SATISFIED")

    assert proposal.awaits_second_handling()


def test_a_follow_up_comes_after_a_reply(world):
    proposal = world.assigned()

    with pytest.raises(MoveRefused, match="答复后再回访"):
        concluding.follow_up(proposal, **world.as_clerk())
    world.reply(proposal)
    visit = concluding.follow_up(proposal, manner="电话", findings="满意", **world.as_clerk())

    assert visit.made_on == DAY


def test_a_reply_is_published_unless_it_is_marked_otherwise(world):
    proposal = world.assigned()

    with pytest.raises(MoveRefused, match="还没有答复"):
        concluding.publish(only_task(proposal), by=world.officer, at=DAY)
    world.reply(proposal)
    reply = only_task(proposal).replies.get()
    type(reply).objects.filter(pk=reply.pk).update(disclosure="NONE")
    with pytest.raises(MoveRefused, match="不予公开"):
        concluding.publish(only_task(proposal), by=world.officer, at=DAY)
    type(reply).objects.filter(pk=reply.pk).update(disclosure="FULL")
    concluding.publish(only_task(proposal), by=world.officer, at=DAY)

    assert only_task(proposal).published_on == DAY


def test_key_proposals_outstanding_ones_and_instructions(world):
    proposal = world.filed()

    supervising.mark_key(proposal, supervising_leader="主席", **world.as_clerk())
    assert (proposal.is_key, proposal.supervising_leader) == (True, "主席")
    supervising.mark_key(proposal, is_key=False, **world.as_clerk())
    assert (proposal.is_key, proposal.supervising_leader) == (False, "")
    supervising.mark_outstanding(proposal, **world.as_clerk())
    with pytest.raises(ValidationError, match="批示领导和批示内容"):
        supervising.record_instruction(proposal, leader="", text="阅", **world.as_clerk())
    supervising.record_instruction(proposal, leader="市长", text="请认真办理", by=world.leader, at=DAY)

    assert (proposal.is_outstanding, str(proposal.instructions.get())) == (True, "市长：请认真办理")


def test_papers_are_kept_and_programs_are_not(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = world.filed()

    paper = attaching.attach(proposal, ContentFile(b"%PDF-1.7", name="提案原件.pdf"), **world.as_clerk())
    with pytest.raises(ValidationError):
        attaching.attach(proposal, ContentFile(b"MZ", name="坏.exe"), **world.as_clerk())

    assert (paper.name, proposal.attachments.count()) == ("提案原件.pdf", 1)


def test_a_whole_batch_is_assigned_with_a_constant_number_of_statements(world, django_assert_num_queries):
    def plans(number):
        for index in range(number):
            world.filed(f"关于第{number}批第{index}件的提案")
        cases = world.session.proposals.filter(state="FILED").select_related(
            "plenary_session__policy", "plenary_session__term__committee"
        )
        return {case: [Handling(world.education, "SOLE")] for case in cases}

    for number in (2, 12):
        prepared = plans(number)
        with django_assert_num_queries(19):
            assigning.assign_proposals(prepared, **world.as_clerk())

    assert MoveRecord.objects.filter(name="issue").count() == 14


def test_the_scheme_of_classes_is_that_of_the_session(world):
    assert [each.code for each in OutcomeClass.objects.filter(plenary_session=world.session)] == [
        "A",
        "B",
        "C",
        "D",
    ]
