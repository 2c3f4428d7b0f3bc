"""Writes any list as a workbook: a title, labels and rows in, bytes out; every cell is text or a day."""

import io
from datetime import date

import xlsxwriter

from proposals.documents.sheets import OPTIONS
from proposals.documents.text import clean

WIDTHS = (10, 48)


def write_table(title, labels, rows):
    """Return the workbook, A4 across with the head repeated; text that begins with = stays text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**OPTIONS, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        line = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        body = book.add_format(line)
        day = book.add_format({**line, "num_format": "yyyy-mm-dd", "align": "center"})
        head = book.add_format({**line, "bold": True, "align": "center"})
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
        for column, label in enumerate(labels):
            sheet.write_string(1, column, label, head)
        longest = [len(label) for label in labels]
        for number, cells in enumerate(rows, start=2):
            for column, cell in enumerate(cells):
                longest[column] = max(longest[column], _write(sheet, number, column, cell, body, day))
        for column, length in enumerate(longest):
            sheet.set_column(column, column, min(max(WIDTHS[0], 2 * length), WIDTHS[1]))
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页，共 &N 页")
    return out.getvalue()


def _write(sheet, row, column, cell, body, day):
    """Write one cell and return how many characters its longest line has."""
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
        return 5
    text = "\n".join(map(str, cell)) if isinstance(cell, list) else str(cell)
    sheet.write_string(row, column, clean(text), body)
    return max(map(len, text.split("\n")))
