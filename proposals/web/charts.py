"""The session in charts: each is drawn from the table beside it, so that the table is the data."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from proposals.statistics import comparison, progress, units
from proposals.statistics.definitions import breakdown_definitions
from proposals.statistics.figures import figures_without_remarks
from proposals.statistics.years import is_known_as_totals
from proposals.web.scopes import overseen_scope

MOST_UNITS = 15
_BREAKDOWNS = (
    ("category", _("类别"), "bars"),
    ("proposer_kind", _("提案者性质"), "pie"),
    ("outcome", _("办理结果"), "pie"),
)


def charts(request, code):
    """Show the breakdowns, the course by day, the units, and five sessions side by side."""
    scope = overseen_scope(request, code)
    figures = figures_without_remarks(scope)
    definitions = breakdown_definitions(scope.policy)
    columns = comparison.side_by_side(scope)
    context = {
        "session": scope.plenary_session,
        "scope": scope,
        "breakdowns": [
            (name, title, shape, definitions[name], _printed(figures, name))
            for name, title, shape in _BREAKDOWNS
        ],
        "marks": progress.MARKS,
        "course": progress.course(scope),
        "course_definition": progress.DEFINITION,
        "is_known_as_totals": is_known_as_totals(scope.plenary_session),
        "unit_labels": units.NUMBERS.values(),
        "units": units.ranking(scope, MOST_UNITS),
        "ranking": units.RANKING,
        "columns": columns,
        "lines": comparison.compare(columns),
        "drawn": ("received", "filed", "replied"),
    }
    return render(request, "proposals/charts/charts.html", context)


def _printed(figures, name):
    policy = figures.scope.policy
    return [(line, line.percent(policy)) for line in figures.breakdowns[name]]
