"""A unit's table comes back: its own tasks and columns alone, by the unit's own steps, all or nothing."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from proposals.actions.importing.filling import FILLED, plan_table, store_table, told, try_table
from proposals.actions.mending import undo_step
from proposals.documents.ledger_columns import HEADERS
from proposals.documents.ledger_reading import read_ledger
from proposals.documents.ledger_writing import write_ledger_xlsx
from proposals.models import Consultation, Reply
from proposals.queries.ledger import unit_table_rows
from workflows.models import MoveRecord

COLUMNS = {key: HEADERS[key] for key in ("number", "title", "first_proposer", "handling_mode", "lead_units", "co_handling_units", *FILLED)}  # fmt: skip


def table(*rows):
    """Return the Ledger of a workbook with these rows."""
    data = write_ledger_xlsx(rows, title="汇总表", headers={**COLUMNS, "attitude": HEADERS["attitude"]})
    return read_ledger(data, "汇总表.xlsx")


def row(proposal, unit="市教育局", **values):
    named = {
        "number": proposal.number,
        "title": proposal.title,
        "handling_mode": "SOLE",
        "lead_units": (unit,),
    }
    return named | values


WHOLE = {
    "accepted_on": date(2026, 3, 3),
    "consulted_on": date(2026, 4, 1),
    "consultation_manner": "MEETING",
    "replied_on": date(2026, 5, 6),
    "document_number": "教提〔2026〕1号",
    "outcome": "A",
    "disclosure": "FULL",
    "published_on": date(2026, 5, 8),
}


def test_a_whole_row_takes_the_unit_through_all_its_steps(world):
    proposal = world.assigned()

    plan = plan_table(world.session, table(row(proposal, **WHOLE)), world.education)
    stored = store_table(plan, world.education, by=world.officer)

    task = proposal.tasks().get()
    reply, talk = Reply.objects.get(), Consultation.objects.get()
    assert stored == 1
    assert (task.state, task.accepted_on, task.published_on) == (
        "REPLIED",
        date(2026, 3, 3),
        date(2026, 5, 8),
    )
    assert (talk.met_on, talk.manner, talk.is_imported) == (date(2026, 4, 1), "MEETING", False)
    assert (reply.state, reply.issued_on, reply.document_number, reply.outcome.code) == (
        "ISSUED", date(2026, 5, 6), "教提〔2026〕1号", "A",
    )  # fmt: skip
    proposal.refresh_from_db()
    assert proposal.state == "REPLIED"
    assert set(MoveRecord.objects.of(task).values_list("by", flat=True)) >= {world.officer.pk}


def test_reading_the_table_as_it_was_sent_out_changes_nothing(world):
    world.reply(world.assigned(title="关于甲的提案"))
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="关于乙的提案")

    for unit in (world.education, world.finance):
        plan = plan_table(world.session, table(*unit_table_rows(world.session, unit)), unit)

        assert (plan.changed, plan.faults, plan.withheld) == ([], [], [])
    assert plan.unchanged


def test_the_table_names_the_other_units_beside(world):
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))

    [own] = unit_table_rows(world.session, world.finance)

    assert (own["co_handling_units"], own["together"]) == (("市财政局",), ["主办：市教育局"])
    assert "lead_units" not in own


def test_the_table_takes_the_same_number_of_statements_for_any_number_of_rows(
    world, django_assert_num_queries
):
    for number in (1, 30):
        while world.session.proposals.count() < number:
            world.assigned(title=f"关于第{world.session.proposals.count()}件的提案")
        with django_assert_num_queries(11):
            assert len(list(unit_table_rows(world.session, world.education))) == number


def test_columns_and_cases_of_others_are_withheld(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    world.accept(proposal)
    filled = row(
        proposal,
        handling_mode="LEAD",
        co_handling_units=("市财政局",),
        title=proposal.title,
        first_proposer=("李四",),
        consulted_on=date(2026, 4, 1),
        opinion_given_on=date(2026, 4, 2),
        attitude="SATISFIED",
    )

    plan = plan_table(world.session, table(filled), world.education)
    store_table(plan, world.education, by=world.officer)

    assert {each.fact._meta.model_name for each in plan.withheld} == {
        "proposer",
        "cohandlingopinion",
        "feedback",
    }
    assert proposal.proposers.get().name == "张三"
    assert proposal.tasks().get(part="LEAD").state == "CONSULTED"
    assert proposal.tasks().get(part="CO_HANDLER").state == "ACCEPTED"


def test_a_co_handler_gives_its_opinion_by_the_table(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    filled = row(
        proposal,
        handling_mode="CO_HANDLER",
        lead_units=(),
        co_handling_units=("市财政局",),
        accepted_on=date(2026, 3, 3),
        opinion_given_on=date(2026, 3, 9),
    )

    store_table(plan_table(world.session, table(filled), world.finance), world.finance, by=world.helper)

    task = proposal.tasks().get(part="CO_HANDLER")
    assert (task.state, task.accepted_on) == ("OPINION_GIVEN", date(2026, 3, 3))
    assert task.co_handling_opinions.get().given_on == date(2026, 3, 9)


def test_what_is_held_already_is_never_overwritten(world):
    proposal = world.assigned()
    world.reply(proposal)

    plan = plan_table(world.session, table(row(proposal, **WHOLE)), world.education)

    assert [each.field for each in plan.withheld if each.field == "document_number"] == ["document_number"]
    assert {each.field for _p, _c, changed in plan.changed for each in changed} == {"published_on"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"replied_on": date(2026, 5, 6), "outcome": "A"}, "现在是「交办」，不能拟写答复"),
        ({**WHOLE, "outcome": ""}, "答复还没有正文或办理结果类别"),
        ({**WHOLE, "consulted_on": None}, "面商日期是空的"),
        ({**WHOLE, "replied_on": None}, "答复日期是空的"),
        ({**WHOLE, "replied_on": date(2026, 3, 30)}, "早于上一步的日期"),
        ({**WHOLE, "disclosure": "NONE"}, "请写明理由"),
        ({**WHOLE, "accepted_on": date(2999, 1, 1)}, "不能晚于今天"),
    ],
)
def test_one_refused_row_stores_none_and_says_which(world, values, said):
    good, bad = world.assigned(title="关于甲的提案"), world.assigned(title="关于乙的提案")
    plan = plan_table(world.session, table(row(good, **WHOLE), row(bad, **values)), world.education)

    [fault] = try_table(plan, world.education, by=world.officer)
    with pytest.raises(ValidationError) as refused:
        store_table(plan, world.education, by=world.officer)

    assert (fault.row, said in fault.reason) == (4, True)
    assert [said in message for message in refused.value.messages] == [True]
    assert {task.state for task in (good.tasks().get(), bad.tasks().get())} == {"ISSUED"}
    assert not Reply.objects.exists()


def test_the_preview_tells_what_is_added_and_nothing_else(world):
    whole, met = world.assigned(title="关于甲的提案"), world.assigned(title="关于乙的提案")
    world.accept(met, date(2026, 3, 2))
    values = {"accepted_on": date(2026, 3, 9), "consulted_on": date(2026, 4, 1), "published_on": None}

    plan = plan_table(world.session, table(row(whole, **WHOLE), row(met, **values)), world.education)

    assert told(plan, world.education) == [(whole, WHOLE), (met, {"consulted_on": date(2026, 4, 1)})]


def test_trying_stores_nothing(world):
    proposal = world.assigned()
    plan = plan_table(world.session, table(row(proposal, **WHOLE)), world.education)

    assert try_table(plan, world.education, by=world.officer) == []

    assert proposal.tasks().get().state == "ISSUED"


def test_the_column_of_disclosure_is_empty_until_the_unit_has_replied(world):
    proposal = world.assigned(disclosure="FULL")

    [before] = unit_table_rows(world.session, world.education)
    world.reply(proposal)
    [after] = unit_table_rows(world.session, world.education)

    assert (before.get("disclosure"), after["disclosure"]) == (None, "FULL")


def test_a_fault_quotes_the_cell_at_which_it_points(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"))
    helped = row(proposal, handling_mode="", lead_units=(), co_handling_units=("市财政局",))
    nobody = row(proposal, number="999", title="关于没有的提案", lead_units=())

    plan = plan_table(world.session, table(helped, nobody), world.education)

    assert [(each.row, each.column, each.value, each.reason) for each in plan.faults] == [
        (3, "F", "市财政局", "这里只收录市教育局的承办件，这一行不是它的。"),
        (4, "E", "", "这里只收录市教育局的承办件，这一行没有写单位。"),
        (4, "A", "999", "没有这件提案；这里不能增加提案，请核对提案号。"),
    ]


def test_rows_of_others_and_unknown_cases_are_faults(world):
    own = world.assigned()
    other = world.assigned((world.finance, "SOLE"), title="关于乙的提案")
    unknown = row(own, number="999", title="关于没有的提案")

    plan = plan_table(world.session, table(row(other, unit="市财政局"), unknown), world.education)

    assert sorted(fault.reason for fault in plan.faults) == [
        "没有这件提案；这里不能增加提案，请核对提案号。",
        "这里只收录市教育局的承办件，这一行不是它的。",
    ]
    with pytest.raises(ValidationError):
        store_table(plan, world.education, by=world.officer)


def test_another_unit_cannot_store_the_plan_of_this_one(world):
    proposal = world.assigned()
    plan = plan_table(world.session, table(row(proposal, **WHOLE)), world.education)

    with pytest.raises(ValidationError, match="不能在这件上办理"):
        store_table(plan, world.education, by=world.stranger)


def test_a_step_taken_by_the_table_can_be_undone_like_any_other(world):
    proposal = world.assigned()
    filled = row(proposal, accepted_on=date(2026, 3, 3))
    store_table(plan_table(world.session, table(filled), world.education), world.education, by=world.officer)
    task = proposal.tasks().get()

    undo_step(MoveRecord.objects.of(task).get(name="accept"), by=world.officer, reason="填错了")

    assert proposal.tasks().get().state == "ISSUED"


def test_the_columns_to_fill_in_are_marked():
    data = write_ledger_xlsx([], title="汇总表", headers=COLUMNS, filled=FILLED)

    [head] = load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2, max_row=2)
    marked = {cell.value for cell in head if cell.fill.fgColor.rgb == "FFFFF2CC"}
    assert marked == {HEADERS[key] for key in FILLED}
