"""The list of numbers (编号目录): sorted anew as often as wanted, until it is printed for the first time."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.numbering import numbers_are_printed, numbers_in_order, print_numbers, renumber
from proposals.queries.boards import numbered_cases, sortable_cases
from proposals.web.boards import board_session, refusals_of

ORDERS = {
    "number": (gettext_lazy("现在的提案号"), ("number_order",)),
    "received": (gettext_lazy("收到的先后"), ("submitted_on", "submitted_at")),
    "category": (gettext_lazy("类别"), ("category__position",)),
    "kind": (gettext_lazy("提案者性质"), ("kind",)),
    "title": (gettext_lazy("案由"), ("title",)),
}


def numbering(request, code):
    """Show the numbers that another order would give, and give them when asked to."""
    session = board_session(request, code, "file_proposal")
    order = request.POST.get("order") or request.GET.get("order")
    order = order if order in ORDERS else "number"
    cases = list(sortable_cases(request.post, session, *ORDERS[order][1]))
    reasons = []
    if request.method == "POST":
        reason = _("按%s重新编号") % ORDERS[order][0]
        reasons = refusals_of(lambda: renumber(cases, by=request.post, reason=reason))
        if not reasons:
            messages.success(request, _("%s，共%d件。") % (reason, len(cases)))
            return redirect("numbering", session.code)
    wanted = numbers_in_order(cases)
    context = {
        "session": session,
        "lines": [(case, wanted[case.pk][1]) for case in cases],
        "orders": [(key, label) for key, (label, _fields) in ORDERS.items()],
        "order": order,
        "order_label": ORDERS[order][0],
        "is_printed": numbers_are_printed(session),
        "reasons": reasons,
    }
    return render(request, "proposals/boards/numbering.html", context, status=409 if reasons else 200)


def numbers(request, code):
    """Show the list of numbers for printing; asking for it by the button fixes the numbers."""
    session = board_session(request, code, "file_proposal")
    if request.method == "POST":
        print_numbers(session, by=request.post)
        return redirect("numbers", session.code)
    cases = numbered_cases(request.post, session)
    context = {"session": session, "cases": cases, "is_printed": numbers_are_printed(session)}
    return render(request, "proposals/boards/numbers.html", context)
