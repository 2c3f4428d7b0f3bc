"""Reads the table of holidays into a calendar, as it stands or as a new notice would make it."""

from django.db.models import Count, Max, Q

from workflows.calendar import FIRST_YEAR, WorkingCalendar
from workflows.models import Holiday


def working_calendar():
    """Return the calendar of the days held in the table (one statement)."""
    return calendar_of(Holiday.objects.values_list("date", "kind", "name"))


def working_calendar_with(days, year):
    """Return the calendar as it would be with `days` of a notice in place of what is held for `year`."""
    new = {each.date: (each.date, each.kind, each.name) for each in days}
    held = Holiday.objects.exclude(date__year=year).values_list("date", "kind", "name")
    return calendar_of([*(row for row in held if row[0] not in new), *new.values()])


def calendar_of(rows):
    """Return the calendar of (day, kind, name) rows."""
    rows = list(rows)
    return WorkingCalendar(
        holidays={day: name for day, kind, name in rows if kind == Holiday.Kind.HOLIDAY},
        make_up_days=frozenset(day for day, kind, _name in rows if kind == Holiday.Kind.MAKE_UP_DAY),
    )


def held_years():
    """Return [(year, days off, days worked in their place)] of the published notices, newest first."""
    rows = Holiday.objects.values_list("date__year").order_by("-date__year")
    off, worked = (
        Count("pk", filter=Q(kind=kind)) for kind in (Holiday.Kind.HOLIDAY, Holiday.Kind.MAKE_UP_DAY)
    )
    return list(rows.annotate(off=off, worked=worked))


def next_year_without_notice():
    """Return the first year after the last one held."""
    last = Holiday.objects.aggregate(Max("date"))["date__max"]
    return last.year + 1 if last else FIRST_YEAR
