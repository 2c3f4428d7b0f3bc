"""An office's own template: what may stand in it, what is refused and why, and how it is filled."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from proposals.actions.printing.papers import PAPERS
from proposals.actions.printing.printing import default_template
from proposals.documents.office_template import check_template, fill_template
from proposals.documents.word.blocks import paragraph
from proposals.documents.word.package import Section, word_file
from proposals.queries.papers.values import DOCUMENT, CaseList, Letter
from tests.packages import assert_is_whole, filled, paragraphs_of, parts_of, text_of

HOSTILE = "<b>&{{ title }}\x00喆𠮷\u202e"
TEMPLATED = [name for name, paper in PAPERS.items() if paper.has_template]


def template(*texts, **parts):
    """Return a template whose paragraphs say `texts`; `parts` ({name: text}) stand in place of its own."""
    content = word_file([Section([paragraph(text) for text in texts])])
    return with_parts(content, {name.replace("__", "/"): text for name, text in parts.items()})


def with_parts(content, parts):
    own = parts_of(content)
    own |= {name: raw.encode() if isinstance(raw, str) else raw for name, raw in parts.items()}
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, raw in own.items():
            package.writestr(name, raw)
    return out.getvalue()


@pytest.mark.parametrize("name", TEMPLATED)
def test_the_shipped_template_is_fit_and_says_what_the_layout_says(name):
    paper = PAPERS[name]
    shipped = default_template(paper)
    fixed = {"carrier": DOCUMENT} if paper.values is Letter else {}
    values = filled(paper.values, "字句", **fixed)

    assert check_template(shipped, paper.values) == []

    printed = fill_template(shipped, [values])
    assert_is_whole(printed)
    assert sorted(paragraphs_of(printed)) == sorted(paragraphs_of(word_file([paper.lay_out(values)])))


@pytest.mark.parametrize("name", TEMPLATED)
def test_hostile_text_comes_out_unharmed_of_every_template(name):
    paper = PAPERS[name]

    printed = fill_template(default_template(paper), [filled(paper.values, HOSTILE)])

    assert_is_whole(printed)
    assert "<b>&{{ title }}喆𠮷" in text_of(printed)


def test_many_copies_are_one_file_each_on_a_page_of_its_own():
    letters = [filled(Letter, f"第{number}封") for number in range(5)]

    printed = fill_template(
        template("{{ title }}", "{%p for each in body %}", "{{ each }}", "{%p endfor %}"), letters
    )

    assert_is_whole(printed)
    assert paragraphs_of(printed) == [f"第{number}封" for number in range(5) for _time in range(3)]
    assert parts_of(printed)["word/document.xml"].count(b"<w:sectPr") == 5


def test_an_unknown_placeholder_is_named_with_those_there_are():
    [fault] = check_template(template("{{ tittle }}"), CaseList)

    assert fault == "没有名为「tittle」的占位符；可用的有：title、line、rows、foot。"


def test_an_unknown_name_inside_a_loop_is_named():
    content = template("{%p for each in rows %}", "{{ each.nummer }}", "{%p endfor %}")

    assert check_template(content, CaseList) == ["没有名为「each.nummer」的占位符。"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ title.__class__ }}",
        "{{ title.upper() }}",
        "{{ title * 1000000000 }}",
        "{{ title ~ title }}",
        "{{ title|pprint }}",
        "{{ title['a'] }}",
        "{{ range(10) }}",
        "{% set x = title %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% for a in title %}{{ a }}{% endfor %}",
        "{% for a in rows %}{% for b in rows %}{{ b.title }}{% endfor %}{% endfor %}",
        "{% for a in rows %}{% if a.title %}{% for b in rows %}b{% endfor %}{% endif %}{% endfor %}",
        "{% for a in rows recursive %}{{ a.title }}{% endfor %}",
        "{{ 10 ** 10 }}",
        "{{ self }}",
        "{{ loop }}",
        "{% if title %}",
        "{{ title",
    ],
)
def test_a_template_can_neither_run_code_nor_grow_beyond_its_values(text):
    assert check_template(template(text), CaseList) != []


def test_placeholders_stand_in_the_body_only():
    content = template("{{ title }}", **{"word__footer3.xml": "<w:ftr>{<w:t/>{ title }}</w:ftr>"})

    assert check_template(content, CaseList) == ["占位符只能写在正文里，不能写在页眉、页脚或文档属性里。"]


def test_a_file_that_is_no_word_file_is_refused():
    assert check_template(b"", CaseList) == ["文件是空的，没有内容；请重新保存后再上传。"]
    for content in (b"PK\x03\x04", b"%PDF-1.7", template("x")[:200]):
        assert check_template(content, CaseList) == [
            "这不是 Word 的 .docx 文件；旧的 .doc、.wps 请先另存为 .docx。"
        ]


def test_a_file_that_unpacks_to_too_much_is_refused():
    content = template("x", **{"word__media__a.bin": b"0" * 50_000_000})

    assert len(content) < 1_000_000
    assert check_template(content, CaseList) == ["文件展开后过大，不能使用。"]


def test_a_file_that_is_too_large_is_refused():
    assert check_template(b"0" * 5_000_001, CaseList) == ["文件超过5兆字节，请去掉图片后再上传。"]


@pytest.mark.parametrize(
    ("part", "text", "fault"),
    [
        ("word/vbaProject.bin", "x", "模板里有宏"),
        ("word/embeddings/oleObject1.bin", "x", "嵌入的对象"),
        ("word/styles.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "实体定义"),
        (
            "word/_rels/settings.xml.rels",
            '<Relationships><Relationship Id="r" TargetMode="External" Target="file:///a.dotm"/></Relationships>',
            "引用了外部文件",
        ),
        ("word/footer3.xml", "<w:instrText>INCLUDETEXT c:\\secret.txt</w:instrText>", "读取其他文件的域"),
        ("word/footer3.xml", '<w:fldSimple w:instr="DDEAUTO cmd x"/>', "读取其他文件的域"),
        ("word/../evil.xml", "<a/>", "文件名有问题"),
    ],
)
def test_what_could_lead_a_reader_astray_is_refused(part, text, fault):
    [found] = check_template(with_parts(template("{{ title }}"), {part: text}), CaseList)

    assert fault in found
