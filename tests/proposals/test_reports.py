"""What a report says: the published sentences word for word, comparison with the year before, whose figures it tells."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from proposals.actions import supervising
from proposals.actions.loading import load_year
from proposals.actions.reporting import (
    scope_of_report,
)
from proposals.documents.reports.comparing import growth, points
from proposals.documents.reports.outlines import outline_of
from proposals.models import Channel, HeadlineTotal, PlenarySession
from proposals.statistics.annual import report_figures
from proposals.statistics.scope import Scope
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


def test_supervision_is_told_from_the_records(world):
    case = world.assigned()
    world.consult(case)
    supervising.remind(case.tasks().get(), text="请抓紧办理", **world.as_clerk())
    world.reply_of(case.tasks().get())

    texts = said(report_figures(Scope(world.session)))

    assert "承办单位与提案者面商1次，催办1次。" in texts


def test_a_session_of_one_unit_reports_as_that_unit(db):
    session = load_year("yunnan-12-4")

    [text, *_rest] = said(report_figures(scope_of_report(session, "unit")), "unit")

    assert "面商率82.1%（23/28）" in text
    assert PlenarySession.objects.count() == 1
