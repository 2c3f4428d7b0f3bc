"""The plenary screen: how many proposals have come in, for a whole hall to read; it refreshes itself."""

from django.shortcuts import render
from django.utils import timezone

from proposals.statistics.arrivals import DEFINITION, arrivals
from proposals.web.scopes import overseen_scope


def hall(request, code):
    """Show the running count; asked for by htmx, only the part that changes."""
    scope = overseen_scope(request, code)
    context = {
        "session": scope.plenary_session,
        "count": arrivals(scope),
        "now": timezone.localtime(),
        "definition": DEFINITION,
    }
    return render(request, f"proposals/hall/{'count' if request.htmx else 'hall'}.html", context)
