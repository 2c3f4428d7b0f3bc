"""The completion notice (办结情况通报) as a workbook, and as plain words for a chat group; values in, bytes or text out."""

import io

import xlsxwriter
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

_UNITS = (
    ("rank", "名次"),
    ("unit", "承办单位"),
    ("assignments", "承办件次"),
    ("repliers", "应答复"),
    ("consulted", "已面商"),
    ("replied", "已答复"),
    ("on_time", "按期答复"),
    ("concluded", "已办结"),
    ("reply_rate", "办复率"),
)
_TASKS = (("number", "提案号"), ("title", "案由"), ("unit", "承办单位"), ("limit", "期限"), ("days", "天数"))
_WIDTHS = {"unit": 22, "title": 48, "limit": 12}
MOST_IN_CHAT = 10


def write_bulletin_xlsx(content):
    """Return the notice as a workbook: figures, ranking, overdue and due-soon lists, each on its sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("情况")
        sheet.set_column(0, 1, 24)
        sheet.set_column(2, 2, 80)
        sheet.write_row(0, 0, [content["title"]], bold)
        sheet.write_row(1, 0, [f"截至{_day(content['day'])}"])
        for row, figure in enumerate(content["figures"], start=3):
            sheet.write_row(row, 0, [figure["label"], figure["text"], figure["definition"]])
        for name, columns, rows in (
            ("单位排名", _UNITS, content["units"]),
            ("超期", _TASKS, content["overdue"]),
            ("将到期", _TASKS, content["due_soon"]),
        ):
            _table(book.add_worksheet(name), columns, rows, bold)
    return out.getvalue()


def write_bulletin_text(content):
    """Return the notice as plain words for a chat group; long lists are cut and say so."""
    lines = [content["title"], f"（截至{_day(content['day'])}）"]
    lines += [f"{figure['label']}：{figure['text']}" for figure in content["figures"]]
    lines.append("办复率排名：")
    lines += [
        f"{row['rank']}. {row['unit']} {row['reply_rate']}（{row['replied']}/{row['repliers']}）"
        for row in content["units"][:MOST_IN_CHAT]
    ]
    for key, label, verb in (("overdue", "超期", "超"), ("due_soon", "将到期", "还有")):
        rows = content[key]
        lines.append(f"{label}{len(rows)}件次{'：' if rows else '。'}")
        lines += [
            f"· 第{row['number']}号 {row['unit']} 期限{_day(row['limit'])}（{verb}{row['days']}天）"
            for row in rows[:MOST_IN_CHAT]
        ]
        if len(rows) > MOST_IN_CHAT:
            lines.append(f"……另有{len(rows) - MOST_IN_CHAT}件次")
    lines += [f"※ {warning}" for warning in content["warnings"]]
    return "\n".join(lines) + "\n"


def _table(sheet, columns, rows, bold):
    for column, (key, label) in enumerate(columns):
        sheet.set_column(column, column, _WIDTHS.get(key, 10))
        sheet.write(0, column, label, bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, [row[key] for key, _label in columns])
    sheet.freeze_panes(1, 0)


def _day(text):
    return date_format(parse_date(text))
