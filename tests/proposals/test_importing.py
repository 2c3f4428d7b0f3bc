"""Bringing ledgers in: what a row means, questions and faults."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cppcc.accounts.models import Organisation, OrganisationAlias
from proposals.actions.importing.planning import Answers
from proposals.actions.importing.storing import store_plan
from proposals.models import Assignment, Category, Examination, Proposal, Reply
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from proposals.tasks import check_records
from tests.bringing_in import HANDLED, bring_in, plan, row


def test_a_full_row_becomes_a_case_with_all_its_facts(world):
    bring_in(
        world, [row(提案者性质="个人", 第一提案人="张三", 联名人="李四、王五", 类别="经济建设", **HANDLED)]
    )

    proposal = Proposal.objects.get()
    task = proposal.assignments.get()
    reply = task.replies.get()
    form = task.feedback.get()
    assert (proposal.state, proposal.number, proposal.concluded_on) == ("CONCLUDED", "001", date(2026, 5, 8))
    assert [(p.role, p.name, p.member) for p in proposal.proposers.all()] == [
        ("FIRST", "张三", world.zhang),
        ("COSIGNER", "李四", world.li),
        ("COSIGNER", "王五", None),
    ]
    assert (task.unit, task.part, task.state, task.due_on) == (
        world.education,
        "SOLE",
        "CONCLUDED",
        date(2026, 6, 2),
    )
    assert (task.consultations.get().met_on, task.consultations.get().manner) == (
        date(2026, 3, 20),
        "MEETING",
    )
    assert (reply.state, reply.issued_on, reply.outcome.code, reply.disclosure) == (
        "ISSUED",
        date(2026, 4, 10),
        "A",
        "FULL",
    )
    assert (form.attitude, form.result, form.proposer.name) == ("SATISFIED", "FAIRLY_SATISFIED", "张三")
    assert proposal.follow_ups.get().made_on == date(2026, 5, 6)
    assert check_records() == {}


def test_only_a_title_and_a_number_are_needed(world):
    bring_in(world, [row()])

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.submitted_on, proposal.kind, proposal.category) == (
        "SUBMITTED",
        None,
        "",
        None,
    )


def test_a_row_with_a_unit_is_filed_though_no_column_says_so(world):
    bring_in(world, [row(主办单位="市教育局")])

    assert (Proposal.objects.get().state, Examination.objects.get().decided_on) == ("ASSIGNED", None)


def test_handling_without_a_unit_is_a_task_of_an_unknown_unit(world):
    bring_in(world, [row(答复日期="2026-04-10")])

    counts = figures_of(Scope(world.session)).counts
    assert (Assignment.objects.get().unit, counts["assignments"], counts["units"], counts["replied"]) == (
        None,
        1,
        0,
        1,
    )


def test_a_result_class_alone_is_a_reply_of_unknown_day(world):
    bring_in(world, [row(主办单位="市教育局", 办理结果="B")])

    assert (Reply.objects.get().issued_on, Proposal.objects.get().state) == (None, "REPLIED")


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("立案", ("FILED", "FILED", "")),
        ("归并", ("MERGED", "MERGED", "")),
        ("不立案", ("DECLINED", "DECLINED", "")),
        ("转社情民意", ("DECLINED", "DECLINED", "PUBLIC_OPINION")),
        ("撤案", ("WITHDRAWN", "WITHDRAWN", "")),
    ],
)
def test_each_result_of_the_examination(world, result, expected):
    bring_in(world, [row(审查结果=result)])

    decision = Examination.objects.get()
    assert (Proposal.objects.get().state, decision.result, decision.disposition) == expected


@pytest.mark.parametrize(
    ("result", "state"), [("退回修改", "RETURNED"), ("待审查", "SUBMITTED"), ("", "SUBMITTED")]
)
def test_what_awaits_examination_has_no_decision(world, result, state):
    bring_in(world, [row(审查结果=result)])

    assert (Proposal.objects.get().state, Examination.objects.count()) == (state, 0)


def test_a_reason_from_the_list_is_recognised_and_another_kept_in_words(world):
    bring_in(
        world,
        [
            row("1", 审查结果="不立案", 不立案原因="内容空泛、没有具体建议"),
            row("2", "关于乙的提案", 审查结果="不立案", 不立案原因="超出事权"),
        ],
    )

    reasons = [(each.reason and each.reason.code, each.reason_text) for each in Examination.objects.all()]
    assert reasons == [("R10", ""), (None, "超出事权")]


def test_a_lead_with_helpers_and_the_facts_of_each(world):
    bring_in(world, [row(会办单位="市财政局、市水务局", 会办意见日期="2026-03-25", **HANDLED)])

    tasks = {task.unit.name: task for task in Assignment.objects.all()}
    assert {name: task.part for name, task in tasks.items()} == {
        "市教育局": "LEAD",
        "市财政局": "CO_HANDLER",
        "市水务局": "CO_HANDLER",
    }
    assert [task.co_handling_opinions.count() for task in tasks.values()] == [0, 1, 1]
    assert Reply.objects.get().assignment == tasks["市教育局"]


def test_units_that_reply_apart_each_hold_the_facts_of_the_row(world):
    bring_in(world, [row(分办单位="市教育局、市财政局", 答复日期="2026-04-10")])

    assert [(task.part, task.has_issued_reply()) for task in Assignment.objects.all()] == [
        ("SEPARATE", True)
    ] * 2


def test_the_same_number_with_another_unit_is_one_case_with_two_tasks(world):
    bring_in(world, [row(主办单位="市教育局", 答复日期="2026-04-10"), row(主办单位="市财政局")])

    assert Proposal.objects.count() == 1
    assert [(task.unit.name, task.part, task.state) for task in Assignment.objects.all()] == [
        ("市教育局", "SEPARATE", "REPLIED"),
        ("市财政局", "SEPARATE", "ISSUED"),
    ]


def test_two_spellings_of_one_unit_are_one_task(world):
    OrganisationAlias.objects.create(name="教育局", organisation=world.education)

    bring_in(world, [row(主办单位="市教育局"), row(主办单位="教育局", 答复日期="2026-04-10")])

    assert [(task.unit, task.part, task.state) for task in Assignment.objects.all()] == [
        (world.education, "SOLE", "REPLIED")
    ]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([row(主办单位="市教育局", 会办单位="市教育局")], (2, "D", "市教育局")),
        ([row(主办单位="市教育局", 会办单位="市财政局、教育局")], (2, "D", "教育局")),
        ([row(会办单位="教育局"), row(主办单位="市教育局")], (3, "C", "市教育局")),
        ([row(办理方式="主办", 主办单位="市教育局"), row(办理方式="会办", 主办单位="教育局")], (3, "D", "教育局")),
    ],
)  # fmt: skip
def test_a_unit_cannot_both_reply_and_help_with_one_case(world, rows, place):
    OrganisationAlias.objects.create(name="教育局", organisation=world.education)

    made = plan(world, rows)

    assert [(fault.row, fault.column, fault.value) for fault in made.faults] == [place]
    assert "既主办又会办" in made.faults[0].reason
    with pytest.raises(ValidationError):
        store_plan(made, by=world.clerk)
    assert Proposal.objects.count() == 0


def test_one_unit_a_row_with_its_part(world):
    bring_in(world, [row(办理方式="主办", 主办单位="市教育局"), row(办理方式="会办", 主办单位="市财政局")])

    assert [task.part for task in Assignment.objects.all()] == ["LEAD", "CO_HANDLER"]


def test_a_waiver_is_no_talk_and_a_row_that_says_none_has_none(world):
    bring_in(
        world,
        [
            row("1", 主办单位="市教育局", 面商方式="免于面商"),
            row("2", "关于乙的提案", 主办单位="市教育局", 面商方式="未联系", 答复日期="2026-04-10"),
        ],
    )

    rate = figures_of(Scope(world.session)).rates["consultation_rate"]
    assert (rate.part, rate.whole) == (0, 2)


def test_merged_rows_point_to_their_head(world):
    bring_in(
        world,
        [
            row("1"),
            row("2", "关于乙的提案", 审查结果="并案", 并入提案号="第001号"),
            row("3", "关于丙的提案", 审查结果="立案"),
        ],
    )

    head, merged = Proposal.objects.get(number="001"), Proposal.objects.get(number="002")
    assert merged.merged_into() == head


def test_an_unknown_target_of_a_merger_is_a_warning(world):
    made = bring_in(world, [row("2", 审查结果="并案", 并入提案号="99")])

    assert "没有这个提案号" in made.warnings[0].reason
    assert Examination.objects.get().merged_into is None


def test_unknown_units_and_categories_are_questions_that_must_be_answered(world):
    made = plan(world, [row(主办单位="市气象局", 类别="气象")], Answers())

    assert [(q.kind, q.name, q.fault.column) for q in made.open_questions] == [
        ("unit", "市气象局", "D"),
        ("category", "气象", "C"),
    ]
    with pytest.raises(ValidationError):
        store_plan(made, by=world.clerk)
    assert Proposal.objects.count() == 0


def test_an_answer_that_maps_a_unit_is_remembered(world):
    rows = [row(主办单位="市教体局")]
    bring_in(world, rows, Answers(units={"市教体局": world.education}))

    assert Assignment.objects.get().unit == world.education
    assert OrganisationAlias.objects.get(name="市教体局").organisation == world.education
    assert plan(world, rows, Answers()).open_questions == []


def test_units_and_categories_may_be_made(world):
    bring_in(world, [row(主办单位="市气象局", 类别="气象类")])

    assert Organisation.objects.filter(name="市气象局").exists()
    assert (
        Category.objects.get(plenary_session=world.session, name="气象类") == Proposal.objects.get().category
    )


def test_a_proposer_who_is_not_on_the_roster_is_a_warning_and_kept_as_text(world):
    made = bring_in(world, [row(第一提案人="不在册")])

    assert [question.kind for question in made.questions] == ["proposer"]
    assert Proposal.objects.get().proposers.get().name == "不在册"


FAULTY = {
    "wrong date": ([row(答复日期="2026-02-31")], "没有这一天"),
    "one number, two titles": ([row(), row(title="关于乙的提案")], "有两个案由"),
    "empty title": ([row(), row("2", "")], "案由是空的"),
    "formula": ([row(title="=HYPERLINK()")], "以「=」开头"),
    "control character": ([row(title="关于\x0b甲的提案")], "控制字符"),
    "long title": ([row(title="长" * 201)], "超过200个字"),
    "long name": ([row(第一提案人="长" * 101)], "名称超过100个字"),
    "into itself": ([row(审查结果="并案", 并入提案号="1")], "不能并入自己"),
    "unknown word": ([row(对办理结果="还行")], "不认识的评价"),
    "long document number": ([row(主办单位="市教育局", 答复文号="号" * 51)], "答复文号超过50个字"),
    "long unit": ([row(主办单位="局" * 101)], "单位名称超过100个字"),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_a_faulty_ledger_stores_nothing(world, kind):
    rows, reason = FAULTY[kind]
    made = plan(world, [row("7", "关于好的提案"), *rows])

    assert any(reason in fault.reason for fault in made.faults)
    with pytest.raises(ValidationError):
        store_plan(made, by=world.clerk)
    assert Proposal.objects.count() == 0


def test_another_units_rows_are_faults_where_the_session_holds_one_unit(world):
    world.session.only_unit = world.education
    world.session.save()

    made = plan(world, [row("1", 主办单位="市教育局"), row("2", "关于乙的提案", 主办单位="市财政局")])

    assert [(fault.row, fault.value) for fault in made.faults] == [(3, "市财政局")]


def test_a_class_outside_the_scheme_is_a_fault(world):
    world.session.outcomeclass_list.filter(code="D").delete()

    made = plan(world, [row(主办单位="市教育局", 办理结果="D")])

    assert "没有D类" in made.faults[0].reason


def test_a_reply_before_its_assignment_is_a_doubt(world):
    made = bring_in(
        world, [row(主办单位="市教育局", 交办日期="2026-04-01", 答复日期="2026-03-01", 办结日期="2026-02-01")]
    )

    assert [warning.reason[:4] for warning in made.warnings] == ["答复日期", "办结日期"]
    assert Proposal.objects.count() == 1
