"""Numbers are found with their nouns in every form that reports use; dates, ordinals and names are none."""

from decimal import Decimal

import pytest

from proposals.documents.report_numbers import find_numbers, han_value
from proposals.documents.report_words import named

FORMS = {
    "立案153件": [("153件", "153", "件")],
    "共1,234件": [("1,234件", "1234", "件")],
    "立案率为7５.７％": [("7５.７％", "75.7", "%")],
    "提高2.3个百分点": [("2.3个百分点", "2.3", "个百分点")],
    "提高2.3百分点": [("2.3百分点", "2.3", "个百分点")],
    "百分之九十五点六": [("百分之九十五点六", "95.6", "%")],
    "百分之98.5": [("百分之98.5", "98.5", "%")],
    "九成以上": [("九成", "90", "%")],
    "全部提案已办结": [("全部", "100", "%")],
    "一百五十三件": [("一百五十三件", "153", "件")],
    "收到提案 31 件": [("31 件", "31", "件")],
    "批示179件次": [("179件次", "179", "件次")],
    "350余人次": [("350余人次", "350", "人次")],
    "180多家": [("180多家", "180", "家")],
    "1.2万件": [("1.2万件", "12000", "件")],
    "107万元": [("107万元", "1070000", "元")],
    "3—5件": [("3", "3", "件"), ("5件", "5", "件")],
    "63%～68%": [("63%", "63", "%"), ("68%", "68", "%")],
    "55條": [("55條", "55", "条")],
    "两轮协商": [("两轮", "2", "轮")],
    "2020年5月11日第64号〔2020〕18号六届四次会议": [],
    "第3次会议、十三五、两个维护、7#地块、2020-2035年": [],
    "十分重要": [],
    "件、%、个百分点": [],
}


@pytest.mark.parametrize("text", FORMS)
def test_numbers_are_found_with_their_nouns(text):
    found = [(each.text, each.value, each.noun) for each in find_numbers(text)]

    assert found == [(written, Decimal(value), noun) for written, value, noun in FORMS[text]]


def test_three_quarters_in_words():
    (number,) = find_numbers("占四分之三")

    assert (number.text, number.value, number.noun) == ("四分之三", Decimal("0.75"), "分之")


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十一", 21), ("一百零五", 105), ("三千二百", 3200), ("两万", 20000), ("二〇", 20)],
)
def test_chinese_numerals(text, value):
    assert han_value(text) == value


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("180多家", 185, 191),
        ("近60件", 58, 61),
        ("98%以上", 99, 97),
        ("超过100件", 202, 99),
        ("约120件", 118, 135),
        ("不足5%", 4, 6),
    ],
)
def test_an_inexact_number_admits_what_it_says(text, inside, outside):
    (number,) = find_numbers(text)

    assert (number.admits(inside), number.admits(outside)) == (True, False)


def test_places_are_offsets_in_the_text_that_was_read():
    text = "\u200f\U00020bb7喆\n立案153件，占７５.７％。"

    assert [text[each.start : each.end] for each in find_numbers(text)] == ["153件", "７５.７％"]


NAMES = {
    "经审查立案153件": ("filed",),
    "共收到提案线索材料202件": ("received",),
    "不符合立案条件的材料49件": ("declined",),
    "交由86家承办单位办理": ("units",),
    "1966名委员提交提案": ("proposing_members",),
    "委员个人或联名提案材料162件": ("kind:MEMBER",),
    "并案后实际立案147件": ("filed_net",),
    "办理结果为A类433件": ("outcome:A",),
    "按期办复率为98%": ("on_time_reply_rate",),
    "面商率、办复率均为100%": ("consultation_rate", "reply_rate"),
    "实现100%面商": ("consultation_rate",),
    "形成调研报告38份": (),
    "政协各参加单位开展活动12个": (),
}


@pytest.mark.parametrize("text", NAMES)
def test_words_say_which_figure_a_number_belongs_to(text):
    (number,) = find_numbers(text)

    assert named(number).keys == NAMES[text]


@pytest.mark.parametrize(
    "text",
    [
        "民建界别收到提案12件",
        "其中经济类立案50件",
        "重点提案立案10件",
        "确保面商率100%",
        "收到社情民意信息82件",
    ],
)
def test_a_part_of_a_figure_or_an_aim_is_not_the_figure(text):
    (number,) = find_numbers(text)

    assert named(number).is_narrowed or not named(number).keys
