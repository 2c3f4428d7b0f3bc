"""The settings of a session: rules with what a change of them would change, and the lists."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cppcc.numbers import whole_number
from proposals.actions.settling import foresee, last_change, settle, settle_dates, settle_rows
from proposals.models import PlenarySession, Policy
from proposals.queries.history import settlings
from proposals.web.scopes import session_to
from proposals.web.settings_forms import LISTS, TEXTS, ConfirmForm, DatesForm, PolicyForm, rows_of
from workflows.errors import MoveRefused

MOST_SHOWN = 50


def rules(request, code):
    """Show the policy; sent in, show what would change; confirmed, change it."""
    session = session_to("settle", request, code)
    policy = Policy.objects.get(plenary_session=session)
    form = PolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        return _preview(request, session, form)
    context = {
        "session": session,
        "form": form,
        "lists": {name: label for name, (_model, label, _fields) in LISTS.items()},
        "records": [(record, list(_recorded(form, record))) for record in settlings(session)],
        "seen": last_change(policy),
    }
    return render(request, "proposals/settings/rules.html", context, status=409 if form.errors else 200)


def _preview(request, session, form):
    changes = form.changes()
    if not changes:
        messages.info(request, _("没有改动。"))
        return redirect("settings", session.code)
    confirm = ConfirmForm(request.POST if request.POST.get("confirmed") else None)
    seen = request.POST.get("seen", "")
    if confirm.is_valid():
        try:
            settle(
                session,
                changes,
                by=request.post,
                seen=whole_number(seen),
                **confirm.cleaned_data,
            )
        except MoveRefused as refusal:
            confirm.add_error(None, refusal.reason)
        except ValidationError as wrong:
            confirm.add_error(None, wrong.messages)
        else:
            messages.success(request, _("规定已改动，并已记录。"))
            return redirect("settings", session.code)
    outlook = foresee(session, form.instance)
    if not outlook.due_dates:
        del confirm.fields["with_due_dates"]
    context = {
        "session": session,
        "form": form,
        "confirm": confirm,
        "seen": seen,
        "changed": [(form[name].label, *_words(form, name)) for name in changes],
        "outlook": outlook,
        "shown": outlook.due_dates[:MOST_SHOWN],
    }
    return render(request, "proposals/settings/preview.html", context, status=409 if confirm.errors else 200)


def dates(request, code):
    """Show the days of the session, and change them."""
    session = session_to("settle", request, code)
    form = DatesForm(request.POST or None, instance=PlenarySession.objects.get(pk=session.pk))
    if request.method == "POST" and form.is_valid():
        settle_dates(session, form.changes(), by=request.post, reason=form.cleaned_data["reason"])
        messages.success(request, _("会期已改动，并已记录。"))
        return redirect("settings", session.code)
    context = {"session": session, "form": form}
    return render(request, "proposals/settings/dates.html", context, status=409 if form.errors else 200)


def rows(request, code, name):
    """Show one list of the session, and change it."""
    session = session_to("settle", request, code)
    if name not in LISTS:
        raise Http404
    label = LISTS[name][1]
    formset = rows_of(name, session, request.POST or None)
    if request.method == "POST" and formset.is_valid():
        try:
            lines = settle_rows(session, formset, label, by=request.post)
        except ValidationError as wrong:
            messages.error(request, wrong.messages[0])
        else:
            messages.success(request, "；".join(lines) or _("没有改动。"))
            return redirect("settings_rows", session.code, name)
    context = {"session": session, "formset": formset, "title": label, "text": TEXTS[name]}
    return render(request, "proposals/settings/rows.html", context, status=409 if formset.is_bound else 200)


def _words(form, name):
    """Return the old and the new value as people read them."""
    return [_word(form.fields[name], value) for value in (form.initial[name], form.cleaned_data[name])]


def _recorded(form, record):
    """Return (label, old, new) of each rule that a record changed."""
    for name, values in record.changes.items():
        if name not in form.fields:
            continue
        yield form.fields[name].label, *(_word(form.fields[name], value) for value in values)


def _word(field, value):
    if isinstance(value, bool):
        return _("是") if value else _("否")
    value = field.prepare_value(value)
    words = dict(getattr(field, "choices", ())).get(value, value)
    return _("（空）") if words in ("", None) else words
