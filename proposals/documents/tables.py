"""Reads a table of units or people – CSV, xlsx, xls or pasted – by the words offices use; a title may stand above."""

import csv
import io

from proposals.documents.ledger_columns import DEEPEST_HEADER_ROW, normalise
from proposals.documents.ledger_reading import END_OF_TABLE
from proposals.documents.ledger_sheets import LedgerUnreadable, Sheet, open_sheets
from proposals.documents.ledger_values import BadValue, text_of

# The first column of each is the one that every row must have.
UNITS = {
    "名称": "单位名称 单位 机构名称 承办单位 部门名称",
    "种类": "类型 单位类型 机构类型",
    "别名": "简称 曾用名",
    "上级": "上级单位 主管部门 主管单位",
    "分管领导": "分管领导姓名",
    "联系人": "联络员 经办人",
    "联系电话": "电话 手机 手机号 联系方式",
}
MEMBERS = {
    "姓名": "委员姓名 委员 名字",
    "界别": "所属界别 界别组",
    "党派": "政治面貌",
    "工作单位及职务": "工作单位 单位及职务 单位职务 单位 职务",
    "联系电话": "电话 手机 手机号 联系方式",
    "履职状态": "状态 委员状态",
}
OFFICERS = {
    "姓名": "经办人 联系人 联络员 名字",
    "机构": "所在机构 单位 单位名称 承办单位 部门名称",
    "联系电话": "电话 手机 手机号 联系方式",
}
ROW_NUMBER = "行号"


def read_table(data: bytes, filename: str, columns):
    """Return the rows as {canonical header: text}, each with its number in the sheet under ROW_NUMBER.

    `columns` is UNITS, MEMBERS or OFFICERS. Blank rows are left out; a row of totals or signatures ends the table.

    Raises:
        LedgerUnreadable: the file cannot be read, has no header, or a cell cannot be right.
    """
    return _read(open_sheets(data, filename), columns)


def read_block(text, columns):
    """Return the rows of a block pasted from Excel (columns parted by tabs), as `read_table` does of a file.

    Raises:
        LedgerUnreadable: as `read_table`; a quotation mark is opened and never closed.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.strip("\r\n")), dialect=csv.excel_tab))
    except csv.Error:
        raise LedgerUnreadable("读不出表格；请检查有没有多余的引号。") from None
    return _read([Sheet("粘贴的内容", rows)], columns)


def _read(sheets, columns):
    key = next(iter(columns))
    for sheet in sheets:
        for index, cells in enumerate(sheet.rows[:DEEPEST_HEADER_ROW]):
            places = _places(cells, columns)
            if key in places:
                return list(_rows(sheet, index + 1, places))
    raise LedgerUnreadable(f"没有找到表头：表头里要有「{key}」。")


def _places(cells, columns):
    """Return {canonical header: column}; a header written in full goes before its synonyms."""
    found = {}
    for header, synonyms in columns.items():
        for word in (header, *synonyms.split()):
            place = next((i for i, cell in enumerate(cells) if normalise(cell) == normalise(word)), None)
            if place is not None and place not in found.values():
                found[header] = place
                break
    return found


def _rows(sheet, start, places):
    for number, cells in enumerate(sheet.rows[start:], start=start + 1):
        first = next((str(cell).strip() for cell in cells if str(cell or "").strip()), "")
        if "".join(first.split()).startswith(END_OF_TABLE):
            return
        try:
            row = {
                header: text_of(cells[place] or "") for header, place in places.items() if place < len(cells)
            }
        except BadValue as bad:
            raise LedgerUnreadable(f"{sheet.name}第{number}行：{bad}") from None
        if any(row.values()):
            yield row | {ROW_NUMBER: number}
