"""The four reports: the published years word for word, comparisons, what is left out, frozen and explained."""

import io
import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from proposals.actions import supervising
from proposals.actions.loading import load_year
from proposals.actions.reporting import (
    annex_file,
    changes_since,
    freeze_report,
    report_file,
    scope_of_report,
)
from proposals.documents.reports.comparing import growth, points
from proposals.documents.reports.outlines import outline_of
from proposals.models import Channel, HeadlineTotal, PlenarySession, Policy, Reply, ReportSnapshot
from proposals.statistics.annual import ReportFigures, report_figures
from proposals.statistics.explaining import explain
from proposals.statistics.figures import figures_of
from proposals.statistics.flags import flags_on
from proposals.statistics.scope import Scope
from tests.packages import assert_is_whole, paragraphs_of
from tests.world import DAY

# As printed: 安宁 2021-01-19 (report of the standing committee), 云南 spring 2022 (newspaper of the conference).
ANNING = (
    "六届四次会议以来,共收到提案线索材料202件,其中集体提案材料40件,委员个人或联名提案材料162件。",
    (
        "经审查立案153件,立案率75.7%,其中,集体提案36件,占立案总数的23.5%;委员提案117件,占立案总数的76.5%;"
        "不符合立案条件的材料49件,转为工作建议、社情民意信息及委员来信"
    ),
    "全部提案已办结,提案面商率、办复率、回访率、委员满意率均为100%。",
)
YUNNAN = (
    "共提交提案材料779件,经审查立案726件。",
    "收到并审查立案的726件提案交由101个承办单位办理。",
)
NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


def said(figures, kind="committee"):
    return [text for part in outline_of(kind, figures).parts for text in part.paragraphs]


def numbers(text):
    return NUMBER.findall(text)


def test_the_published_figures_of_anning_2020_come_out_sentence_by_sentence(db):
    received, filed, *rest = said(report_figures(Scope(load_year("anning-6-4"))))

    assert numbers(received) == numbers(ANNING[0])
    assert numbers(filed) == numbers(ANNING[1])
    [closing] = [text for text in rest if text.startswith("全部立案提案已办结")]
    assert closing == "全部立案提案已办结。面商率、办复率、回访率、满意率均为100%。"
    assert numbers(closing) == numbers(ANNING[2])


def test_where_the_split_of_the_declined_is_not_published_the_routes_are_named_but_not_counted(db):
    filed = said(report_figures(Scope(load_year("anning-6-4"))))[1]

    assert filed.endswith("不予立案49件，转为工作建议、社情民意信息、委员来信。")


def test_the_published_figures_of_yunnan_2022_come_out_sentence_by_sentence(db):
    received, filed, *_rest = texts = said(report_figures(Scope(load_year("yunnan-12-5"))))

    assert [numbers(received)[0], numbers(filed)[0]] == numbers(YUNNAN[0])
    [assigned] = [text for text in texts if "家承办单位" in text]
    assert numbers(assigned)[:2] == numbers(YUNNAN[1])


def test_what_no_handling_is_recorded_of_is_not_called_a_problem(db):
    outline = outline_of("committee", report_figures(Scope(load_year("yunnan-12-5"))))

    assert "存在的问题" not in [part.heading[2:] for part in outline.parts]
    assert not any("办复率" in text for part in outline.parts for text in part.paragraphs)


def test_a_clause_that_counts_nothing_is_left_out_and_headings_are_numbered_through(world):
    world.filed()

    outline = outline_of("committee", report_figures(Scope(world.session)))

    assert [part.heading for part in outline.parts] == ["一、提案的基本情况", "二、下一步工作打算"]
    assert not any("并案" in text or "撤案" in text for text in outline.parts[0].paragraphs)


def test_a_and_b_and_c_are_printed_even_when_nothing_falls_under_them(world):
    world.reply(world.assigned(), code="B")

    [outcomes] = [text for text in said(report_figures(Scope(world.session))) if "办理结果看" in text]

    assert "A类（已经解决或基本解决）0件" in outcomes
    assert "D类" not in outcomes


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (202, 194, "比上年增加8件，增长4.1%"),
        (180, 200, "比上年减少20件，下降10.0%"),
        (7, 7, "与上年持平"),
        (5, 0, "比上年增加5件"),
        (5, None, ""),
    ],
)
def test_counts_are_compared_by_growth(now, before, text):
    assert growth(now, before) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        ("47.67%", "45%", "比上年提高2.67个百分点"),
        ("75.7%", "81.3%", "比上年下降5.6个百分点"),
        ("100%", "90.0%", "比上年提高10个百分点"),
        ("100%", "100%", "与上年持平"),
        ("100%", "—", ""),
    ],
)
def test_rates_are_compared_in_points_of_what_is_printed(now, before, text):
    assert points(now, before) == text


def test_a_year_known_only_as_totals_is_compared_and_marked(world):
    session = world.open_session("test-1-2", number=2, year=2027)
    HeadlineTotal.objects.bulk_create(
        [
            HeadlineTotal(plenary_session=world.session, figure="received", part=4, source="报告"),
            HeadlineTotal(
                plenary_session=world.session, figure="filing_rate", part=3, whole=4, source="报告"
            ),
        ]
    )
    world.session = session
    world.filed()

    received, filed = said(report_figures(Scope(session)))[:2]

    assert received.endswith("收到提案比上年减少3件，下降75.0%（上年为公布的总数）。")
    assert filed.endswith("立案率比上年提高25个百分点（上年为公布的总数）。")


def test_a_year_known_by_its_cases_is_compared_with_its_own_figures(world):
    world.filed()
    world.filed("关于增设路灯的提案")
    world.session = world.open_session("test-1-2", number=2, year=2027)
    world.filed("关于清淤的提案")

    figures = report_figures(Scope(world.session))

    assert said(figures)[0].endswith("收到提案比上年减少1件，下降50.0%。")
    assert [(row.label, row.received, row.is_total) for row in figures.years] == [
        ("一届一次会议", 2, False),
        ("一届二次会议", 1, False),
    ]


def test_examples_are_cited_with_number_and_title(world):
    world.conclude(world.assigned())

    texts = said(report_figures(Scope(world.session)))

    assert any("第001号《关于增设公交站的提案》，由市教育局办理" in text for text in texts)


def test_a_report_as_of_a_day_leaves_out_what_came_later(world):
    world.reply(world.assigned(), at=DAY + timedelta(days=30))

    figures = report_figures(Scope(world.session, as_of=DAY + timedelta(days=10)))

    assert figures.count("replied") == 0
    assert figures.as_of == "2026年3月12日"


def test_the_governments_report_counts_what_the_government_handed_over(world):
    ours, theirs = world.assigned(), world.assigned(title="关于编制的提案")
    government = Channel.objects.get(plenary_session=world.session, code="government")
    ours.tasks().update(channel=government)

    figures = report_figures(scope_of_report(world.session, "government"))

    assert (figures.count("assigned"), theirs.tasks().count()) == (1, 1)


def test_a_units_report_counts_its_tasks(world):
    world.reply(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER")))

    [text, *_rest] = said(report_figures(Scope(world.session, unit=world.finance)), "unit")

    assert text.startswith("一届一次会议以来，我单位承办提案1件次，会办1件次。")
    assert "会办意见提交率100%（1/1）" in text


def test_a_unit_belongs_to_a_units_report_and_to_no_other(world):
    with pytest.raises(ValidationError, match="要指定单位"):
        scope_of_report(world.session, "unit")
    with pytest.raises(ValidationError, match="其他报告不指定单位"):
        scope_of_report(world.session, "committee", unit=world.education)


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


def test_a_full_rate_beside_missing_records_is_flagged(world):
    world.reply(world.assigned())
    Reply.objects.update(issued_on=None, outcome=None)

    flags = flags_on(figures_of(Scope(world.session)))

    assert "办复率为100%，但有1条记录没有答复日期，请核对后再用。" in flags
    assert "办复率为100%，但有1条记录没有办理结果类别，请核对后再用。" in flags


def test_full_satisfaction_of_a_few_forms_is_flagged(world):
    first, second = world.assigned(), world.assigned(title="关于增设路灯的提案")
    world.reply(first)
    world.reply(second)
    world.rate(first)

    flags = flags_on(figures_of(Scope(world.session)))

    assert any(flag.startswith("满意率为100%，但已答复的2件中只收回1件") for flag in flags)


def test_counts_of_tasks_and_of_proposals_are_flagged_where_they_differ(world):
    world.assigned((world.education, "SEPARATE"), (world.finance, "SEPARATE"))

    [flag] = flags_on(figures_of(Scope(world.session)))

    assert flag.startswith("应答复的承办件2件次，已交办的提案1件")


def test_a_figure_is_explained_with_the_switches_that_decided_and_their_other_positions(world):
    world.reply(world.assigned())
    world.filed("关于增设路灯的提案")

    explanation = explain(Scope(world.session), "filing_rate")

    assert (explanation.text, explanation.part, explanation.whole) == ("100%", 2, 2)
    assert explanation.exact == "2 ÷ 2 ＝ 1.000000"
    switch = explanation.switches[0]
    assert (switch.label, switch.value, switch.otherwise) == (
        "立案数口径", "并案后", (("并案前", "100%（2/2）"),),
    )  # fmt: skip
    assert explain(Scope(world.session), "unheard_of") is None


def test_the_explanation_changes_no_policy(world):
    world.assigned()

    explain(Scope(world.session), "consultation_rate")

    assert Policy.objects.get(plenary_session=world.session).consultation_base == "repliers"


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


def test_the_page_that_explains_a_figure_has_both_lists(world, client):
    world.reply(world.assigned())
    world.filed("关于增设路灯的提案")
    client.force_login(world.clerk.user)

    page = client.get(reverse("why", args=["test-1-1", "reply_rate"])).content.decode()

    assert "办复率为什么是50.0%？" in page
    assert (page.count("关于增设公交站的提案"), page.count("关于增设路灯的提案")) == (2, 1)
    assert client.get(reverse("why", args=["test-1-1", "unheard_of"])).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "officer"])
def test_every_rate_of_the_overview_is_explained_to_whoever_sees_it(world, client, who):
    world.conclude(world.assigned())
    client.force_login(getattr(world, who).user)
    scope = Scope(world.session, unit=world.education if who == "officer" else None)

    for key in figures_of(scope).rates:
        assert client.get(reverse("why", args=["test-1-1", key])).status_code == 200, key


def test_supervision_is_told_from_the_records(world):
    case = world.assigned()
    world.consult(case)
    supervising.remind(case.tasks().get(), **world.as_clerk())
    world.reply_of(case.tasks().get())

    texts = said(report_figures(Scope(world.session)))

    assert "承办单位与提案者面商1次，催办1次。" in texts


def test_a_session_of_one_unit_reports_as_that_unit(db):
    session = load_year("yunnan-12-4")

    [text, *_rest] = said(report_figures(scope_of_report(session, "unit")), "unit")

    assert "面商率82.1%（23/28）" in text
    assert PlenarySession.objects.count() == 1
