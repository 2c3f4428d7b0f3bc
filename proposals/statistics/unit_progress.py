"""How far each unit is with each part (独办、主办、会办、分办): done, not done, and of these overdue.

Each measure is one condition, used for the number and for the list behind it.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from proposals.models import Part
from proposals.models.assignment import OPEN
from workflows.machines.assignment import State

DONE = Q(state__in=(State.OPINION_GIVEN, State.REPLIED, State.CONCLUDED))
STANDINGS = ("done", "open", "overdue")


@dataclass(frozen=True)
class Progress:
    """One unit (id None: not known; "" for all together): {part: {standing: tasks}}, "" standing for every part."""

    unit_id: int | None
    unit: str
    leader: str
    parts: dict

    @property
    def done(self):
        """How many tasks are done."""
        return self.parts[""]["done"]

    @property
    def whole(self):
        """How many tasks there are."""
        return self.done + self.parts[""]["open"]


def conditions(today):
    """Return {standing: condition} over tasks with their `limit`; what is overdue is also not done."""
    return {
        "done": DONE,
        "open": ~DONE,
        "overdue": Q(state__in=OPEN, limit__lt=today),
    }


def progress_of_units(tasks, today):
    """Return the Progress of each unit in `tasks` (a queryset of tasks in charge), by name, in one statement."""
    measures = {
        f"{part}_{standing}": Count("pk", filter=condition & Q(part=part))
        for part in Part.values
        for standing, condition in conditions(today).items()
    }
    rows = with_limit(tasks).order_by("unit__name").values("unit", "unit__name", "unit__leader_in_charge")
    return [
        Progress(
            row["unit"], row["unit__name"] or "", row["unit__leader_in_charge"] or "", _with_all(_parts(row))
        )
        for row in rows.annotate(**measures)
    ]


def progress_of_all(lines):
    """Return the sum of the lines."""
    parts = {
        part: {standing: sum(line.parts[part][standing] for line in lines) for standing in STANDINGS}
        for part in Part.values
    }
    return Progress(None, "", "", _with_all(parts))


def tasks_standing(tasks, today, *, unit=None, part="", standing=""):
    """Return the tasks behind one number; `unit` None keeps every unit, 0 those of an unknown one."""
    tasks = with_limit(tasks)
    if unit is not None:
        tasks = tasks.filter(unit=unit or None)
    if part:
        tasks = tasks.filter(part=part)
    return tasks.filter(conditions(today)[standing]) if standing else tasks


def with_limit(tasks):
    """Return the tasks with the `limit` of their present round."""
    return tasks.annotate(limit=Coalesce("round_due_on", "due_on"))


def _parts(row):
    return {part: {standing: row[f"{part}_{standing}"] for standing in STANDINGS} for part in Part.values}


def _with_all(parts):
    together = {standing: sum(each[standing] for each in parts.values()) for standing in STANDINGS}
    return {**parts, "": together}
