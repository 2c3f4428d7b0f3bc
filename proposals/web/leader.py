"""The leader's one screen: the session at a glance, printed on one A4 page; every number opens its list."""

from dataclasses import replace

from django.shortcuts import render
from django.utils import timezone

from proposals.statistics import comparison, progress, units
from proposals.statistics.years import is_known_as_totals
from proposals.web.scopes import overseen_scope

MOST_UNITS = 8
POINTS = 9


def glance(request, code):
    """Show counts and rates beside last year's, the slowest units and the course by day, as of today if not asked else.

    A year of which only totals are known is shown whole.
    """
    scope = overseen_scope(request, code)
    only_totals = is_known_as_totals(scope.plenary_session)
    if scope.as_of is None and not only_totals:
        scope = replace(scope, as_of=timezone.localdate())
    columns = comparison.with_last_year(scope)
    return render(
        request,
        "proposals/leader/glance.html",
        {
            "session": scope.plenary_session,
            "scope": scope,
            "day": scope.as_of or timezone.localdate(),
            "columns": columns,
            "lines": comparison.compare(columns),
            "units": units.ranking(scope, MOST_UNITS),
            "unit_labels": units.NUMBERS.values(),
            "ranking": units.RANKING,
            "marks": progress.MARKS,
            "course": progress.course(scope, POINTS),
            "course_definition": progress.DEFINITION,
            "is_known_as_totals": only_totals,
        },
    )
