"""Reads the table of holidays into a calendar."""

from workflows.calendar import WorkingCalendar
from workflows.models import Holiday


def working_calendar():
    """Return the calendar of the days held in the table (one statement)."""
    rows = list(Holiday.objects.values_list("date", "kind", "name"))
    return WorkingCalendar(
        holidays={day: name for day, kind, name in rows if kind == Holiday.Kind.HOLIDAY},
        make_up_days=frozenset(day for day, kind, _name in rows if kind == Holiday.Kind.MAKE_UP_DAY),
    )
