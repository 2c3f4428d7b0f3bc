"""Ledgers as offices make them, and files that are no ledgers."""

import io
import unicodedata
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from proposals.documents.ledger_columns import HEADERS
from proposals.documents.ledger_reading import LedgerFault, read_ledger
from proposals.documents.ledger_sheets import LARGEST_FILE, LedgerUnreadable
from proposals.documents.ledger_writing import mark_faults, write_ledger_csv, write_ledger_xlsx
from tests.ledgers import as_csv


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plain(rows):
    def fill(sheet):
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def values(ledger):
    return [row.values for row in ledger.rows]


SIMPLE = [["提案号", "案由"], ["1", "关于甲的提案"], ["2", "关于乙的提案"]]
READ = [{"number": "1", "title": "关于甲的提案"}, {"number": "2", "title": "关于乙的提案"}]


def test_a_plain_workbook():
    assert values(read_ledger(plain(SIMPLE), "a.xlsx")) == READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_usual_encoding(encoding, delimiter):
    data = "\r\n".join(delimiter.join(row) for row in SIMPLE).encode(encoding)

    assert values(read_ledger(data, "a.csv")) == READ


def test_an_old_workbook():
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write_merge(0, 0, 0, 1, "提案台账")
    for number, row in enumerate(SIMPLE, start=1):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    out = io.BytesIO()
    book.save(out)

    assert values(read_ledger(out.getvalue(), "a.xls")) == READ


def test_title_rows_and_a_two_row_header_with_merged_cells():
    def fill(sheet):
        sheet.append(["政协某市六届四次会议提案交办清单"])
        sheet.merge_cells("A1:F1")
        sheet.append(["填报单位：提案委", None, None, None, "填报时间：2025.3.1"])
        sheet.append(["序号", "提案号", "案  由", "承办单位", None, "交办日期"])
        sheet.append([None, None, None, "主办", "协办", None])
        sheet.merge_cells("D3:E3")
        for letter in "ABCF":
            sheet.merge_cells(f"{letter}3:{letter}4")
        sheet.append(["=ROW()-4", 1.0, "关于甲的提案", "市教育局", "市财政局、市水务局", "2025.3.20"])

    ledger = read_ledger(workbook(fill), "a.xlsx")

    assert ledger.header_rows == (4, 4)
    assert values(ledger) == [
        {
            "number": "1",
            "title": "关于甲的提案",
            "lead_units": ("市教育局",),
            "co_handling_units": ("市财政局", "市水务局"),
            "assigned_on": date(2025, 3, 20),
        }
    ]


def test_cells_merged_down_are_filled():
    def fill(sheet):
        sheet.append(["提案号", "案由", "承办单位"])
        sheet.append(["1", "关于甲的提案", "市教育局"])
        sheet.append([None, None, "市财政局"])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    assert [row["number"] for row in values(read_ledger(workbook(fill), "a.xlsx"))] == ["1", "1"]


def test_blank_rows_are_skipped_and_the_foot_ends_the_table():
    rows = [
        SIMPLE[0],
        SIMPLE[1],
        ["", ""],
        [" ", ""],
        SIMPLE[2],
        ["合计", "=COUNTA(B2:B5)"],
        ["填表人：某某", ""],
        ["9", "表外的话"],
    ]

    assert values(read_ledger(plain(rows), "a.xlsx")) == READ


def test_300_formatted_blank_rows_are_ordinary():
    def fill(sheet):
        for row in SIMPLE:
            sheet.append(row)
        for number in range(4, 304):
            sheet.cell(number, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")

    ledger = read_ledger(workbook(fill), "a.xlsx")

    assert (values(ledger), ledger.faults) == (READ, [])


def test_hidden_sheets_are_passed_over_and_a_sheet_may_be_named():
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["填写说明"])
    hidden = book.create_sheet("旧表")
    hidden.append(["提案号", "案由"])
    hidden.append(["7", "旧的"])
    hidden.sheet_state = "hidden"
    for name, title in (("大会", "关于甲的提案"), ("平时", "关于乙的提案")):
        sheet = book.create_sheet(name)
        sheet.append(["提案号", "案由"])
        sheet.append(["1", title])
    out = io.BytesIO()
    book.save(out)

    assert read_ledger(out.getvalue(), "a.xlsx").sheet == "大会"
    assert values(read_ledger(out.getvalue(), "a.xlsx", sheet="平时"))[0]["title"] == "关于乙的提案"
    with pytest.raises(LedgerUnreadable, match="有：说明、大会、平时"):
        read_ledger(out.getvalue(), "a.xlsx", sheet="没有")


def test_a_conclusion_is_the_reply_where_there_is_no_other_column():
    [row] = values(read_ledger(plain([["编号", "标题", "办结时间"], ["1", "甲", "2025-06-01"]]), "a.xlsx"))

    assert (row["concluded_on"], row["replied_on"]) == (date(2025, 6, 1), date(2025, 6, 1))


def test_headers_may_be_mapped_by_hand():
    data = plain([["档号", "事项"], ["1", "关于甲的提案"]])

    ledger = read_ledger(data, "a.xlsx", columns={"档号": "number", "事项": "title"})

    assert values(ledger) == [READ[0]]


def test_headers_that_are_not_understood_are_named():
    assert read_ledger(plain([["提案号", "案由", "天气"], ["1", "甲", "晴"]]), "a.xlsx").unmapped == ("天气",)


def test_each_bad_cell_is_a_fault_with_its_place():
    data = plain(
        [["提案号", "案由", "答复日期"], ["1", "甲", "2025-02-30"], ["2", "", "2025-03-01"], ["3", "=x", ""]]
    )

    faults = read_ledger(data, "a.xlsx").faults

    assert [(fault.sheet, fault.row, fault.column, fault.value) for fault in faults] == [
        ("Sheet", 2, "C", "2025-02-30"),
        ("Sheet", 3, "B", ""),
        ("Sheet", 4, "B", ""),
    ]
    assert [fault.reason[:8] for fault in faults] == ["没有这一天，请核", "案由是空的。", "公式没有计算结果"]


def test_a_title_typed_as_a_formula_in_csv_is_a_fault():
    [fault] = read_ledger("提案号,案由\n1,=cmd()\n".encode(), "a.csv").faults

    assert "以「=」开头" in fault.reason
    assert str(fault).startswith("CSV第2行B列「=cmd()」：")


def encrypted():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\x00" * 600
    )


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _chunk in range(210):
                part.write(b"0" * 2**20)
    return out.getvalue()


UNREADABLE = {
    "empty": (b"", "文件是空的"),
    "blank": (b"  \n ", "文件是空的"),
    "large": (b"x" * (LARGEST_FILE + 1), "超过20MB的上限"),
    "truncated": (plain(SIMPLE)[:1500], "不完整或已损坏"),
    "password": (encrypted(), "打开密码"),
    "bomb": (bomb(), "展开后超过"),
    "encoding": ("提案号,案由\n1,甲".encode() + b"\xff\xff\xff", "文字编码"),
    "binary": (b"a,b\x00,c", "二进制"),
    "no header": (plain([["天气", "晴"], ["1", "2"]]), "没有找到表头"),
    "title alone": (plain([["案由"], ["甲"]]), "没有找到表头"),
    "ole": (b"\xd0\xcf\x11\xe0" + b"x" * 2000, "不完整或已损坏"),
    "other zip": (b"PK\x03\x04" + b"x" * 100, "不完整或已损坏"),
    "quotes": (b'a,"b\n', "引号"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_is_no_ledger_says_so(kind):
    data, reason = UNREADABLE[kind]

    with pytest.raises(LedgerUnreadable, match=reason):
        read_ledger(data, "a.xlsx")


@pytest.mark.parametrize("name", ["a.et", "a.wps", "a.doc", "a.pdf"])
def test_formats_that_must_be_saved_anew(name):
    with pytest.raises(LedgerUnreadable, match="另存为"):
        read_ledger(b"x", name)


WORD = st.text(st.characters(codec="utf-8", categories=["Lo", "Lu", "Nd"]), min_size=1, max_size=12).map(
    lambda word: unicodedata.normalize("NFC", word)
)
DATES = st.dates(date(2000, 1, 1), date(2030, 12, 31))
ROW = st.fixed_dictionaries(
    {"number": st.integers(1, 9999).map(str), "title": WORD.map(lambda word: f"关于{word}的提案")},
    optional={
        "first_proposer": WORD.map(lambda word: (f"委员{word}",)),
        "lead_units": st.just(("市教育局",)),
        "replied_on": DATES,
        "concluded_on": DATES,
        "outcome": st.sampled_from("ABC"),
        "result": st.sampled_from(["SATISFIED", "FAIRLY_SATISFIED", "DISSATISFIED"]),
        "is_key": st.booleans(),
        "handling_mode": st.sampled_from(["SOLE", "LEAD", "SEPARATE"]),
        "disposition": st.sampled_from(["WORK_SUGGESTION", "PUBLIC_OPINION", "MEMBER_LETTER"]),
    },
)


@given(rows=st.lists(ROW, min_size=1, max_size=8))
def test_what_is_written_is_read_back(rows):
    for data in (write_ledger_csv(rows), write_ledger_xlsx(rows, title="台账")):
        ledger = read_ledger(data, "a")

        assert ledger.faults == []
        assert values(ledger) == rows


def test_a_written_workbook_shows_a_leading_equals_sign_as_text():
    data = write_ledger_xlsx([{"number": "1", "title": "=1+1"}], title="台账")

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=1+1", "s")
    assert [cell.value for cell in sheet[2]] == list(HEADERS.values())


def test_a_returned_copy_marks_the_faulty_cells():
    rows = [["提案号", "案由", "日期"], ["1", "", date(2025, 1, 2)], [2.0, True, None]]
    faults = [LedgerFault("表", 2, "B", "", "案由是空的。"), LedgerFault("表", 9, "C", "", "行外的差错。")]

    sheet = openpyxl.load_workbook(io.BytesIO(mark_faults(rows, faults, name="表"))).active

    assert sheet["B2"].comment.text == "案由是空的。"
    assert sheet["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["C9"].comment.text == "行外的差错。"
    assert sheet["A2"].fill.fill_type is None


def test_a_formula_without_a_value_is_a_fault_in_every_column_that_is_read():
    rows = [["序号", "提案号", "案由", "答复日期"], ["=ROW()-1", "=1+2", "关于甲的提案", "=TODAY()"]]

    ledger = read_ledger(plain(rows), "a.xlsx")

    assert [(fault.row, fault.column, fault.reason[:8]) for fault in ledger.faults] == [
        (2, "B", "公式没有计算结果"),
        (2, "D", "公式没有计算结果"),
    ]


def test_a_formula_that_failed_is_a_fault():
    rows = [["提案号", "案由", "主办单位"], ["1", "#REF!", "市教育局"], ["2", "关于乙的提案", "#N/A"]]

    ledger = read_ledger(plain(rows), "a.xlsx")

    assert [(fault.row, fault.column) for fault in ledger.faults] == [(2, "B"), (3, "C")]


def test_a_word_that_loses_its_shade_is_told_once_for_its_column():
    rows = [
        {"提案号": "1", "案由": "关于甲的提案", "面商方式": "当面", "对办理结果": "很满意"},
        {"提案号": "2", "案由": "关于乙的提案", "面商方式": "微信", "对办理结果": "满 意"},
        {"提案号": "3", "案由": "关于丙的提案", "面商方式": "微信", "对办理结果": "很满意"},
        {"提案号": "4", "案由": "关于丁的提案", "面商方式": "未联系", "对办理结果": "不太满意"},
        {"提案号": "5", "案由": "关于戊的提案", "面商方式": "", "对办理结果": "未反馈"},
    ]

    ledger = read_ledger(as_csv(rows), "台账.csv")

    assert [row.values.get("result") for row in ledger.rows] == [
        *["SATISFIED"] * 3,
        "DISSATISFIED",
        None,
    ]
    assert [(doubt.row, doubt.column, doubt.value, doubt.reason[:7]) for doubt in ledger.doubts] == [
        (2, "D", "很满意", "按「满意」存入"),
        (3, "C", "微信", "按「电话」存入"),
        (5, "D", "不太满意", "按「不满意」存"),
    ]


def test_what_cannot_be_seen_is_shown_in_the_fault():
    [fault] = read_ledger("提案号,案由\n1,关于\x1b甲".encode(), "a.csv").faults

    assert fault.value == "关于�甲"
