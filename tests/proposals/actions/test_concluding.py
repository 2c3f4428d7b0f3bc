"""Feedback, second handling, conclusion, and what is published, marked and kept of a case."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from proposals.actions import (
    assigning,
    attaching,
    concluding,
    mending,
    replying,
    supervising,
)
from proposals.actions.assigning import Handling
from proposals.models import OutcomeClass
from proposals.queries.desk import counter_named
from tests.world import DAY, only_task
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


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


def test_dissatisfaction_after_the_end_waits_for_the_committee(world):
    proposal = world.assigned()
    world.conclude(proposal)
    waiting = counter_named(world.clerk, "dissatisfied")

    def waits():
        return list(waiting.rows(world.clerk, world.session))

    assert waits() == []
    world.rate(proposal, "DISSATISFIED")
    assert waits() == [only_task(proposal)]
    form = only_task(proposal).feedback.latest("pk")
    concluding.explain_feedback(form, explanation="已当面说明。", **world.as_clerk())
    assert waits() == []


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
    for disclosure, sentence in (("NONE", "不予公开"), ("", "还没有公开属性")):
        mending.correct_fact(reply, {"disclosure": disclosure}, by=world.clerk, reason="核对")
        with pytest.raises(MoveRefused, match=sentence):
            concluding.publish(only_task(proposal), by=world.officer, at=DAY)
    mending.correct_fact(reply, {"disclosure": "FULL"}, by=world.clerk, reason="核对")
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

    assigning.assign_proposals(plans(1), **world.as_clerk())
    for number in (2, 12):
        prepared = plans(number)
        with django_assert_num_queries(18):
            assigning.assign_proposals(prepared, **world.as_clerk())

    assert MoveRecord.objects.filter(name="issue").count() == 15


def test_the_scheme_of_classes_is_that_of_the_session(world):
    assert [each.code for each in OutcomeClass.objects.filter(plenary_session=world.session)] == [
        "A",
        "B",
        "C",
        "D",
    ]
