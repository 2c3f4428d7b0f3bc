"""The list behind any number of any page, by the key that stands in its address."""

from datetime import date

from proposals.models.policy import ShareBase
from proposals.statistics import lists, progress, units

_BREAKDOWNS = {
    "category": lists.in_category,
    "proposer_kind": lists.of_kind,
    "proposer_kind_detail": lists.of_exact_kind,
    "sector": lists.in_sector,
    "outcome": lists.in_outcome,
    "disposition": lists.with_disposition,
    "unit": lists.of_unit,
}
_ON_BASE = {
    f"{name}_of_{base}": (_BREAKDOWNS[name], base)
    for name in ("category", "proposer_kind")
    for base in ShareBase.values
}


def behind(scope, key, side="part"):
    """Return the proposals or tasks that a number counted, or None where there is no such number.

    `key` is a figure (of a rate: its `side`), a line of a breakdown (`category:economy`, also of a
    named base: `category_of_received:economy`), the running total of a
    mark on a day (`course:replied:2026-06-30`), or a number of one unit (`unit_tasks:overdue:12`).
    """
    table, _sign, line = key.partition(":")
    if table in _BREAKDOWNS:
        return _BREAKDOWNS[table](scope, line)
    if table in _ON_BASE:
        opener, base = _ON_BASE[table]
        return opener(scope, line, base)
    if table not in ("course", "unit_tasks"):
        return lists.counted(scope, key, side=side)
    measure, _sign, value = line.partition(":")
    try:
        if table == "course":
            return progress.reached(scope, measure, date.fromisoformat(value))
        return units.tasks_of_unit(scope, measure, int(value) if value else None)
    except (KeyError, ValueError):
        return None
