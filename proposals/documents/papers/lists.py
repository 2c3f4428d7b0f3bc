"""Lists of cases and of units, each a table of columns."""

from proposals.documents.word.blocks import Column, list_table, paragraph, title_lines, when
from proposals.documents.word.package import Page, Section

NUMBER = (("序号", 560, "position", "center"), ("提案号", 900, "number", "center"))
ASSIGNMENT_COLUMNS = (
    *NUMBER,
    ("案由", 1885, "title", "left"),
    ("提案者", 1100, "proposers", "left"),
    ("主办单位", 1100, "lead", "left"),
    ("会办单位", 1100, "helpers", "left"),
    ("办理方式", 700, "part", "center"),
    ("办理期限", 1500, "due_on", "center"),
)
_LIST_COLUMNS = (
    *NUMBER,
    ("案由", 3440, "title", "left"),
    ("提案者", 1500, "proposers", "left"),
    ("界别", 900, "sector", "left"),
    ("主办单位", 1700, "lead", "left"),
    ("会办单位", 1700, "helpers", "left"),
    ("督办领导", 900, "leader", "center"),
    ("答复时限", 1500, "due_on", "center"),
    ("备注", 676, "note", "left"),
)
_SUMMARY_COLUMNS = (
    ("序号", 460, "position", "center"),
    ("提案号", 640, "number", "center"),
    ("案由", 1480, "title", "left"),
    ("提案者", 900, "proposers", "left"),
    ("承办单位", 1060, "unit", "left"),
    ("承办方式", 600, "part", "center"),
    ("会办单位", 960, "helpers", "left"),
    ("答复文号", 1500, "document_number", "left"),
    ("答复日期", 1260, "replied_on", "center"),
    ("面商时间", 1260, "consulted_on", "center"),
    ("结果", 440, "outcome", "center"),
    ("对办理态度", 600, "attitude", "center"),
    ("对办理结果", 600, "result", "center"),
    ("公开", 600, "disclosure", "center"),
    ("承办人及电话", 1416, "officer", "left"),
)
_OWN_SUMMARY_COLUMNS = tuple(
    (head, width + 1060 if field == "title" else width, field, align)
    for head, width, field, align in _SUMMARY_COLUMNS
    if field != "unit"
)
_KEY_COLUMNS = (
    *NUMBER,
    ("案由", 3116, "title", "left"),
    ("提案者", 1500, "proposers", "left"),
    ("督办领导", 1100, "leader", "center"),
    ("主办单位", 1800, "lead", "left"),
    ("会办单位", 1800, "helpers", "left"),
    ("办结时限", 1500, "due_on", "center"),
    ("进展", 700, "progress", "center"),
    ("备注", 800, "note", "left"),
)
_UNIT_COLUMNS = (
    ("序号", 560, "position", "center"),
    ("承办单位", 1645, "unit", "left"),
    ("主办", 480, "repliers", "right"),
    ("会办", 480, "co_handlings", "right"),
    ("签收", 480, "accepted", "right"),
    ("面商", 480, "consulted", "right"),
    ("面商率", 920, "consultation_rate", "right"),
    ("答复", 480, "replied", "right"),
    ("办复率", 920, "reply_rate", "right"),
    ("办理结果", 1000, "outcomes", "center"),
    ("满意率", 920, "satisfaction_rate", "right"),
    ("超期", 480, "overdue", "right"),
)


def columns_table(columns, rows, *, size="Small", foot=None):
    """Return the table of `rows` by (head, width, field, alignment)."""
    return list_table(
        [Column(head, width, align) for head, width, _field, align in columns],
        rows,
        lambda record: [getattr(record, field) for _head, _width, field, _align in columns],
        size=size,
        foot=foot,
    )


def _listed(values, columns, size="Small"):
    yield from (title_lines(values.title, style="FormTitle", longest=36), paragraph(values.line, "FormLine"))
    yield columns_table(columns, values.rows, size=size)
    yield when(values.foot, paragraph(values.foot, "FormLine"))


def assignment_list(values):
    """Lay 交办清单 out, across."""
    return Section(_listed(values, _LIST_COLUMNS), Page(is_landscape=True))


def summary(values):
    """Lay 办理情况汇总表 out, across; one unit's own has no column of units."""
    columns = _SUMMARY_COLUMNS if any(row.unit for row in values.rows) else _OWN_SUMMARY_COLUMNS
    return Section(_listed(values, columns, "Tiny"), Page(is_landscape=True))


def key_proposals(values):
    """Lay 重点提案督办任务分解表 out, across."""
    return Section(_listed(values, _KEY_COLUMNS), Page(is_landscape=True))


def handover(values):
    """Lay 交接书 out: the sentence, the list, and the places to sign."""
    return Section(_handover(values))


def _handover(values):
    yield title_lines(values.title, style="FormTitle", longest=23)
    yield paragraph("", "FormLine")
    yield paragraph(values.sentence)
    yield columns_table(ASSIGNMENT_COLUMNS, values.rows)
    yield paragraph("", "FormLine")
    for label, name in (("移交单位", values.giver), ("接收单位", values.taker)):
        yield paragraph(f"{label}（盖章）：{name}", "Flush")
        yield paragraph("经手人：　　　　　　　　日期：　　　　年　　月　　日", "Flush")


def circular(values):
    """Lay 办结情况通报 out: the sentence, the table of units, what is overdue and what is due soon."""
    return Section(_circular(values))


def _circular(values):
    yield title_lines(values.title, style="FormTitle", longest=23)
    yield paragraph(f"{values.issuer}　{values.date}", "FormLine", properties='<w:jc w:val="center"/>')
    yield from (paragraph(each) for each in values.body)
    yield columns_table(_UNIT_COLUMNS, values.rows)
    for label, rows in (("超期提案", values.overdue), ("临期提案", values.due_soon)):
        yield when(rows, paragraph(label, "Caption") + columns_table(_DUE_COLUMNS, rows))
    yield paragraph("", "PageNumber")


_DUE_COLUMNS = (
    *NUMBER,
    ("案由", 3785, "title", "left"),
    ("承办单位", 2000, "lead", "left"),
    ("答复时限", 1600, "due_on", "center"),
)
