"""The progress board (进度): units by parts by done, not done and overdue; every number opens its list."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cppcc.numbers import whole_number
from proposals.models import Docket, Part
from proposals.queries.visibility import visible_assignments
from proposals.statistics.unit_progress import (
    STANDINGS,
    progress_of_all,
    progress_of_units,
    tasks_standing,
)
from proposals.web.boards import board_session
from proposals.web.listing import Listing

_LABELS = {"done": gettext_lazy("已办"), "open": gettext_lazy("未办"), "overdue": gettext_lazy("超期")}
_PARTS = {"": gettext_lazy("合计"), **dict(Part.choices)}
_ORDERS = {
    "unit": (gettext_lazy("单位"), lambda line: ()),
    "leader": (gettext_lazy("分管领导"), lambda line: (not line.leader, line.leader)),
    "overdue": (gettext_lazy("超期件数"), lambda line: -line.parts[""]["overdue"]),
    "open": (gettext_lazy("未办件数"), lambda line: -line.parts[""]["open"]),
}


@dataclass(frozen=True)
class Cell:
    """One number of the table and the address of its list."""

    number: int
    address: str
    standing: str


@dataclass(frozen=True)
class Line:
    """One line of the table; `opens_group` where the leader changes."""

    progress: object
    cells: list[Cell]
    opens_group: bool = False


def progress(request, code):
    """Show the board in the order asked for."""
    session = board_session(request, code, "oversee_plenarysession")
    order = request.GET.get("order")
    order = order if order in _ORDERS else "unit"
    found = progress_of_units(_tasks(request, session), timezone.localdate())
    found.sort(key=_ORDERS[order][1])
    lines, leader = [], None
    for each in found:
        opens = order == "leader" and each.leader != leader
        lines.append(Line(each, _cells(session, each, each.unit_id or 0), opens))
        leader = each.leader
    everything = progress_of_all(found)
    context = {
        "session": session,
        "lines": lines,
        "total": Line(everything, _cells(session, everything, None)),
        "parts": list(_PARTS.values()),
        "standings": [_LABELS[standing] for standing in STANDINGS],
        "orders": [(key, label) for key, (label, _key) in _ORDERS.items()],
        "order": order,
        "today": timezone.localdate(),
    }
    return render(request, "proposals/boards/progress.html", context)


def progress_tasks(request, code):
    """List the tasks behind one number of the board."""
    session = board_session(request, code, "oversee_plenarysession")
    unit, part, standing = (request.GET.get(name, "") for name in ("unit", "part", "standing"))
    of_unit = whole_number(unit)
    if part not in _PARTS or (standing and standing not in STANDINGS) or (unit and of_unit is None):
        raise Http404
    tasks = tasks_standing(
        _tasks(request, session),
        timezone.localdate(),
        unit=of_unit,
        part=part,
        standing=standing,
    )
    title = f"{_PARTS[part] if part else _('承办件')} {_LABELS.get(standing, '')}".strip()
    return Listing(title, tasks, session=session).answer(request)


def _tasks(request, session):
    tasks = visible_assignments(request.post).in_charge()
    return tasks.filter(proposal__plenary_session=session, proposal__docket=Docket.PROPOSAL)


def _cells(session, progress_of_one, unit):
    address = reverse("progress_tasks", args=[session.code])
    of_unit = "" if unit is None else unit
    return [
        Cell(
            progress_of_one.parts[part][standing],
            f"{address}?unit={of_unit}&part={part}&standing={standing}",
            standing,
        )
        for part in _PARTS
        for standing in STANDINGS
    ]
