"""Lays a report out as Word: title, sentences, then its tables and charts; and its annex as a workbook."""

from proposals.documents.reports.outlines import outline_of
from proposals.documents.sheets import Sheet, write_workbook
from proposals.documents.word.blocks import Column, body_text, list_table, paragraph, title_lines
from proposals.documents.word.package import Section, word_file

_ACROSS = 8845


def write_report(kind, figures):
    """Return the report of `kind` on `figures` as a .docx; the same figures give the same bytes."""
    outline = outline_of(kind, figures)
    return word_file([Section(_report(outline, figures))], title=outline.title)


def _report(outline, figures):
    yield title_lines(outline.speaker)
    yield title_lines(outline.title)
    yield paragraph(f"（{figures.as_of or '　　　　年　　月　　日'}）", "Number")
    yield paragraph("", "Flush")
    if outline.address:
        yield paragraph(f"{outline.address}：", "Flush")
    yield paragraph(outline.opening)
    for part in outline.parts:
        yield paragraph(part.heading, "Level1", properties="<w:keepNext/>")
        yield body_text(part.paragraphs)
    if outline.tables or outline.charts:
        yield paragraph("附表和附图", "Level1", properties="<w:pageBreakBefore/>")
    for number, table in enumerate(outline.tables, start=1):
        yield paragraph(f"附表{number}　{table.name}", "Caption")
        yield _table(table)
    for number, chart in enumerate(outline.charts, start=1):
        yield paragraph(f"附图{number}　{chart.title}", "Caption")
        yield chart
    yield paragraph("口径说明", "Level1", properties="<w:keepNext/>")
    yield from (paragraph(text, "FormLine") for text in figures.definitions)


def _table(table):
    first = 2600 if len(table.head) > 3 else 4400
    rest = (_ACROSS - first) // (len(table.head) - 1)
    columns = [Column(table.head[0], first), *(Column(name, rest, "center") for name in table.head[1:])]
    return list_table(columns, table.rows, lambda row: row)


def write_annex(kind, figures):
    """Return the annex (附表) as a workbook: a sheet a table, and one with every figure and its definition."""
    outline = outline_of(kind, figures)
    sheets = [
        Sheet(
            "数据和口径",
            f"{outline.title}：数据和口径",
            ("指标", "数", "分子", "分母", "口径"),
            tuple(
                (
                    each.label,
                    each.text,
                    each.part,
                    each.whole if each.whole is not None else "",
                    each.definition,
                )
                for each in figures.figures.values()
            ),
            widths=(18, 10, 8, 8, 60),
        )
    ]
    for table in outline.tables:
        chart = "column" if len(table.head) > 2 and table.name.startswith("提案分类") else ""
        rows = tuple((row[0], *(_number(text) for text in row[1:])) for row in table.rows)
        sheets.append(Sheet(table.name[:28], table.name, table.head, rows, chart=chart))
    return write_workbook(sheets)


def _number(text):
    return int(text) if text.lstrip("+-").isdigit() else text
