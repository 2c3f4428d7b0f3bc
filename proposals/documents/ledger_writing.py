"""Writes a ledger (台账) with the canonical headers: rows in, CSV or xlsx out; and a returned copy with its faults."""

import csv
import io
from datetime import date

import xlsxwriter

from proposals.documents.ledger_columns import HEADERS
from proposals.documents.sheets import OPTIONS, Sheet, write_workbook
from proposals.documents.text import clean

_WIDTHS = {
    "title": 38,
    "first_proposer": 14,
    "cosigners": 14,
    "lead_units": 19,
    "co_handling_units": 19,
    "note": 24,
}
_DEFAULT_WIDTH = 11
WORDS = {
    "proposer_kind": {
        "INDIVIDUAL": "个人",
        "JOINT": "联名",
        "MEMBER": "委员",
        "PARTY": "党派",
        "PEOPLES_ORGANISATION": "团体",
        "SECTOR": "界别",
        "SECTOR_GROUP": "小组",
        "SPECIAL_COMMITTEE": "专委会",
        "COLLECTIVE": "集体",
    },
    "occasion": {"PLENARY": "大会", "INTERSESSION": "平时"},
    "examination": {
        "FILED": "立案",
        "MERGED": "并案",
        "DECLINED": "不予立案",
        "WITHDRAWN": "撤案",
        "RETURNED": "退回修改",
        "PENDING": "待审查",
    },
    "disposition": {
        "WORK_SUGGESTION": "转工作建议",
        "PUBLIC_OPINION": "转社情民意",
        "MEMBER_LETTER": "转委员来信",
        "PETITION": "转信访",
        "OTHER": "其他",
    },
    "handling_mode": {"SOLE": "独办", "LEAD": "主办", "CO_HANDLER": "会办", "SEPARATE": "分办"},
    "consultation_manner": {
        "MEETING": "当面",
        "ON_SITE": "现场",
        "PHONE": "电话",
        "WRITTEN": "书面",
        "ONLINE": "视频",
        "WAIVED": "免于面商",
        "NONE": "未联系",
    },
    "disclosure": {"FULL": "全文公开", "SUMMARY": "摘要公开", "ON_REQUEST": "依申请公开", "NONE": "不予公开"},
    "attitude": {"SATISFIED": "满意", "FAIRLY_SATISFIED": "基本满意", "DISSATISFIED": "不满意"},
}
WORDS["result"] = WORDS["attitude"]


def words_of(key, value):
    """Return a value as a ledger writes it; nothing for None."""
    if value in (None, "", ()):
        return ""
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "、".join(value)
    return WORDS.get(key, {}).get(value, str(value))


def write_ledger_csv(rows):
    """Return the rows (mappings by canonical key) as CSV in UTF-8 with a mark, as Excel and WPS open it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADERS.values())
    writer.writerows([words_of(key, row.get(key)) for key in HEADERS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_ledger_xlsx(rows, *, title, headers=HEADERS, filled=()):
    """Return the rows as a workbook, A4 across, header frozen and repeated; every cell is text.

    `headers` {key: header} says which columns in which order; those of `filled` are marked as to be filled in.
    """
    cells = (tuple(words_of(key, row.get(key)) for key in headers) for row in rows)
    return write_workbook(
        [
            Sheet(
                "台账",
                title,
                tuple(headers.values()),
                cells,
                widths=tuple(_WIDTHS.get(key, _DEFAULT_WIDTH) for key in headers),
                marked=tuple(headers[key] for key in filled),
                frozen_columns=3,
            )
        ]
    )


def mark_faults(rows, faults, *, name):
    """Return a copy of a sheet (`rows` of cells) with each faulty cell filled and its reason in a comment."""
    out = io.BytesIO()
    places = {}
    for fault in faults:
        places.setdefault((fault.row - 1, _index(fault.column)), []).append(fault.reason)
    with xlsxwriter.Workbook(out, {**OPTIONS, "in_memory": True}) as book:
        sheet = book.add_worksheet(name[:31])
        marked = book.add_format({"bg_color": "#FFC7CE", "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write(sheet, number, column, cell, marked if (number, column) in places else None, day)
        for (number, column), reasons in places.items():
            if number >= 0:
                cell = rows[number][column] if number < len(rows) and column < len(rows[number]) else ""
                _write(sheet, number, column, cell, marked, day)
                sheet.write_comment(number, column, "\n".join(reasons), {"x_scale": 2})
    return out.getvalue()


def _write(sheet, row, column, cell, form, day):
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, form)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, form or day)
    else:
        sheet.write_string(row, column, clean(cell), form)


def _index(letters):
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return max(index - 1, 0)
