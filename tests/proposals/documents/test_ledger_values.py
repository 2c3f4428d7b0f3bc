"""What each kind of cell means."""

from datetime import date, datetime

import pytest

from proposals.documents import ledger_values as values
from proposals.documents.ledger_columns import HEADERS, key_of

DAY = date(2025, 3, 20)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-20",
        "2025.3.20",
        "2025/3/20",
        "2025年3月20日",
        "2025 年 3 月 20 日",
        "20250320",
        "２０２５．３．２０",
        "2025-03-20 09:30:00",
        DAY,
        datetime(2025, 3, 20, 9, 30),  # noqa: DTZ001 – as spreadsheets have it
        45736.0,
        45736,
    ],
)
def test_a_date_in_every_form(cell):
    assert values.parse_date(cell) == DAY


@pytest.mark.parametrize("cell", ["", " ", "—", "/", "无", "不详"])
def test_a_blank_date_is_not_known(cell):
    assert values.parse_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2025-02-30", "没有这一天"),
        ("5月11日", "没有写年份"),
        ("5.11", "没有写年份"),
        ("上周", "看不出是哪一天"),
    ],
)
def test_a_date_that_cannot_be_says_why(cell, reason):
    with pytest.raises(values.BadValue, match=reason):
        values.parse_date(cell)


@pytest.mark.parametrize("cell", ["第0001号", "1", "１", 1.0, 1, "001", "第 1 号", "1.0"])
def test_one_number_in_every_form(cell):
    assert values.parse_number(cell) == "1"


@pytest.mark.parametrize(("cell", "number"), [("128并2", "128并2"), ("第2025-A-3号", "2025-A-3"), ("", None)])
def test_other_numbers_stay_text(cell, number):
    assert values.parse_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三、李四", ("张三", "李四")),
        ("张三，李四；王五/赵六\n钱七", ("张三", "李四", "王五", "赵六", "钱七")),
        ("李　二", ("李二",)),
        ("李　二 王五五", ("李二", "王五五")),
        ("张三等5人", ("张三",)),
        ("张三 张三", ("张三",)),
        ("无", None),
    ],
)
def test_names_in_a_cell(cell, names):
    assert values.parse_names(cell) == names


def test_units_keep_their_inner_spaces():
    assert values.parse_units("市教育局；国网 某市供电公司") == ("市教育局", "国网 某市供电公司")


WORDS = [
    (values.parse_kind, "委员", "MEMBER"),
    (values.parse_kind, "委员提案", "MEMBER"),
    (values.parse_kind, "个人", "INDIVIDUAL"),
    (values.parse_kind, "联名", "JOINT"),
    (values.parse_kind, "集体", "COLLECTIVE"),
    (values.parse_kind, "集体提案", "COLLECTIVE"),
    (values.parse_kind, "党派", "PARTY"),
    (values.parse_kind, "团体", "PEOPLES_ORGANISATION"),
    (values.parse_kind, "界别", "SECTOR"),
    (values.parse_kind, "小组", "SECTOR_GROUP"),
    (values.parse_kind, "专委会", "SPECIAL_COMMITTEE"),
    (values.parse_result, "立案", "FILED"),
    (values.parse_result, "并案", "MERGED"),
    (values.parse_result, "归并", "MERGED"),
    (values.parse_result, "不予立案", "DECLINED"),
    (values.parse_result, "不立案", "DECLINED"),
    (values.parse_result, "撤案", "WITHDRAWN"),
    (values.parse_result, "退回修改", "RETURNED"),
    (values.parse_result, "待审查", "PENDING"),
    (values.parse_result, "转工作建议", "DECLINED:WORK_SUGGESTION"),
    (values.parse_result, "转社情民意", "DECLINED:PUBLIC_OPINION"),
    (values.parse_result, "转委员来信", "DECLINED:MEMBER_LETTER"),
    (values.parse_disposition, "工作建议", "WORK_SUGGESTION"),
    (values.parse_mode, "单办", "SOLE"),
    (values.parse_mode, "主办", "LEAD"),
    (values.parse_mode, "分别办理", "SEPARATE"),
    (values.parse_mode, "协办", "CO_HANDLER"),
    (values.parse_manner, "座谈会", "MEETING"),
    (values.parse_manner, "电话、走访", "MEETING"),
    (values.parse_manner, "电话", "PHONE"),
    (values.parse_manner, "委员同意免于面商", "WAIVED"),
    (values.parse_outcome, "A", "A"),
    (values.parse_outcome, "Ｂ类", "B"),
    (values.parse_outcome, "A类(已解决)", "A"),
    (values.parse_outcome, "已经解决", "A"),
    (values.parse_outcome, "列入计划", "B"),
    (values.parse_outcome, "留作参考", "C"),
    (values.parse_rating, "非常满意", "SATISFIED"),
    (values.parse_rating, "满意", "SATISFIED"),
    (values.parse_rating, "基本满意", "FAIRLY_SATISFIED"),
    (values.parse_rating, "不满意", "DISSATISFIED"),
    (values.parse_rating, "未反馈", None),
    (values.parse_disclosure, "公开", "FULL"),
    (values.parse_disclosure, "不公开", "NONE"),
    (values.parse_disclosure, "依申请公开", "ON_REQUEST"),
    (values.parse_occasion, "平时提案", "INTERSESSION"),
    (values.parse_occasion, "大会", "PLENARY"),
    (values.parse_flag, "是", True),
    (values.parse_flag, "√", True),
    (values.parse_flag, "重点提案", True),
    (values.parse_flag, "否", False),
    (values.parse_flag, "", None),
]


@pytest.mark.parametrize(("parse", "cell", "meaning"), WORDS)
def test_the_words_of_the_field(parse, cell, meaning):
    assert parse(cell) == meaning


@pytest.mark.parametrize(
    "parse",
    [values.parse_kind, values.parse_result, values.parse_outcome, values.parse_rating, values.parse_flag],
)
def test_an_unknown_word_is_a_fault_not_a_guess(parse):
    with pytest.raises(values.BadValue):
        parse("随便写的")


@pytest.mark.parametrize("text", ["=1+1", "a\x07b"])
def test_formulas_and_control_characters_are_faults(text):
    with pytest.raises(values.BadValue):
        values.parse_text(text)


def test_every_canonical_header_is_understood():
    assert {key_of(header): key for key, header in HEADERS.items()} == {key: key for key in HEADERS}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("案  由", "title"),
        ("办理结果(A/B/C)", "outcome"),
        ("提案编号：", "number"),
        ("领衔委员", "first_proposer"),
        ("附议人", "seconders"),
        ("承办单位", "lead_units"),
        ("承办部门", "lead_units"),
        ("协办单位", "co_handling_units"),
        ("协办部门", "co_handling_units"),
        ("分办单位", "separate_units"),
        ("办结时间", "concluded_on"),
        ("满意度", "result"),
        ("序号", ""),
        ("完全不相干", None),
    ],
)
def test_the_headers_of_offices(header, key):
    assert key_of(header) == key
