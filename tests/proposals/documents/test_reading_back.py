"""Proposals and reply letters in Word are read back; a reply is checked before it is issued."""

import io

import pytest
from docx import Document

from proposals.documents.papers.forms import proposal_form
from proposals.documents.papers.letters import letter
from proposals.documents.reading_back import ReplyText, read_proposal, read_reply, reply_text
from proposals.documents.reply_checking import Expected, check_reply
from proposals.documents.word.package import word_file
from proposals.documents.word.uploads import UnreadableFile
from proposals.queries.papers.values import DOCUMENT, LETTER, Letter, ProposalForm
from tests.packages import filled

LETTER_VALUES = {
    "issuer": "清河市教育局",
    "number": "清教函〔2026〕18号",
    "title": "关于政协清河市第六届委员会第四次会议第0128号提案的答复",
    "addressee": "张三、李四委员",
    "body": (
        "您提出的提案收悉。我局于2026年5月6日与您面商，现答复如下：",
        "一、关于增设公交站的建议",
        "已经增设公交站3处。",
    ),
    "signature": "清河市教育局",
    "date": "2026年5月11日",
    "mark": "办理结果：A",
    "disclosure": "公开属性：主动公开",
    "attachment": "提案办理情况征询意见表",
    "note": "联系人：李明；联系电话：0000-1234567",
    "copies": "政协清河市委员会提案委员会",
}
EXPECTED = Expected(
    proposal_number="0128",
    session="政协清河市第六届委员会第四次会议",
    proposers=("张三", "李四"),
    outcome="A",
    suggestions=("增设公交站",),
    committee="政协清河市委员会",
)


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


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0 old word", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_word_file_is_refused_with_a_sentence(content):
    for read in (read_proposal, read_reply):
        with pytest.raises(UnreadableFile, match="不是 Word"):
            read(content)


@pytest.mark.parametrize("carrier", [LETTER, DOCUMENT])
def test_our_own_reply_is_read_back_as_it_was_written(carrier):
    read = read_reply(word_file([letter(Letter(**LETTER_VALUES, carrier=carrier))]))

    assert read.title == LETTER_VALUES["title"]
    assert (read.mark, read.disclosure, read.number) == ("A", "主动公开", "清教函〔2026〕18号")
    assert (read.salutation, read.body) == ("张三、李四委员", LETTER_VALUES["body"])
    assert (read.date, read.contact, read.phone) == ("2026年5月11日", "李明", "0000-1234567")
    assert read.copies == "政协清河市委员会提案委员会"


def test_our_own_reply_raises_no_warning():
    read = read_reply(word_file([letter(Letter(**LETTER_VALUES))]))

    assert check_reply(read, EXPECTED) == []


def test_a_reply_from_elsewhere_is_read():
    read = read_reply(
        as_word(
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
    )

    assert (read.mark, read.number) == ("B", "子交函〔2023〕34号")
    assert read.title == "关于对政协X县第十届委员会第二次会议第14号提案的复函"
    assert (read.salutation, read.date) == ("委员甲委员", "2023年10月16日")
    assert (read.contact, read.phone) == ("王某", "0912-7654321")


def warnings(expected=EXPECTED, **changes):
    read = read_reply(word_file([letter(Letter(**LETTER_VALUES | changes))]))
    return check_reply(read, expected)


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        (
            {"title": "关于政协清河市第六届委员会第四次会议第0129号提案的答复"},
            "标题里的提案号是第129号，记录是第0128号。",
        ),
        ({"title": "关于政协清河市第五届委员会第四次会议第0128号提案的答复"}, "标题里的届次与记录"),
        ({"title": "复函"}, "没有找到“关于……提案的答复”样的标题。"),
        ({"mark": ""}, "右上角没有标明办理结果。"),
        ({"mark": "办理结果：B"}, "办理结果标的是B，记录是A。"),
        ({"disclosure": ""}, "没有标明公开属性。"),
        ({"addressee": "张三委员"}, "称呼里没有李四；每位提案者都应当写上。"),
        ({"body": ("现答复如下：", "已经增设公交站。")}, "正文没有写与提案者面商的情况。"),
        ({"body": ("与您面商。", "已经办理。")}, "建议“增设公交站”在答复里没有找到对应的内容。"),
        (
            {"body": ("与您面商。", "公交站将于年底增设。")},
            "办理结果是A类（已经解决），正文却有“将于年底增设",
        ),
        ({"body": ("与您面商。", "增设公交站正在研究。")}, "正在研究"),
        ({"note": ""}, "没有写明联系人和联系电话。"),
        ({"copies": "市政府督查室"}, "没有抄送政协提案委员会。"),
        ({"date": ""}, "没有成文日期。"),
        ({"date": "2026年05月01日"}, "日期的月、日不要补零"),
        ({"body": ("与您面商。", "截止2026年，公交站已经增设。")}, "日期前的“截止”应为“截至”。"),
    ],
)
def test_what_a_reader_would_send_a_reply_back_for_is_warned_of(changes, warning):
    assert any(warning in each for each in warnings(**changes))


def test_a_planned_result_without_a_day_is_warned_of():
    expected = Expected(**vars(EXPECTED) | {"outcome": "B"})
    body = ("与您面商。", "公交站列入计划。")

    assert "办理结果是B类（列入计划），正文没有写明时间。" in warnings(
        expected, mark="办理结果：B", body=body
    )
    body = ("与您面商。", "公交站2027年增设。")
    assert warnings(expected, mark="办理结果：B", body=body) == []


def test_punctuation_and_brackets_of_a_letter_typed_by_hand_are_warned_of():
    read = reply_text(("关于第0128号提案的答复", "张三委员：", "已经增设,请监督.好", "清教函[2026]18号"))

    found = check_reply(read, EXPECTED)

    assert any("半角标点" in each for each in found)
    assert "文号的年份要用六角括号〔〕。" in found


def test_an_empty_letter_is_only_warned_of():
    found = check_reply(ReplyText(), EXPECTED)

    assert {"没有称呼。", "没有正文。", "没有成文日期。"} <= set(found)
