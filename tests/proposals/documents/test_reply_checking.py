"""A reply is checked before it is issued: what a reader at the committee would send it back for."""

import pytest

from proposals.documents.papers.letters import letter
from proposals.documents.reply_checking import Expected, check_reply
from proposals.documents.reply_reading import ReplyLetter, read_reply, reply_letter
from proposals.documents.word.package import word_file
from proposals.queries.papers.values import Letter
from tests.paper_samples import LETTER_VALUES

EXPECTED = Expected(
    proposal_number="0128",
    session=("政协清河市第六届委员会第四次会议", "六届四次会议"),
    proposers=("张三", "李四"),
    outcome="A",
    suggestions=("增设公交站",),
)


def test_our_own_reply_raises_no_warning():
    read = read_reply(word_file([letter(Letter(**LETTER_VALUES))]))

    assert check_reply(read, EXPECTED) == []


def test_the_session_and_the_committee_may_be_called_by_their_short_names():
    short = {"title": "关于清河市政协六届四次会议第0128号提案的答复", "copies": "清河市政协"}

    assert warnings(**short) == []


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
        ({"title": "复函"}, "没有找到「关于……提案的答复」样的标题。"),
        ({"mark": ""}, "右上角没有标明办理结果。"),
        ({"mark": "办理结果：B"}, "办理结果标的是B，记录是A。"),
        ({"disclosure": ""}, "没有标明公开属性。"),
        ({"addressee": "张三委员"}, "称呼里没有李四；每位提案者都应当写上。"),
        ({"body": ("现答复如下：", "已经增设公交站。")}, "正文没有写与提案者面商的情况。"),
        ({"body": ("与您面商。", "已经办理。")}, "建议「增设公交站」在答复里没有找到对应的内容。"),
        (
            {"body": ("与您面商。", "公交站将于年底增设。")},
            "办理结果是A类（已经解决），正文却有「将于年底增设",
        ),
        ({"body": ("与您面商。", "增设公交站正在研究。")}, "正在研究"),
        ({"note": ""}, "没有写明联系人和联系电话。"),
        ({"copies": "市政府督查室"}, "没有抄送政协提案委员会。"),
        ({"date": ""}, "没有成文日期。"),
        ({"date": "2026年05月01日"}, "日期的月、日不要补零"),
        ({"body": ("与您面商。", "截止2026年，公交站已经增设。")}, "日期前的「截止」应为「截至」。"),
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
    read = reply_letter(("关于第0128号提案的答复", "张三委员：", "已经增设,请监督.好", "清教函[2026]18号"))

    found = check_reply(read, EXPECTED)

    assert any("半角标点" in each for each in found)
    assert "文号的年份要用六角括号〔〕。" in found


def test_an_empty_letter_is_only_warned_of():
    found = check_reply(ReplyLetter(), EXPECTED)

    assert {"没有称呼。", "没有正文。", "没有成文日期。"} <= set(found)
