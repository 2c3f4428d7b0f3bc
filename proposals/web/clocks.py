"""Clocks on pages: why this date, how each clock runs, a new year's holidays, and what they move."""

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.rescheduling import enter_notice, preview, preview_notice, reschedule
from proposals.models import CLOCKS
from proposals.queries.clocks import clock_keys, read, readings
from proposals.queries.time_spent import time_spent
from proposals.queries.visibility import visible_assignments
from proposals.web.frame import session_at
from workflows.holidays import held_years, next_year_without_notice


class NoticeForm(forms.Form):
    """A year's holiday notice, pasted as it was published."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2018, max_value=2100)
    text = forms.CharField(
        label=gettext_lazy("通知正文"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "例：一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"
        ),
    )


def clocks(request, pk):
    """Show every clock of a task, and how long the unit itself has worked on it."""
    task = _task(request, pk)
    context = {"task": task, "readings": readings(task), "spent": time_spent(task)}
    return render(request, "proposals/clocks/task.html", context)


def why(request, pk, key):
    """Explain one date: anchor, rule, every day skipped and why, what moved it, provisional or not."""
    task = _task(request, pk)
    if key not in clock_keys(task):
        raise Http404
    return render(request, "proposals/clocks/why.html", {"task": task, "reading": read(task, key)})


def clock_rules(request, code):
    """Show how every clock runs in a session, in one table."""
    session = session_at(request, code)
    rows = [(clock, clock.rule(session.policy)) for clock in CLOCKS.values()]
    may_reschedule = rules.has_perm("proposals.reschedule", request.post, session)
    context = {"session": session, "rows": rows, "may_reschedule": may_reschedule}
    return render(request, "proposals/clocks/rules.html", context)


def holiday_calendar(request):
    """Show the years held; enter a new year's notice, after a preview of what it moves."""
    if not rules.has_perm("proposals.reschedule", request.post, None):
        raise PermissionDenied(_("只有提案委工作人员可以登记放假安排。"))
    form = NoticeForm(request.POST or None, initial={"year": next_year_without_notice()})
    days = found = None
    if request.method == "POST" and form.is_valid():
        year, text = form.cleaned_data["year"], form.cleaned_data["text"]
        try:
            if "enter" in request.POST:
                done = enter_notice(text, year, by=request.post)
                messages.success(
                    request,
                    _("已登记%(year)d年放假安排，%(n)d个期限随之调整。")
                    % {"year": year, "n": len(done.moving)},
                )
                return redirect("holiday_calendar")
            days, found = preview_notice(text, year)
        except ValidationError as wrong:
            form.add_error("text", wrong.messages)
    context = {"form": form, "days": days, "preview": found, "years": held_years()}
    return render(request, "proposals/clocks/calendar.html", context, status=409 if form.errors else 200)


def rescheduling(request, code):
    """Show which running dates calendar and policy no longer give, and move them."""
    session = session_at(request, code)
    if not rules.has_perm("proposals.reschedule", request.post, session):
        raise PermissionDenied(_("只有提案委工作人员可以重新推算期限。"))
    if request.method == "POST":
        note = _("按现行规定和放假安排重新推算，%s") % timezone.localdate()
        done = reschedule(by=request.post, note=note, plenary_session=session)
        messages.success(request, _("%d个期限已调整。") % len(done.moving))
        return redirect("clock_rules", session.code)
    context = {"session": session, "preview": preview(plenary_session=session)}
    return render(request, "proposals/clocks/rescheduling.html", context)


def _task(request, pk):
    tasks = visible_assignments(request.post).select_related(
        "unit", "proposal__plenary_session__policy", "proposal__plenary_session__term__committee"
    )
    return get_object_or_404(tasks, pk=pk)
