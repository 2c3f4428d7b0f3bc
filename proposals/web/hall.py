"""The plenary screen: how many proposals have come in, for a whole hall to read; it refreshes itself."""

from django.shortcuts import render
from django.utils import timezone

from proposals.statistics.arrivals import DEFINITION, arrivals
from proposals.web.scopes import overseen_scope

SECONDS = 30


def hall(request, code):
    """Show the running count; the browser is told to ask again, script or none."""
    scope = overseen_scope(request, code)
    context = {
        "session": scope.plenary_session,
        "count": arrivals(scope),
        "now": timezone.localtime(),
        "definition": DEFINITION,
    }
    page = render(request, "proposals/hall/hall.html", context)
    page["Refresh"] = SECONDS
    return page
