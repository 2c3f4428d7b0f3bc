"""Batches: all or nothing, each with its own note, and a number of statements that does not grow."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.actions import assigning, concluding, filing, numbering, supervising
from proposals.actions.assigning import Handling
from proposals.actions.concluding import Answer
from proposals.actions.examining import Findings, examine, undo_steps
from proposals.actions.filing import Refusal
from proposals.models import Assignment, Examination, NumberSeries, Proposal, ProposedUnit
from tests.world import DAY
from workflows.errors import MoveRefused
from workflows.models import MoveRecord


@pytest.fixture
def batch(world):
    """Make `number` proposals and return them as a page reads them."""

    def make(number, state="submitted"):
        made = [getattr(world, state)(title=f"关于第{each}件的提案") for each in range(number)]
        return list(read(made))

    return make


def read(proposals):
    return Proposal.objects.filter(pk__in=[each.pk for each in proposals]).select_related(
        "category", "plenary_session__policy", "plenary_session__term__committee"
    )


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def test_an_examination_of_all_kinds_is_one_step(world, batch):
    first, second, third, fourth, fifth = batch(5)
    category = world.session.category_list.get(code="social")

    examine(
        Findings(
            filed={second: category, first: None},
            declined={third: Refusal("OTHER", reason_text="空泛")},
            merged={fourth: second},
            returned={fifth: "请补充数据"},
        ),
        **world.as_clerk(),
    )

    found = {each.title[3]: (each.state, each.number) for each in Proposal.objects.order_by("pk")}
    assert found == {
        "0": ("FILED", "002"), "1": ("FILED", "001"), "2": ("DECLINED", ""), "3": ("MERGED", ""), "4": ("RETURNED", "")
    }  # fmt: skip
    assert Proposal.objects.get(pk=second.pk).category == category
    assert MoveRecord.objects.of(fifth).last().note == "请补充数据"
    assert fourth.examination().merged_into == second


def test_an_examination_with_one_impossible_finding_stores_nothing(world, batch):
    first, second, third = batch(3)

    with pytest.raises(ValidationError, match="其他提案不能再并入它"):
        examine(
            Findings(
                filed={first: None},
                declined={second: Refusal("OTHER", reason_text="空泛")},
                merged={third: second},
            ),
            **world.as_clerk(),
        )

    assert set(Proposal.objects.values_list("state", "number")) == {("SUBMITTED", "")}
    assert Examination.objects.count() == 0


def test_a_head_that_is_absorbed_in_the_same_batch_is_refused(world, batch):
    first, second, third = batch(3)

    with pytest.raises(ValidationError, match="请都并入最后留下的那一件"):
        examine(Findings(merged={first: second, second: third}), **world.as_clerk())


@pytest.mark.parametrize("find", ["filed", "declined", "merged", "returned"])
def test_an_examination_takes_the_same_statements_for_one_and_thirty(world, batch, find):
    head = world.submitted("关于并入的提案")
    finding = {
        "filed": None,
        "declined": Refusal("OTHER", reason_text="空泛"),
        "merged": head,
        "returned": "请补充",
    }[find]

    def examined(number):
        proposals = batch(number)
        return statements(
            lambda: examine(Findings(**{find: dict.fromkeys(proposals, finding)}), **world.as_clerk())
        )

    examined(1)
    one, thirty = examined(1), examined(30)

    assert one == thirty <= 37


def test_decisions_are_taken_back_together(world, batch):
    proposals = batch(3)
    records = examine(Findings(filed=dict.fromkeys(proposals)), **world.as_clerk())

    undo_steps(records, by=world.clerk, reason="看错了")

    assert set(Proposal.objects.values_list("state", "number")) == {("SUBMITTED", "")}
    assert not Examination.objects.standing().exists()


def test_notice_of_a_decline_is_recorded_for_many(world, batch):
    proposals = batch(2)
    filing.decline_proposals(
        dict.fromkeys(proposals, Refusal("OTHER", reason_text="空泛")), **world.as_clerk()
    )

    filing.notify_declines(proposals, **world.as_clerk())

    assert set(Examination.objects.values_list("noticed_on", flat=True)) == {DAY}
    with pytest.raises(ValidationError, match="只有不予立案的"):
        filing.notify_declines([*proposals, world.submitted()], **world.as_clerk())


def test_numbers_are_sorted_anew_until_they_are_printed(world, batch):
    first, second, third = batch(3, "filed")

    numbering.renumber([third, first, second], by=world.clerk, reason="按类别重新编号")

    assert list(Proposal.objects.order_by("number").values_list("title", flat=True)) == [
        "关于第2件的提案", "关于第0件的提案", "关于第1件的提案"
    ]  # fmt: skip
    assert MoveRecord.objects.of(third).last().changes["number"] == ["003", "001"]
    numbering.print_numbers(world.session, by=world.clerk)
    assert NumberSeries.objects.exclude(name__startswith="流水").get().printed_on == timezone.localdate()
    with pytest.raises(MoveRefused, match="已经打印"):
        numbering.renumber(list(read([first, second])), by=world.clerk, reason="再排")


def test_numbers_of_what_is_with_the_units_stay(world):
    proposal = world.assigned()

    with pytest.raises(MoveRefused, match="提案号不能再调整"):
        numbering.renumber([proposal], by=world.clerk, reason="重排")


def test_renumbering_takes_the_same_statements_for_two_and_thirty(world, batch):
    two, thirty = batch(2, "filed"), batch(30, "filed")

    few = statements(lambda: numbering.renumber(two[::-1], by=world.clerk, reason="重排"))
    many = statements(lambda: numbering.renumber(thirty[::-1], by=world.clerk, reason="重排"))

    assert few == many <= 10


def test_only_who_numbers_may_print_the_numbers(world):
    world.filed()

    with pytest.raises(PermissionDenied):
        numbering.print_numbers(world.session, by=world.office)


def test_bulk_assignment_of_a_hundred_takes_at_most_twenty_statements(world):
    proposals = [world.filed(f"关于第{each}件的提案") for each in range(100)]
    lead_and_help = [Handling(world.education, "LEAD"), Handling(world.finance, "CO_HANDLER")]

    def assign(some):
        read_anew = list(read(some))
        plans = dict.fromkeys(read_anew, lead_and_help)
        return statements(lambda: assigning.assign_proposals(plans, **world.as_clerk()))

    assign(proposals[:1])
    few, many = assign(proposals[1:2]), assign(proposals[2:])

    assert few == many <= 20
    assert Assignment.objects.count() == 200


def test_rounds_are_named_and_answered_for_many(world, batch):
    proposals = batch(3, "filed")
    plan = [Handling(world.education, "LEAD"), Handling(world.finance, "CO_HANDLER")]

    def propose(some):
        return statements(lambda: assigning.propose_many(dict.fromkeys(read(some), plan), **world.as_clerk()))

    propose(proposals[:1])
    one, two = propose(proposals[:1]), propose(batch(30, "filed"))
    assert two <= one + 2
    rows = list(
        ProposedUnit.objects.filter(unit=world.education).select_related(
            "proposal__plenary_session__term__committee"
        )
    )
    answers = dict.fromkeys(rows[1:], ("AGREED", "")) | {rows[0]: ("OBJECTED", "不属职责")}
    assigning.respond_many(answers, **world.for_others())

    assert ProposedUnit.objects.get(pk=rows[0].pk).response_reason == "不属职责"
    assert ProposedUnit.objects.filter(response="AGREED").count() == len(rows) - 1
    assert sorted(set(ProposedUnit.objects.values_list("round", flat=True))) == [1, 2]


def tasks_of(proposals):
    return list(
        Assignment.objects.filter(proposal__in=proposals).select_related(
            "unit", "proposal__plenary_session__policy", "proposal__plenary_session__term__committee"
        )
    )


def test_one_call_reminds_of_many_tasks(world):
    tasks = tasks_of([world.assigned(title=f"关于第{each}件的提案") for each in range(30)])

    one = statements(lambda: supervising.remind_many(tasks[:1], text="请抓紧办理", **world.as_clerk()))
    many = statements(lambda: supervising.remind_many(tasks, text="请抓紧办理", **world.as_clerk()))

    assert one == many <= 13
    assert all(task.was_reminded() for task in tasks)


def test_feedback_and_follow_ups_are_entered_for_many(world):
    proposals = [world.assigned(title=f"关于第{each}件的提案") for each in range(3)]
    for proposal in proposals:
        world.reply(proposal)
    answers = [
        (task, Answer(task.proposal.proposers.get(), "SATISFIED", "FAIRLY_SATISFIED"))
        for task in tasks_of(proposals)
    ]

    one = statements(lambda: concluding.rate_many(answers[:1], **world.for_others()))
    three = statements(lambda: concluding.rate_many(answers, **world.for_others()))
    concluding.follow_up_many(dict.fromkeys(proposals, ("电话", "认可")), **world.as_clerk())

    assert one == three <= 10
    assert [form.result for task, _answer in answers for form in task.feedback.holding()] == [
        "FAIRLY_SATISFIED"
    ] * 3
    assert {visit.findings for proposal in proposals for visit in proposal.follow_ups.all()} == {"认可"}
    with pytest.raises(MoveRefused, match="还没有单位答复"):
        concluding.follow_up_many({proposals[0]: ("", ""), world.assigned(): ("", "")}, **world.as_clerk())
