"""Every paper is a whole package, takes hostile text unharmed, and stands on the page as the standard says."""

import pytest

from proposals.actions.printing.papers import PAPERS
from proposals.actions.printing.printing import default_template
from proposals.documents.papers.letters import letter
from proposals.documents.reports.writing import write_report
from proposals.documents.word.blocks import paragraph
from proposals.documents.word.chart import Chart
from proposals.documents.word.package import Section, word_file
from proposals.queries.papers.values import DOCUMENT, LETTER, Letter
from proposals.statistics.annual import report_figures
from proposals.statistics.scope import Scope
from tests.packages import assert_is_whole, filled, pages_of, paragraphs_of, text_of, to_pdf, words_of
from tests.paper_samples import every_paper

HOSTILE = {
    "markup": "<w:p>&amp;</w:p>]]>\"'",
    "template tags": "{{ 7*7 }}{% for x in y %}{# no #}",
    "control characters": "一\x00二\x0b三\x1f四",
    "rare names": "喆镕赟𠮷堃",
    "right to left": "甲\u202e乙\u200f丙",
    "formula": "=cmd|' /C calc'!A0",
    "endless": "长" * 10_000,
    "nothing": "",
}
PRINTED = {
    "control characters": "一二三四",
    "right to left": "甲乙\u200f丙",
}
TEXT_WIDTH, RIGHT_EDGE, CHARACTER = 442.2, 521.6, 15.75


def values_of(paper, text, carrier):
    fixed = {"carrier": carrier} if paper.values is Letter else {}
    return filled(paper.values, text, **fixed)


@pytest.mark.parametrize("carrier", [LETTER, DOCUMENT])
@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("name", PAPERS)
def test_hostile_text_comes_out_unharmed_of_every_paper(name, what, carrier):
    paper = PAPERS[name]
    values = values_of(paper, HOSTILE[what], carrier)

    content = word_file([paper.lay_out(values)], title=HOSTILE[what])

    assert_is_whole(content)
    assert PRINTED.get(what, HOSTILE[what]) in text_of(content)


@pytest.mark.parametrize("name", [name for name, paper in PAPERS.items() if paper.has_template])
def test_the_shipped_template_of_every_paper_is_a_whole_package(name):
    assert_is_whole(default_template(PAPERS[name]))


@pytest.mark.no_cover
def test_every_paper_of_the_demonstration_is_a_whole_package(db, settings):
    settings.DEBUG = True

    printed = every_paper()

    assert set(printed) == {*PAPERS, "reply_letter_document"}
    for content in printed.values():
        assert_is_whole(content)


def test_the_same_values_give_the_same_bytes():
    values = filled(Letter, "字", carrier=LETTER)

    assert word_file([letter(values)], title="题") == word_file([letter(values)], title="题")


def test_headers_that_are_the_same_are_one_part():
    values = filled(Letter, "字", carrier=LETTER)

    parts = assert_is_whole(word_file([letter(values)] * 20))

    assert [name for name in parts if "header" in name] == ["word/header3.xml"]


@pytest.mark.parametrize("kind", ["column", "stacked", "pie", "line"])
def test_a_chart_carries_its_workbook_and_its_cached_values(kind):
    chart = Chart("各类<提案>", kind, ("经济&", "=社会"), (("今年", (3, 4)), ("上年", (2, 5))))

    parts = assert_is_whole(word_file([Section([chart, paragraph("后文"), chart])]))

    assert [name for name in parts if name.endswith(".xlsx")] == [
        "word/embeddings/chart1.xlsx",
        "word/embeddings/chart2.xlsx",
    ]


def test_a_report_is_a_whole_package_with_charts(world):
    world.conclude(world.assigned())

    parts = assert_is_whole(write_report("committee", report_figures(Scope(world.session))))

    assert "word/charts/chart1.xml" in parts


def a_letter(carrier, body, **changes):
    values = {
        "issuer": "清河市教育局",
        "number": "清教函[2026]018号",
        "title": "关于政协清河市第六届委员会第四次会议第0128号提案的答复",
        "addressee": "张三、李四委员",
        "body": body,
        "signature": "清河市教育局",
        "date": "2026年5月11日",
        "mark": "办理结果：A",
        "disclosure": "公开属性：主动公开",
        "attachment": "提案办理情况征询意见表",
        "note": "联系人：李明；联系电话：0000-1234567",
        "copies": "政协清河市委员会提案委员会",
    }
    return Letter(**values | changes, carrier=carrier)


def test_body_levels_have_their_fonts():
    body = ("一、关于增设公交站", "（一）总体情况。已经办理。", "1. 说明", "正文")

    paragraphs = paragraphs_of(word_file([letter(a_letter(LETTER, body))]))
    xml = text_of(word_file([letter(a_letter(LETTER, body))]))

    assert [text for text in body if text in paragraphs] == list(body)
    assert "清教函〔2026〕18号" in xml


@pytest.mark.office
@pytest.mark.parametrize("carrier", [LETTER, DOCUMENT])
def test_a_page_has_22_lines_of_28_characters(carrier, tmp_path):
    content = word_file([letter(a_letter(carrier, ("永" * 28 * 22 * 3, "完")))])

    pdf = to_pdf({"letter": content}, tmp_path)["letter"]

    lines = [word for *_box, word in words_of(pdf, 2) if set(word) == {"永"}]
    assert [len(line) for line in lines] == [28] * 22


@pytest.mark.office
def test_the_marks_the_signature_and_the_imprint_stand_where_they_should(tmp_path):
    body = ("一、关于增设公交站的建议", "已经增设。" * 20)
    files = {carrier: word_file([letter(a_letter(carrier, body))]) for carrier in (LETTER, DOCUMENT)}

    pdfs = to_pdf(files, tmp_path)

    for carrier, pdf in pdfs.items():
        first, last = words_of(pdf, 1), words_of(pdf, pages_of(pdf))
        mark = next(box for box in first if box[4].startswith("办理结果"))
        assert mark[1] < 200
        assert mark[2] == pytest.approx(RIGHT_EDGE, abs=3)
        name = max(box for box in (first + last) if box[4] == "清河市教育局")
        assert name[2] == pytest.approx(RIGHT_EDGE - 4.25 * CHARACTER, abs=8)
        copies = next(box for box in last if box[4].startswith("抄送"))
        assert copies[3] > 690
        assert any(word.startswith("1") or word == "1" for *_box, word in last) or carrier == LETTER


@pytest.mark.office
def test_every_paper_opens_in_libreoffice(tmp_path):
    files = {
        name: word_file([paper.lay_out(values_of(paper, "字句喆𠮷", LETTER))])
        for name, paper in PAPERS.items()
    }

    pdfs = to_pdf(files, tmp_path)

    assert [name for name, path in pdfs.items() if not path.exists() or not pages_of(path)] == []
