"""The unit's yearly table (汇总表): out as a workbook, in again after a preview."""

import base64

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.importing.filling import FILLED, plan_table, store_table, told, try_table
from proposals.documents.ledger_columns import HEADERS
from proposals.documents.ledger_reading import read_ledger
from proposals.documents.ledger_sheets import LedgerUnreadable
from proposals.documents.ledger_writing import words_of, write_ledger_xlsx
from proposals.queries.ledger import unit_table_rows
from proposals.web.unit import unit_of

_SHOWN = ("number", "title", "first_proposer", "handling_mode")
_OWN_NAME = {"LEAD": "lead_units", "CO_HANDLER": "co_handling_units", "SEPARATE": "separate_units"}
_HEAVIEST = 1024 * 1024
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(forms.Form):
    """The table as a file, or as it was sent for the preview (`sent`)."""

    table = forms.FileField(label=gettext_lazy("填好的汇总表（.xlsx、.xls 或 .csv）"), required=False)
    sent = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self):
        """Take the bytes from whichever is there."""
        cleaned = super().clean()
        table = cleaned.get("table")
        if table and table.size > _HEAVIEST:
            raise ValidationError(_("汇总表超过1MB，请只留表格本身。"))
        try:
            data = table.read() if table else base64.b64decode(cleaned.get("sent", ""), validate=True)
        except ValueError:
            data = b""
        if not data:
            raise ValidationError(_("请选择填好的汇总表。"))
        cleaned["data"] = data
        cleaned["name"] = table.name if table else cleaned.get("name", "")
        return cleaned


def table(request, code):
    """Offer the table, show what a filled one would do, and take the steps once that is confirmed."""
    session, unit = unit_of(request, code)
    is_sent = request.method == "POST"
    form = TableForm(request.POST, request.FILES) if is_sent else TableForm()
    context = {"session": session, "unit": unit, "filled": [HEADERS[key] for key in FILLED]}
    if is_sent and form.is_valid():
        try:
            plan = _plan(session, unit, form.cleaned_data)
            if request.POST.get("do") == "store":
                number = store_table(plan, unit, by=request.post)
                messages.success(request, _("已存入%d件的办理情况。") % number)
                return redirect("unit_desk", code)
        except LedgerUnreadable as unreadable:
            form.add_error(None, str(unreadable))
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            plan.faults = plan.faults or try_table(plan, unit, by=request.post)
            context |= {
                "plan": plan,
                "told": _in_words(told(plan, unit)),
                "preview": _sent_again(form.cleaned_data),
            }
    context["form"] = form if form.errors else TableForm()
    return render(request, "proposals/unit/table.html", context, status=409 if form.errors else 200)


def download(request, code):
    """Send the table as a workbook; the columns to fill in are marked."""
    session, unit = unit_of(request, code)
    title = _("%(unit)s办理%(session)s提案情况汇总表") % {"unit": unit, "session": session}
    headers = {
        **{key: HEADERS[key] for key in _SHOWN},
        **{key: HEADERS[key] for key in _OWN_NAME.values()},
        "together": _("一同办理"),
        **{key: HEADERS[key] for key in ("assigned_on", "due_on", *FILLED)},
    }
    rows = unit_table_rows(session, unit)
    data = write_ledger_xlsx(rows, title=title, headers=headers, filled=FILLED)
    answer = HttpResponse(data, content_type=_WORKBOOK)
    name = f"{title}.xlsx"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _plan(session, unit, sent):
    return plan_table(session, read_ledger(sent["data"], sent["name"]), unit)


def _in_words(added):
    return [
        (proposal, [(HEADERS[key], words_of(key, value)) for key, value in values.items()])
        for proposal, values in added
    ]


def _sent_again(sent):
    return TableForm(initial={"sent": base64.b64encode(sent["data"]).decode(), "name": sent["name"]})
