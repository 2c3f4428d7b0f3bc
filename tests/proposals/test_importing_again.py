"""A ledger that comes again, goes out and comes in unchanged, and the commands that carry it."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from proposals.actions import concluding, filing, merging, replying
from proposals.actions.importing.planning import plan_import
from proposals.actions.importing.storing import store_plan
from proposals.actions.loading import load_year
from proposals.actions.mending import correct_fact
from proposals.documents.ledger_reading import read_ledger
from proposals.documents.ledger_writing import write_ledger_csv
from proposals.models import Assignment, Feedback, Proposal, Reply
from proposals.queries.ledger import ledger_rows
from proposals.tasks import check_records
from tests.bringing_in import HANDLED, bring_in, plan, row
from tests.ledgers import as_csv
from workflows.models import MoveRecord


def test_coming_again_changes_nothing(world):
    rows = [
        row(第一提案人="张三", 类别="经济建设", **HANDLED),
        {"案由": "关于乙的提案", "第一提案人": "李四"},
    ]
    bring_in(world, rows)

    again = plan(world, rows)

    assert (len(again.new), len(again.changed), len(again.unchanged), again.conflicts) == (0, 0, 2, [])


def test_coming_again_fills_what_was_unknown(world):
    bring_in(world, [row(主办单位="市教育局")])

    made = bring_in(world, [row(类别="经济建设", **HANDLED)])

    proposal = Proposal.objects.get()
    assert len(made.changed) == 1
    assert (proposal.category.name, proposal.state) == ("经济建设", "CONCLUDED")
    assert (Reply.objects.count(), Feedback.objects.count(), Assignment.objects.count()) == (1, 1, 1)
    assert check_records() == {}


def test_coming_again_corrects_imported_facts_and_never_erases(world):
    bring_in(world, [row(类别="经济建设", **HANDLED)])

    made = bring_in(world, [row(主办单位="市教育局", 答复日期="2026-04-12")])

    [difference] = made.changed[0][2]
    assert str(difference) == "第2行 第001号 答复日期：2026-04-10 → 2026-04-12"
    assert Reply.objects.get().issued_on == date(2026, 4, 12)
    assert Proposal.objects.get().category.name == "经济建设"
    assert MoveRecord.objects.filter(changes__issued_on=["2026-04-10", "2026-04-12"]).count() == 1


def test_what_differs_is_told_in_the_words_of_the_pages(world):
    bring_in(world, [row(类别="经济建设", **HANDLED)])

    again = plan(world, [row(**HANDLED | {"公开属性": "不予公开", "面商方式": "电话"}, 重点提案="是")])

    assert [str(each) for _proposal, _case, differences in again.changed for each in differences] == [
        "第2行 第001号 重点提案：否 → 是",
        "第2行 第001号 面商方式：当面 → 电话",
        "第2行 第001号 公开属性：全文公开 → 不予公开",
    ]


def test_a_row_with_the_number_of_another_case_is_a_fault_and_adds_nothing_to_it(world):
    bring_in(world, [row(第一提案人="张三", 主办单位="市教育局")])

    wrong = plan(world, [row(案由="关于乙的提案", 第一提案人="李四", 主办单位="市水务局")])

    assert "\n".join(map(str, wrong.faults)) == (
        "CSV第2行A列「1」：系统里第001号是《关于甲的提案》（张三），"
        "这一行是《关于乙的提案》（李四），不是同一件；请改正号码。"
    )
    with pytest.raises(ValidationError):
        store_plan(wrong, by=world.clerk)
    assert [task.unit for task in Assignment.objects.all()] == [world.education]


def test_a_row_that_shares_the_title_or_a_proposer_with_the_case_of_its_number_is_that_case(world):
    bring_in(world, [row(第一提案人="张三")])

    again = plan(world, [row(案由="关于甲的建议", 第一提案人="张三")])
    for_another = plan(world, [row(第一提案人="李四")])

    assert (again.faults, for_another.faults) == ([], [])


def test_coming_again_never_changes_what_a_person_entered(world):
    bring_in(world, [row(**HANDLED)])
    correct_fact(Reply.objects.get(), {"issued_on": date(2026, 4, 15)}, by=world.clerk, reason="以原件为准")

    made = bring_in(world, [row(**HANDLED)])

    assert [(c.field, c.old, c.new) for c in made.conflicts] == [
        ("issued_on", date(2026, 4, 15), date(2026, 4, 10))
    ]
    assert Reply.objects.get().issued_on == date(2026, 4, 15)


def test_a_case_that_people_carry_stays_where_it_is(world):
    proposal = world.filed("关于甲的提案")

    made = bring_in(world, [row(类别="经济建设", 主办单位="市教育局", 提交日期="2026-01-05")])

    proposal.refresh_from_db()
    assert (proposal.state, proposal.category.name) == ("FILED", "经济建设")
    assert [conflict.field for conflict in made.conflicts] == ["submitted_on"]


def test_numbers_go_on_after_the_highest_imported_one(world):
    bring_in(world, [row("41")])

    proposal = world.submitted("关于乙的提案")
    filing.file_proposal(proposal, **world.as_clerk())

    assert proposal.number == "042"


def test_an_imported_case_goes_on_through_the_process(world):
    bring_in(
        world,
        [row(第一提案人="张三", **{k: v for k, v in HANDLED.items() if k not in ("办结日期", "公开日期")})],
    )
    proposal = Proposal.objects.get()

    concluding.conclude(proposal, **world.as_clerk(date(2026, 6, 1)))

    assert proposal.state == "CONCLUDED"
    assert check_records() == {}


@pytest.mark.parametrize("code", ["anning-6-4", "yunnan-12-4", "guangan-5-4"])
def test_what_goes_out_comes_in_unchanged(db, code):
    session = load_year(code)

    ledger = read_ledger(write_ledger_csv(ledger_rows(session)), "台账.csv")
    again = plan_import(session, ledger)

    assert (again.faults, again.new, again.conflicts) == ([], [], [])
    assert [str(d) for _proposal, _case, differences in again.changed for d in differences] == []


def test_what_people_did_goes_out_and_comes_in_unchanged(world):
    world.conclude(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))
    world.submitted("关于乙的提案")

    again = plan_import(world.session, read_ledger(write_ledger_csv(ledger_rows(world.session)), "台账.csv"))

    assert (again.new, again.conflicts) == ([], [])
    assert [str(d) for _proposal, _case, differences in again.changed for d in differences] == []


def test_a_reply_that_says_nothing_of_disclosure_comes_in_unchanged(world):
    proposal = world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"), disclosure="FULL")
    world.accept(proposal)
    letter = replying.Letter(outcome=world.outcome(), text="已办理。", disclosure="")
    world.consult(proposal)
    replying.record_reply(proposal.tasks().first(), letter, signer="局长", **world.for_others())

    [replied, other] = ledger_rows(world.session)
    again = plan_import(world.session, read_ledger(write_ledger_csv([replied, other]), "台账.csv"))

    assert (replied.get("disclosure"), other.get("disclosure")) == ("", None)
    assert ([len(each) for each in (again.changed, again.unchanged)], again.conflicts) == ([0, 1], [])


def test_a_merger_into_a_case_without_a_number_goes_out_and_comes_in(world):
    head, merged = world.submitted("关于甲的提案"), world.submitted("关于乙的提案")
    merging.merge_proposals([merged], into=head, **world.as_clerk())
    file = read_ledger(write_ledger_csv(ledger_rows(world.session)), "台账.csv")

    again = plan_import(world.session, file)
    assert (again.changed, again.warnings) == ([], [])

    Proposal.objects.all().update(voided_at=timezone.now())
    store_plan(plan_import(world.session, file), by=world.clerk)
    head, merged = Proposal.objects.standing().order_by("serial_number")
    assert merged.merged_into() == head


def test_a_merger_points_at_the_number_before_a_serial_number_of_the_same_digits(world):
    bring_in(
        world,
        [
            row("2"),
            {"流水号": "2", "案由": "关于乙的提案"},
            row("3", "关于丙的提案", 审查结果="并案", 并入提案号="2"),
            row("4", "关于丁的提案", 审查结果="并案", 并入提案号="流水2"),
        ],
    )

    heads = {each.number: each.merged_into().title for each in Proposal.objects.filter(state="MERGED")}
    assert heads == {"003": "关于甲的提案", "004": "关于乙的提案"}


def test_the_command_prints_what_it_did_as_json(world, tmp_path, capsys):
    path = tmp_path / "台账.csv"
    path.write_bytes(as_csv([row(主办单位="市气象局")]))

    with pytest.raises(SystemExit) as refused:
        call_command("import_ledger", str(path), "--plenary", "test-1-1", "--format", "json")
    result = json.loads(capsys.readouterr().out)

    assert refused.value.code == 1
    assert (result["stored"], result["open_questions"], result["questions"][0]["name"]) == (
        False,
        1,
        "市气象局",
    )

    call_command("import_ledger", str(path), "--plenary", "test-1-1", "--create-units", "--format", "json")

    assert json.loads(capsys.readouterr().out)["stored"] is True


def test_the_command_refuses_an_unreadable_file(world, tmp_path, capsys):
    path = tmp_path / "台账.csv"
    path.write_bytes(b"")

    with pytest.raises(SystemExit):
        call_command("import_ledger", str(path), "--plenary", "test-1-1")

    assert "文件是空的" in capsys.readouterr().out
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("import_ledger", str(tmp_path / "没有.csv"), "--plenary", "test-1-1")


def test_a_dry_run_stores_nothing(world, tmp_path, capsys):
    path = tmp_path / "台账.csv"
    path.write_bytes(as_csv([row()]))

    call_command("import_ledger", str(path), "--plenary", "test-1-1", "--dry-run")

    assert "没有存入" in capsys.readouterr().out
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_export_command_writes_what_can_be_read(world, tmp_path, suffix):
    world.filed()
    path = tmp_path / f"台账.{suffix}"

    call_command("export_ledger", "test-1-1", str(path))

    [exported] = read_ledger(path.read_bytes(), path.name).rows
    assert (exported.values["number"], exported.values["examination"]) == ("1", "FILED")


def test_the_export_command_refuses_other_formats(world, tmp_path):
    with pytest.raises(CommandError, match=r"\.csv 或 \.xlsx"):
        call_command("export_ledger", "test-1-1", str(tmp_path / "台账.doc"))


def test_a_file_that_cannot_be_read_is_refused_in_the_same_shape(world, tmp_path, capsys):
    path = tmp_path / "台账.csv"
    path.write_bytes(b"")
    with pytest.raises(SystemExit):
        call_command("import_ledger", str(path), "--plenary", "test-1-1", "--format", "json")
    unreadable = json.loads(capsys.readouterr().out)
    path.write_text("提案号,案由\n1,\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_ledger", str(path), "--plenary", "test-1-1", "--format", "json")
    faulty = json.loads(capsys.readouterr().out)

    assert set(unreadable) == set(faulty)
    assert set(unreadable["faults"][0]) == {"sheet", "row", "column", "value", "reason"}
    assert faulty["faults"] == [
        {"sheet": "CSV", "row": 2, "column": "B", "value": "", "reason": "案由是空的。"}
    ]
