"""Reports on paper: frozen figures, the annex, Word, the command and the page that hands them out."""

import io
import json
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from proposals.actions.reporting import (
    annex_file,
    changes_since,
    freeze_report,
    report_file,
)
from proposals.models import ReportSnapshot
from proposals.statistics.annual import ReportFigures, report_figures
from proposals.statistics.scope import Scope
from tests.packages import assert_is_whole, paragraphs_of


def test_frozen_figures_come_back_as_they_were(world):
    world.conclude(world.assigned())
    figures = report_figures(Scope(world.session))

    assert ReportFigures.from_json(json.loads(json.dumps(figures.to_json()))) == figures


def test_a_report_is_printed_from_what_was_frozen_and_says_what_changed_since(world):
    world.filed()
    snapshot = freeze_report(world.session, "committee", by=world.clerk)
    before = report_file(snapshot)
    assert changes_since(snapshot) == []

    world.filed("关于增设路灯的提案")

    snapshot = ReportSnapshot.objects.get()
    assert report_file(snapshot) == before
    changed = {change.label: (change.before, change.now) for change in changes_since(snapshot)}
    assert changed["收到"] == ("1", "2")
    assert changed["立案率"] == ("100%（1/1）", "100%（2/2）")


def test_who_reports_on_a_session_and_on_a_unit(world):
    world.assigned()
    for post in (world.clerk, world.office, world.leader):
        assert freeze_report(world.session, "committee", by=post).made_by == post
    assert (
        freeze_report(world.session, "unit", by=world.officer, unit=world.education).unit == world.education
    )
    for post, kind, unit in (
        (world.officer, "committee", None),
        (world.member, "committee", None),
        (world.stranger, "unit", world.education),
    ):
        with pytest.raises(PermissionDenied):
            freeze_report(world.session, kind, by=post, unit=unit)


def test_the_annex_holds_every_figure_with_its_definition(world):
    world.conclude(world.assigned())
    snapshot = freeze_report(world.session, "committee", by=world.clerk)

    book = CalamineWorkbook.from_filelike(io.BytesIO(annex_file(snapshot)))

    rows = book.get_sheet_by_name("数据和口径").to_python()
    assert rows[1] == ["指标", "数", "分子", "分母", "口径"]
    assert ["立案率", "100%", 1.0, 1.0] in [row[:4] for row in rows]


def test_the_report_as_word_has_the_sentences_and_the_definitions(world):
    world.conclude(world.assigned())
    snapshot = freeze_report(world.session, "committee", by=world.clerk, as_of=date(2026, 12, 31))

    content = report_file(snapshot)

    assert_is_whole(content)
    texts = paragraphs_of(content)
    assert "一届一次会议以来，共收到提案1件，其中委员提案1件。" in texts
    assert "（2026年12月31日）" in texts
    assert any(text.startswith("立案率＝") for text in texts)


def test_the_cost_of_a_report_does_not_grow_with_the_cases(world, django_assert_max_num_queries):
    for number in range(3):
        world.conclude(world.assigned(title=f"关于第{number}件事项的提案"))

    with django_assert_max_num_queries(75):
        report_figures(Scope(world.session))


def test_handling_report_writes_word_and_annex(world, tmp_path, capsys):
    world.conclude(world.assigned())
    path = tmp_path / "报告.docx"

    call_command("handling_report", "test-1-1", "--kind", "committee", "--output", str(path))

    assert_is_whole(path.read_bytes())
    assert path.with_suffix(".xlsx").read_bytes()[:2] == b"PK"
    assert ReportSnapshot.objects.get().kind == "committee"


def test_handling_report_of_a_unit_by_name(world, tmp_path):
    world.assigned()
    path = tmp_path / "unit.docx"

    call_command(
        "handling_report", "test-1-1", "--kind", "unit", "--unit", "市教育局", "--as-of", "2026-06-30",
        "--output", str(path),
    )  # fmt: skip

    assert any("我单位承办提案1件次" in text for text in paragraphs_of(path.read_bytes()))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--kind", "unit"), "要指定单位"),
        (("--kind", "committee", "--unit", "市教育局"), "不指定单位"),
        (("--kind", "unit", "--unit", "无此单位"), "没有名为"),
    ],
)
def test_handling_report_refuses_with_a_sentence(world, tmp_path, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("handling_report", "test-1-1", *arguments, "--output", str(tmp_path / "x.docx"))


def test_handling_report_writes_only_word(world, tmp_path):
    with pytest.raises(CommandError, match="docx"):
        call_command(
            "handling_report", "test-1-1", "--kind", "committee", "--output", str(tmp_path / "x.pdf")
        )


def test_the_page_of_a_report_shows_flags_changes_and_downloads(world, client):
    world.reply(world.assigned())
    client.force_login(world.clerk.user)

    made = client.post(reverse("make_report", args=["test-1-1"]), {"kind": "committee"})
    world.filed("关于增设路灯的提案")
    page = client.get(made.url).content.decode()

    assert "打印前请核对" in page
    assert re.search(r"收到</th>\s*<td class=\"number\">1</td>\s*<td class=\"number\">2</td>", page)
    snapshot = ReportSnapshot.objects.get()
    assert_is_whole(client.get(reverse("report_download", args=[snapshot.pk, "docx"])).content)
    assert client.get(reverse("report_download", args=[snapshot.pk, "xlsx"])).content[:2] == b"PK"
    client.force_login(world.member.user)
    assert client.get(made.url).status_code in (403, 404)
