"""A signed letter in Word: number, day, class, disclosure, signer and text are read; nothing is guessed."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document

from proposals.documents.papers.letters import letter as our_letter
from proposals.documents.reply_reading import ReplyLetter, read_reply
from proposals.documents.word.package import word_file
from proposals.documents.word.uploads import UnreadableFile
from proposals.queries.papers.values import DOCUMENT, Letter
from proposals.queries.papers.values import LETTER as LETTER_CARRIER
from tests.paper_samples import LETTER_VALUES

LETTER = [
    "某市教育局",
    "某教提〔2026〕7号",
    "办理结果：A",
    "关于市政协一届一次会议第001号提案的答复",
    "张三委员：",
    "您提出的提案收悉，现答复如下：",
    "一、关于增设站点的建议。已在东城增设两处。",
    "感谢您对我局工作的关心。",
    "某市教育局",
    "2026年6月5日",
    "（此件公开发布）",
    "（联系人：王五；联系电话：0000-1234567）",
]


def letter(*lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def read(*lines):
    return read_reply(letter(*lines))


def test_a_letter_as_the_rules_have_it_is_read_whole():
    assert read(*LETTER) == ReplyLetter(
        title="关于市政协一届一次会议第001号提案的答复",
        proposal_number="001",
        document_number="某教提〔2026〕7号",
        issued_on=date(2026, 6, 5),
        outcome="A",
        disclosure="FULL",
        signer="",
        salutation="张三委员",
        body=(
            "您提出的提案收悉，现答复如下：",
            "一、关于增设站点的建议。已在东城增设两处。",
            "感谢您对我局工作的关心。",
        ),
        contact="王五",
        phone="0000-1234567",
    )


@pytest.mark.parametrize("carrier", [LETTER_CARRIER, DOCUMENT])
def test_our_own_reply_is_read_back_as_it_was_written(carrier):
    read = read_reply(word_file([our_letter(Letter(**LETTER_VALUES, carrier=carrier))]))

    assert read.title == LETTER_VALUES["title"]
    assert (read.outcome, read.disclosure, read.document_number) == ("A", "FULL", "清教函〔2026〕18号")
    assert (read.salutation, read.body) == ("张三、李四委员", LETTER_VALUES["body"])
    assert (read.issued_on, read.contact, read.phone) == (date(2026, 5, 11), "李明", "0000-1234567")
    assert read.copies == "政协清河市委员会提案委员会"


def test_a_reply_from_elsewhere_is_read():
    found = read(
        "类 别：B",
        "子交函[2023]034号",
        "关于对政协X县第十届委员会第二次会议",
        "第14号提案的复函",
        "委员甲委员:",
        "现答复如下。",
        "子洲县交通运输局",
        "2023年10月16日",
        "联系人：王某 0912-7654321",
    )

    assert (found.outcome, found.document_number) == ("B", "子交函〔2023〕34号")
    assert found.title == "关于对政协X县第十届委员会第二次会议第14号提案的复函"
    assert (found.salutation, found.issued_on) == ("委员甲委员", date(2023, 10, 16))
    assert (found.contact, found.phone) == ("王某", "0912-7654321")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("某教提[2026]07号", "某教提〔2026〕7号"),
        ("某教提（2026）第7号", "某教提〔2026〕7号"),
        ("某教提【２０２６】７号", "某教提〔2026〕7号"),
        ("某教提 〔2026〕 7 号", "某教提〔2026〕7号"),
        ("某教提2026年7号", ""),
    ],
)
def test_numbers_are_read_in_whatever_brackets(line, number):
    assert read(line).document_number == number


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2026 年 6 月 5 日", date(2026, 6, 5)),
        ("二〇二六年六月五日", date(2026, 6, 5)),
        ("二○二六年十月二十一日", date(2026, 10, 21)),
        ("２０２６年６月５日", date(2026, 6, 5)),
        ("2026年13月5日", None),
        ("截至2026年6月5日已完成。", None),
    ],
)
def test_the_day_is_a_line_of_its_own(line, day):
    assert read(line).issued_on == day


@pytest.mark.parametrize(
    ("line", "outcome"),
    [("办理结果：B类", "B"), ("Ａ类", "A"), ("（C）", "C"), ("答复类别: D", "D"), ("A座二楼会议室", "")],
)
def test_the_class_is_read_where_it_is_marked(line, outcome):
    assert read(line).outcome == outcome


@pytest.mark.parametrize(
    ("line", "disclosure"),
    [
        ("公开属性：主动公开", "FULL"),
        ("公开属性：依申请公开", "ON_REQUEST"),
        ("公开方式：不予公开", "NONE"),
        ("是否公开：摘要公开", "SUMMARY"),
        ("我局将公开办理情况。", ""),
    ],
)
def test_the_disclosure_is_read_where_it_is_marked(line, disclosure):
    assert read(line).disclosure == disclosure


def test_the_signer_and_what_stands_in_tables_is_read():
    document = Document()
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("签发人：李四", "办理结果：B", "2026年6月4日"), strict=True):
        cell.text = text
    document.add_paragraph("2026年6月5日")
    data = io.BytesIO()
    document.save(data)

    found = read_reply(data.getvalue())

    assert (found.signer, found.outcome, found.issued_on) == ("李四", "B", date(2026, 6, 5))


@pytest.mark.parametrize(
    "line",
    ["Ａ类　　　　签发人：李四", "签发人：李四    （A）", "(A类)\t签发人：李四"],
    ids=["before", "after", "tab"],
)
def test_the_class_is_read_beside_the_signer(line):
    found = read(line)

    assert (found.outcome, found.signer) == ("A", "李四")


@pytest.mark.parametrize(
    ("lines", "salutation"),
    [
        (["张三委员：", "您提出的提案收悉。现答复如下："], "张三委员"),
        (["张三委员：您提出的提案收悉。现答复如下："], "张三委员"),
        (["尊敬的张三委员", "您提出的提案收悉。现答复如下："], "尊敬的张三委员"),
        (["张三委员，您好！", "您提出的提案收悉。现答复如下："], "张三委员，您好！"),
        (["您提出的提案收悉。现答复如下："], ""),
    ],
    ids=["two lines", "one line", "no colon", "a greeting", "no salutation"],
)
def test_the_sentence_that_the_proposal_was_received_belongs_to_the_text(lines, salutation):
    found = read(
        "关于市政协一届一次会议第001号提案的答复", *lines, "已经办理。", "某市教育局", "2026年6月5日"
    )

    assert found.salutation == salutation
    assert found.body == ("您提出的提案收悉。现答复如下：", "已经办理。")


def test_an_empty_file_is_said_to_be_empty():
    with pytest.raises(UnreadableFile, match="文件是空的"):
        read_reply(b"")


def test_a_letter_that_says_nothing_leaves_all_blank():
    assert read("") == ReplyLetter()


def packed(name, content):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        packed("word/document.xml", "<w/>"),
        packed("[Content_Types].xml", "no xml"),
        packed("word/document.xml", bytes(101 * 1024 * 1024)),
    ],
    ids=["empty", "pdf", "half a package", "no xml", "a bomb"],
)
def test_what_is_no_letter_is_refused(data):
    with pytest.raises(UnreadableFile):
        read_reply(data)
