"""Promises on pages: the ledger with its matrix, and look-backs."""

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.promising import open_look_back
from proposals.queries.promises import (
    commitment_ledger,
    findings,
    look_backs,
    tasks_to_look_back_at,
    unpromised,
)
from proposals.queries.visibility import visible_assignments, visible_plenary_sessions
from proposals.statistics.promises import matrix, promises
from proposals.web.forms import DateInput
from proposals.web.frame import session_at
from proposals.web.steps import offered
from workflows.errors import MoveRefused


class LookBackForm(forms.Form):
    """A look-back and the tasks it looks at."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    closes_on = forms.DateField(label=gettext_lazy("截止日期"), widget=DateInput, required=False)
    note = forms.CharField(
        label=gettext_lazy("要求"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    assignments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("承办件"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, plenary_session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignments"].queryset = tasks_to_look_back_at(plenary_session)


def ledger(request, code):
    """Show every promise of a session, what became of it, and the matrix of classes then and now."""
    session = session_at(request, code)
    tasks = visible_assignments(request.post)
    rows = list(commitment_ledger(session, tasks))
    for row in rows:
        row.offered = offered(row, request.post)
        for request_row in row.standing_progress:
            request_row.commitment = row
            request_row.offered = offered(request_row, request.post)
    whole = rules.has_perm("proposals.oversee_plenarysession", request.post, session)
    cells, solved = matrix(session) if whole else ([], [])
    context = {
        "session": session,
        "rows": rows,
        "unpromised": unpromised(session, tasks),
        "look_backs": look_backs(visible_plenary_sessions(request.post).filter(pk=session.pk)),
        "counts": promises(session) if whole else None,
        "cells": cells,
        "solved": solved,
        "may_open": rules.has_perm("proposals.open_lookback", request.post, session),
    }
    return render(request, "proposals/promises/ledger.html", context)


def look_back(request, pk):
    """Show a look-back and what it found."""
    found = get_object_or_404(look_backs(visible_plenary_sessions(request.post)), pk=pk)
    rows = list(findings(found, visible_assignments(request.post)))
    for row in rows:
        row.offered = offered(row, request.post)
    return render(request, "proposals/promises/look_back.html", {"look_back": found, "rows": rows})


def new_look_back(request, code):
    """Open a look-back over chosen tasks."""
    session = session_at(request, code)
    if not rules.has_perm("proposals.open_lookback", request.post, session):
        raise PermissionDenied(_("只有提案委工作人员可以开展回头看。"))
    form = LookBackForm(request.POST or None, plenary_session=session)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            opened = open_look_back(session, values.pop("assignments"), **values, by=request.post)
        except (ValidationError, MoveRefused) as wrong:
            form.add_error(None, getattr(wrong, "reason", None) or wrong.messages)
        else:
            messages.success(request, _("已开展：%s。") % opened)
            return redirect("look_back", opened.pk)
    context = {"form": form, "session": session}
    return render(request, "proposals/promises/new.html", context, status=409 if form.errors else 200)
