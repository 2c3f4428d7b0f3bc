"""Supervision on pages: the board of key proposals, one of them in full, the log of reminders, a slip to print."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from proposals.queries.supervision import reminder_log, slips, supervision_board, supervision_in_full
from proposals.queries.visibility import visible_proposals
from proposals.web.frame import session_at
from proposals.web.steps import offered

A_PAGE = 50


def board(request, code):
    """Show every key proposal under supervision: who leads, how many tasks are done, what is late."""
    session = session_at(request, code)
    rows = supervision_board(session, visible_proposals(request.post), timezone.localdate())
    return render(request, "proposals/supervision/board.html", {"session": session, "rows": rows})


def supervision(request, pk):
    """Show one supervision: plan, breakdown (任务分解表), activities, outcome, and the steps open to the post."""
    found = get_object_or_404(supervision_in_full(visible_proposals(request.post)), pk=pk)
    for task in found.standing_tasks:
        task.supervision = found
        task.offered = offered(task, request.post)
    context = {
        "supervision": found,
        "proposal": found.proposal,
        "offered": offered(found, request.post),
    }
    return render(request, "proposals/supervision/supervision.html", context)


def reminders(request, code):
    """List the reminders of a session: slips in steps, calls, visits, letters."""
    session = session_at(request, code)
    rows = reminder_log(session, visible_proposals(request.post))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "proposals/supervision/reminders.html", {"session": session, "page": page})


def slip(request, pk):
    """Show one slip (催办单) as it is printed, with its receipt."""
    found = get_object_or_404(slips(visible_proposals(request.post)), pk=pk)
    context = {
        "slip": found,
        "task": found.assignment,
        "proposal": found.assignment.proposal,
        "offered": offered(found, request.post),
    }
    return render(request, "proposals/supervision/slip.html", context)
