"""Workbooks as offices expect them: A4 across, title, bordered cells, the head frozen and repeated, text as text."""

import io
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from proposals.documents.text import clean

# A text that begins with = + - @ stays text: no formula, no link is ever made of what people typed.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TITLE = {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
_LINE = {"border": 1, "text_wrap": True, "valign": "vcenter"}
_HEAD = {**_LINE, "font_name": "黑体", "font_size": 12, "align": "center"}
_MARKED = {**_HEAD, "bg_color": "#FFF2CC"}
_BODY = {**_LINE, "font_name": "仿宋_GB2312", "font_size": 11}
_WIDTH = 12
_NARROWEST, _WIDEST, _LENGTH_OF_DAY = 10, 48, 5
_FIRST_WIDTH = 30


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` may come one by one. With `chart` (column, stacked) the numbers are drawn beside it.

    The columns whose heads are `marked` are shown as to be filled in.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple
    widths: tuple[int, ...] = ()
    chart: str = ""
    line: str = ""
    frozen_columns: int = 0
    marked: tuple[str, ...] = ()


def write_workbook(sheets):
    """Return the sheets as one .xlsx, written row by row."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**OPTIONS, "constant_memory": True}) as book:
        formats = {
            name: book.add_format(look)
            for name, look in (("title", _TITLE), ("head", _HEAD), ("marked", _MARKED), ("body", _BODY))
        }
        for sheet in sheets:
            _write(book, sheet, formats)
    return out.getvalue()


def widths_for(head, rows):
    """Return the widths, in characters of Latin type, in which the longest lines of each column fit, within reason."""
    columns = zip(head, *rows, strict=True)
    return tuple(min(max(_NARROWEST, 2 * max(map(_length, cells))), _WIDEST) for cells in columns)


def _length(cell):
    """Return how many Chinese characters wide a cell is; of a list, its longest line."""
    if isinstance(cell, date):
        return _LENGTH_OF_DAY
    return max((len(str(line)) for line in cell), default=0) if isinstance(cell, list) else len(str(cell))


def _set_page(page, *, head_rows):
    """Set a sheet up for printing: A4 across, fitted to one page's width, numbered, the head on each page."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, head_rows - 1)
    page.set_footer("&C第 &P 页，共 &N 页")


def _write(book, sheet, formats):
    page = book.add_worksheet(_sheet_name(sheet.name))
    widths = sheet.widths or (_FIRST_WIDTH, *[_WIDTH] * (len(sheet.head) - 1))
    for column, size in enumerate(widths):
        page.set_column(column, column, size)
    page.set_row(0, 32)
    page.merge_range(0, 0, 0, max(len(sheet.head) - 1, 1), clean(sheet.title), formats["title"])
    start = 1
    if sheet.line:
        page.write_string(1, 0, clean(sheet.line))
        start = 2
    for column, text in enumerate(sheet.head):
        page.write_string(start, column, clean(text), formats["marked" if text in sheet.marked else "head"])
    count = 0
    for count, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells):
            _write_cell(page, start + count, column, cell, formats["body"])
    page.freeze_panes(start + 1, sheet.frozen_columns)
    _set_page(page, head_rows=start + 1)
    if sheet.chart and count:
        page.insert_chart(start, len(sheet.head) + 1, _chart(book, page, sheet, start, count))


def _write_cell(page, row, column, cell, form):
    """Write a number as a number, everything else as text that no program takes for a formula."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        page.write_number(row, column, cell, form)
    elif isinstance(cell, date):
        page.write_string(row, column, cell.isoformat(), form)
    elif isinstance(cell, list):
        page.write_string(row, column, clean("\n".join(map(str, cell))), form)
    else:
        page.write_string(row, column, clean("" if cell is None else cell)[:32767], form)


def _chart(book, page, sheet, start, count):
    kind = {"type": "column", "subtype": "stacked"} if sheet.chart == "stacked" else {"type": "column"}
    chart = book.add_chart(kind)
    for column in range(1, len(sheet.head)):
        if "%" in sheet.head[column] or sheet.head[column] in ("占比", "增减"):
            continue
        chart.add_series(
            {
                "name": [page.name, start, column],
                "categories": [page.name, start + 1, 0, start + count, 0],
                "values": [page.name, start + 1, column, start + count, column],
            }
        )
    chart.set_title({"name": sheet.title})
    return chart


def _sheet_name(name):
    return "".join("－" if letter in "[]:*?/\\'" else letter for letter in clean(name))[:31] or "表"
