"""The thick ones: the booklet of a session (提案汇编) and the cover of a case file with its contents (卷内目录)."""

from proposals.documents.papers.lists import columns_table
from proposals.documents.word.blocks import body_text, paragraph, title_lines
from proposals.documents.word.package import Page, Section

_BREAK = "<w:pageBreakBefore/>"
_SPACE = '<w:spacing w:before="3600" w:after="0" w:line="900" w:lineRule="exact"/>'


def booklet(values):
    """Lay the booklet out: a cover, then each proposal on a new page with its reply behind it."""
    return Section(_booklet(values))


def _booklet(values):
    yield paragraph(values.title, "Title", properties=_SPACE)
    yield paragraph("", "Flush") * 10
    yield paragraph(values.issuer, "Number")
    yield paragraph(values.date, "Number")
    for entry in values.entries:
        yield paragraph(entry.heading, "Title", properties=_BREAK)
        yield paragraph(f"提案者：{entry.proposers}", "FormLine")
        yield paragraph(f"承办单位：{entry.units}", "FormLine")
        yield paragraph("", "FormLine")
        yield body_text(entry.text)
        if entry.reply:
            yield paragraph("答复", "Level1")
            yield body_text(entry.reply)


_CONTENTS = (
    ("顺序号", 640, "position", "center"),
    ("文号", 1760, "number", "left"),
    ("责任者", 1700, "author", "left"),
    ("题名", 2445, "title", "left"),
    ("日期", 1560, "date", "center"),
    ("备注", 740, "note", "left"),
)


def case_file_cover(values):
    """Lay the cover of a case file and its list of contents out."""
    return Section(_cover(values), Page(has_numbers=False))


def _cover(values):
    yield paragraph("提案办理卷宗", "Title", properties=_SPACE)
    yield paragraph(values.session, "Number")
    yield paragraph("", "Flush") * 2
    yield title_lines(values.title, style="FormTitle", longest=23)
    yield paragraph("", "Flush") * 2
    for label, text in (
        ("提案号", values.number),
        ("提案者", values.proposers),
        ("承办单位", values.units),
        ("办结日期", values.concluded_on),
        ("卷内文件", f"{len(values.papers)}件"),
    ):
        yield paragraph(f"{label}：{text}", "Body")
    yield paragraph("卷内目录", "FormTitle", properties=_BREAK)
    yield columns_table(_CONTENTS, values.papers)
    yield paragraph("", "PageNumber")
