"""The four outlines: which sentences, tables and charts stand under which heading; empty ones fall away."""

from dataclasses import dataclass

from proposals.documents.reports import sentences as say
from proposals.documents.word.chart import Chart


@dataclass(frozen=True)
class Part:
    """One heading with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with its number and name; the first column is the widest."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Outline:
    """A report ready to be laid out."""

    title: str
    speaker: str
    address: str
    opening: str
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]


def outline_of(kind, figures):
    """Return the outline of a report of `kind` on `figures`; headings with nothing under them are left out."""
    made = _OUTLINES[kind](figures)
    parts = []
    for heading, paragraphs in made.pop("parts"):
        said = tuple(text for text in paragraphs if text)
        if said:
            parts.append(Part(heading, said))
    numbered = tuple(
        Part(f"{number}、{part.heading}", part.paragraphs)
        for number, part in zip("一二三四五六七八九", parts, strict=False)
    )
    return Outline(parts=numbered, **made)


def _committee(figures):
    body = figures.session.removeprefix("政协").rpartition("第")[0]
    name = f"中国人民政治协商会议{body}常务委员会" if figures.place else "政协常务委员会"
    return {
        "title": f"关于{figures.session}以来提案工作情况的报告",
        "speaker": name,
        "address": "各位委员、同志们",
        "opening": (
            f"受常务委员会的委托，现将{figures.short}以来的提案工作情况报告如下，请予审议，并请列席会议的同志"
            "提出意见。"
        ),
        "parts": (
            ("提案的基本情况", _basics(figures)),
            ("提案办理情况和主要成效", (*_handling(figures), *_examples(figures))),
            ("主要做法", (say.key_proposals(figures), say.supervision(figures))),
            ("存在的问题", _problems(figures)),
            ("下一步工作打算", _plans(figures)),
        ),
        "tables": _tables(figures),
        "charts": _charts(figures),
    }


def _examination(figures):
    return {
        "title": f"关于{figures.session}提案审查情况的报告",
        "speaker": "提案审查委员会",
        "address": "各位委员",
        "opening": f"受提案审查委员会的委托，现将{figures.short}的提案审查情况报告如下。",
        "parts": (
            ("提案的收到情况", (say.received(figures), say.participation(figures))),
            ("提案的审查情况", (say.filed(figures), say.categories(figures))),
            ("交办的准备", (say.assigned(figures), say.key_proposals(figures))),
        ),
        "tables": _tables(figures)[:2],
        "charts": _charts(figures)[:2],
    }


def _government(figures):
    return {
        "title": f"关于办理{figures.session}提案情况的报告",
        "speaker": f"{figures.place}人民政府" if figures.place else "交办机关",
        "address": "主席、各位常委",
        "opening": f"现将{figures.short}提案的办理情况报告如下。",
        "parts": (
            ("基本情况", _handling(figures)),
            ("主要做法", (say.supervision(figures), say.key_proposals(figures))),
            ("办理成效", _examples(figures)),
            ("存在的问题", _problems(figures)),
            ("下一步打算", _plans(figures)),
        ),
        "tables": _tables(figures)[2:],
        "charts": _charts(figures)[2:],
    }


def _unit(figures):
    return {
        "title": f"{figures.unit}办理{figures.session}提案情况的报告",
        "speaker": figures.unit,
        "address": "",
        "opening": f"现将我单位办理{figures.short}提案的情况报告如下。",
        "parts": (
            ("基本情况", (say.unit_handled(figures), say.outcomes(figures))),
            ("主要做法和成效", (say.supervision(figures), *_examples(figures))),
            ("存在的不足", _problems(figures)),
            ("下一步打算", _plans(figures)),
        ),
        "tables": _tables(figures)[2:],
        "charts": (),
    }


_OUTLINES = {
    "committee": _committee,
    "examination": _examination,
    "government": _government,
    "unit": _unit,
}


def _basics(figures):
    return (say.received(figures), say.filed(figures), say.categories(figures), say.participation(figures))


def _handling(figures):
    return (
        say.assigned(figures),
        say.handled(figures),
        say.outcomes(figures),
        say.satisfaction(figures),
        say.adoption(figures),
    )


def _examples(figures):
    return [
        f"（{number}）{category}。{text}"
        for number, (category, text) in zip("一二三四五六七八九", say.examples(figures).items(), strict=False)
    ]


_NUMBERS = "一二三四五六七八九"


def _problems(figures):
    found = say.problems(figures)
    return (
        ("从记录看，" + "；".join(f"{n}是{text}" for n, text in zip(_NUMBERS, found, strict=False)) + "。",)
        if found
        else ()
    )


_PLAN = {
    "overdue": "对超期的承办件逐件催办，限期答复",
    "dissatisfied": "对提案者不满意的逐件重办，或作出专项说明",
    "hand_backs": "交办前与承办单位充分协商，减少退办",
}


def _plans(figures):
    said = [text for key, text in _PLAN.items() if figures.count(key)]
    planned = next((line.part for line in figures.breakdowns["outcome"] if line.key == "B"), 0)
    if planned:
        said.append(f"对列入计划的{planned}件跟踪续办，开展“回头看”")
    said.append("进一步提高提案质量、办理质量和服务质量")
    return ("；".join(f"{n}是{text}" for n, text in zip(_NUMBERS, said, strict=False)) + "。",)


def _share_rows(lines, *, with_before):
    for line in lines:
        cells = [line.label, str(line.part), line.text]
        if with_before:
            change = "" if line.before is None else f"{line.part - line.before:+d}"
            cells += ["" if line.before is None else str(line.before), change]
        yield tuple(cells)


def _tables(figures):
    head = ("类别", "件数", "占比")
    with_before = any(line.before is not None for line in figures.breakdowns["category"])
    compared = (*head, "上年", "增减") if with_before else head
    tables = [
        Table(
            "提案分类统计表",
            compared,
            tuple(_share_rows(figures.breakdowns["category"], with_before=with_before)),
        ),
        Table(
            "提案者构成表",
            head,
            tuple(_share_rows(figures.breakdowns["proposer_kind_detail"], with_before=False)),
        ),
        Table("办理结果统计表", head, tuple(_share_rows(figures.breakdowns["outcome"], with_before=False))),
        _unit_table(figures),
        _year_table(figures),
    ]
    return tuple(table for table in tables if table.rows)


def _unit_table(figures):
    """Return the table of the units; what is recorded of none of them has no column."""
    heads = ("主办", "会办", "面商", "答复", *figures.outcome_codes)
    numbers = [
        (row.repliers, row.co_handlings, row.consulted, row.replied, *row.outcomes) for row in figures.units
    ]
    kept = [place for place in range(len(heads)) if any(row[place] for row in numbers)]
    rows = tuple(
        (unit.unit, *(str(row[place]) for place in kept))
        for unit, row in zip(figures.units, numbers, strict=True)
    )
    return Table("承办单位办理情况表（件次）", ("承办单位", *(heads[place] for place in kept)), rows)


def _year_table(figures):
    rows = tuple(
        (
            f"{row.label}{'（公布数）' if row.is_total else ''}",
            "—" if row.received is None else str(row.received),
            "—" if row.filed is None else str(row.filed),
        )
        for row in figures.years
    )
    return Table("历年提案情况表", ("届次", "收到", "立案"), rows if len(rows) > 1 else ())


_MOST_UNITS = 15


def _charts(figures):
    charts = []
    category = [line for line in figures.breakdowns["category"] if line.key]
    if category:
        series = [(figures.short, tuple(line.part for line in category))]
        if any(line.before is not None for line in category):
            series.insert(0, (figures.before_label, tuple(line.before or 0 for line in category)))
        charts.append(Chart("提案分类", "column", tuple(line.label for line in category), tuple(series)))
    kinds = [line for line in figures.breakdowns["proposer_kind_detail"] if line.part]
    if kinds:
        charts.append(_pie("提案者构成", kinds))
    results = [line for line in figures.breakdowns["outcome"] if line.part]
    if results:
        charts.append(_pie("办理结果", results, by_key=True))
    units = figures.units[:_MOST_UNITS]
    if any(sum(unit.outcomes) for unit in units):
        series = tuple(
            (f"{code}类", tuple(unit.outcomes[index] for unit in units))
            for index, code in enumerate(figures.outcome_codes)
        )
        charts.append(
            Chart("承办单位办理结果（件次）", "stacked", tuple(unit.unit for unit in units), series)
        )
    years = [row for row in figures.years if row.received is not None and row.filed is not None]
    if len(years) > 1:
        series = (("收到", tuple(row.received for row in years)), ("立案", tuple(row.filed for row in years)))
        charts.append(Chart("历年收到和立案", "line", tuple(row.label for row in years), series))
    return tuple(charts)


def _pie(title, lines, *, by_key=False):
    labels = tuple(f"{line.key}类" if by_key else line.label for line in lines)
    return Chart(title, "pie", labels, (("件数", tuple(line.part for line in lines)),))
