"""The commands that tell: rates, ledgers, machines; each does its work or says in a sentence why not."""

import json

import pytest
from django.core.management import call_command

from proposals.actions import filing
from tests.commands import refusal
from tests.world import DAY
from workflows.replay import machine_models


def rates(capsys, *arguments):
    call_command("rates", "test-1-1", "--format", "json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_rates_as_json_keep_their_contract(world, capsys):
    world.conclude(world.assigned())

    found = rates(capsys)

    assert {"plenary", "as_of", "counts", "rates", "breakdowns", "warnings"} <= set(found)
    assert (found["plenary"], found["as_of"]) == ("test-1-1", None)
    assert set(found["counts"]) >= {
        "received", "filed", "filed_net", "filed_gross", "merged", "merge_groups", "declined", "converted",
        "withdrawn", "pending", "assignments", "repliers", "units",
    }  # fmt: skip
    assert set(found["rates"]) >= {
        "filing_rate", "consultation_rate", "reply_rate", "on_time_reply_rate", "conclusion_rate",
        "satisfaction_rate", "attitude_satisfaction_rate", "follow_up_rate", "disclosure_rate", "adoption_rate",
    }  # fmt: skip
    filing_rate = found["rates"]["filing_rate"]
    assert filing_rate.pop("definition").startswith("立案率＝")
    assert filing_rate == {"label": "立案率", "part": 1, "whole": 1, "percent": "100.0"}
    assert found["rates"]["opinion_rate"]["percent"] == "—"
    assert set(found["breakdowns"]) >= {
        "proposer_kind", "proposer_kind_detail", "category", "outcome", "unit", "disposition",
    }  # fmt: skip
    assert found["breakdowns"]["proposer_kind"] == [
        {"key": "MEMBER", "label": "委员提案", "part": 1, "whole": 1, "percent": "100.0"},
        {"key": "COLLECTIVE", "label": "集体提案", "part": 0, "whole": 1, "percent": "0.0"},
    ]


def test_rates_of_a_unit_go_by_its_name_or_alias_and_take_in_those_below_it(world, capsys):
    world.education.aliases.create(name="市教体局")
    world.finance.parent = world.education
    world.finance.save()
    world.assigned((world.finance, "SOLE"))

    for name in ("市教育局", "市教体局", "市财政局"):
        assert rates(capsys, "--unit", name)["counts"]["assignments"] == 1


def test_rates_as_of_a_day_and_as_known_at_a_moment(world, capsys):
    world.filed()

    assert rates(capsys, "--as-of", "2026-03-01")["counts"]["received"] == 0
    found = rates(capsys, "--as-of", DAY.isoformat())
    assert (found["as_of"], found["counts"]["received"]) == (DAY.isoformat(), 1)
    assert rates(capsys, "--known-at", "2001-01-01T00:00")["counts"]["received"] == 0


def test_rates_as_a_table_say_what_each_counts(world, capsys):
    filing.decline_proposal(world.submitted(), disposition="OTHER", reason_text="空泛", **world.as_clerk())

    call_command("rates", "test-1-1", "--as-of", DAY.isoformat())

    printed = capsys.readouterr().out
    assert printed.startswith(f"政协某市委员会一届一次会议（test-1-1），截至{DAY}")
    assert "0.0  立案率  0/1  立案率＝" in printed
    assert "100.0  其他处理  1/1" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["没有"], "没有代码为「没有」的届次；现有：test-1-1。"),
        (["test-1-1", "--unit", "没有"], "没有名为「没有」的单位。"),
        (["test-1-1", "--as-of", "2026-13-01"], "「2026-13-01」看不出是哪一天"),
        (["test-1-1", "--known-at", "昨天"], "「昨天」看不出是哪一天"),
    ],
)
def test_rates_that_cannot_be_had_are_refused(world, arguments, sentence):
    assert sentence in refusal("rates", *arguments)


def test_a_ledger_is_not_exported_where_nothing_can_be_written(world, tmp_path):
    assert "写不了文件" in refusal("export_ledger", "test-1-1", str(tmp_path / "没有" / "台账.csv"))


def test_each_machine_is_drawn(db, capsys):
    call_command("draw_machines")

    printed = capsys.readouterr().out
    assert printed.count("stateDiagram-v2") == len(machine_models())
    assert "SUBMITTED --> FILED: 立案" in printed
