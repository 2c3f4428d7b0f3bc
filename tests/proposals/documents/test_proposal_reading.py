"""Proposals in Word are read back: our own form, other forms, plain text."""

import io

import pytest
from docx import Document

from proposals.documents.papers.forms import proposal_form
from proposals.documents.proposal_reading import read_proposal
from proposals.documents.word.package import word_file
from proposals.documents.word.uploads import UnreadableFile
from proposals.queries.papers.values import ProposalForm
from tests.packages import filled


def as_word(*lines, table=()):
    document = Document()
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_our_own_form_is_read_back_as_it_was_written():
    values = filled(
        ProposalForm,
        "",
        title="关于增设公交站的提案",
        proposers="张三",
        cosigners="李四、王五",
        category="社会建设",
        kind="联名提案",
        background=("近年来人多。",),
        analysis=("站少。",),
        body=("一、增设。", "二、调整。"),
        suggestions=("1. 增设公交站", "2. 调整线路"),
    )

    read = read_proposal(word_file([proposal_form(values)]))

    assert (read.title, read.first_proposer, read.cosigners) == ("关于增设公交站的提案", "张三", "李四、王五")
    assert (read.category, read.kind) == ("社会建设", "联名提案")
    assert (read.background, read.analysis, read.body) == ("近年来人多。", "站少。", "一、增设。\n二、调整。")
    assert read.suggestions == ("增设公交站", "调整线路")
    assert read.warnings == ()


def test_a_form_with_other_words_for_its_labels_is_read():
    table = [
        ["提 案 题 目", "关于清淤的建议"],
        ["领衔委员：", "赵六"],
        ["联名提案人", "钱七"],
        ["提案内容", "一、情况。\n二、建议清淤。"],
    ]

    read = read_proposal(as_word(table=table))

    assert (read.title, read.first_proposer, read.cosigners) == ("关于清淤的建议", "赵六", "钱七")
    assert read.body == "一、情况。\n二、建议清淤。"


def test_a_plain_proposal_is_read_from_its_lines():
    read = read_proposal(as_word("关于清淤的提案", "提案人：赵六", "河道多年没有清淤。", "建议今年清淤。"))

    assert (read.title, read.first_proposer) == ("关于清淤的提案", "赵六")
    assert read.body == "河道多年没有清淤。\n建议今年清淤。"


def test_what_is_not_found_is_said():
    assert read_proposal(as_word("只有一句话")).warnings == ("没有读到案由、提案人，请补填。",)


def test_several_forms_in_one_file_are_refused():
    values = filled(ProposalForm, "字")

    with pytest.raises(UnreadableFile, match="有2份提案表"):
        read_proposal(word_file([proposal_form(values), proposal_form(values)]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0 old word", "不是 Word"),
        (b"PK\x03\x04 broken", "不是 Word"),
    ],
)
def test_a_file_that_is_no_word_file_is_refused_with_a_sentence(content, said):
    with pytest.raises(UnreadableFile, match=said):
        read_proposal(content)
