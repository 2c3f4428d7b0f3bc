"""The list of a year's proposals and the units' summary as workbooks, in the layout offices expect."""

from proposals.documents.sheets import Sheet, write_workbook

_CASES = (
    ("提案号", 8, "number"),
    ("案由", 38, "title"),
    ("提案者", 14, "proposers"),
    ("界别", 12, "sector"),
    ("类别", 12, "category"),
    ("主办单位", 19, "lead"),
    ("会办单位", 19, "helpers"),
    ("督办领导", 12, "leader"),
    ("答复时限", 12, "due_on"),
    ("状态", 10, "progress"),
    ("备注", 24, "note"),
)


def case_sheet(lines, *, title):
    """Return a list of proposals as a workbook."""
    return write_workbook([_sheet(_CASES, lines, title)])


def unit_sheet(figures, *, title):
    """Return the units' summary (各承办单位办理情况汇总表) as a workbook, its results drawn beside it."""
    codes = figures.outcome_codes
    counts = ("主办", "会办", "签收", "面商", "答复", "按期答复", "收回反馈", "满意")
    rows = [
        (
            row.unit, row.repliers, row.co_handlings, row.accepted, row.consulted, row.replied, row.on_time,
            row.returned, row.satisfied, *row.outcomes,
        )
        for row in figures.units
    ]  # fmt: skip
    head = ("承办单位", *counts, *(f"{code}类" for code in codes))
    results = tuple((row.unit, *row.outcomes) for row in figures.units)
    total = ("合计（件次）", *(sum(column) for column in list(zip(*rows, strict=True))[1:])) if rows else ()
    line = f"截至{figures.as_of}" if figures.as_of else "按全部记录"
    return write_workbook(
        [
            Sheet("汇总表", title, head, (*rows, total) if total else (), line=f"{line}，按件次计"),
            Sheet(
                "办理结果", "各承办单位办理结果（件次）", ("承办单位", *(f"{code}类" for code in codes)), results,
                chart="stacked",
            ),
        ]
    )  # fmt: skip


def _sheet(columns, lines, title):
    return Sheet(
        title[:28],
        title,
        ("序号", *(name for name, _width, _field in columns)),
        (
            (str(n), *(getattr(line, field) for _n, _w, field in columns))
            for n, line in enumerate(lines, start=1)
        ),
        widths=(6, *(width for _name, width, _field in columns)),
    )
