"""Reports and figures explained, lists as workbooks, and papers read back from Word."""

from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cppcc.jobs.models import JobRun
from cppcc.jobs.recording import enqueue
from cppcc.jobs.status import background_status
from proposals import tasks
from proposals.actions.reporting import (
    annex_file,
    begin_report,
    changes_since,
    freeze_figures,
    may_report,
    report_file,
    scope_of_report,
)
from proposals.documents.ledger_writing import write_ledger_xlsx
from proposals.documents.list_sheets import unit_sheet
from proposals.documents.proposal_reading import read_proposal
from proposals.documents.word.uploads import UnreadableFile, read_upload
from proposals.models import Category, ReportSnapshot
from proposals.queries.ledger import ledger_rows
from proposals.queries.visibility import (
    unit_counted_for,
    visible_assignments,
    visible_plenary_sessions,
    visible_proposals,
)
from proposals.statistics.annual import report_figures
from proposals.statistics.behind import behind
from proposals.statistics.definitions import COUNTS
from proposals.statistics.explaining import explain
from proposals.statistics.lists import is_list_of_tasks
from proposals.web.forms import IntakeForm
from proposals.web.frame import session_at
from proposals.web.papers import DOCX, XLSX, SelectionForm, download
from proposals.web.scopes import scope_of

SHOWN = 50


@require_POST
def make_report(request, code):
    """Begin a report and show it; its figures are gathered in the background, or at once where none is running."""
    session = session_at(request, code)
    form = SelectionForm(request.POST, plenary_session=session, post=request.post)
    kind = request.POST.get("kind", "")
    if kind not in ReportSnapshot.Kind.values or not form.is_valid():
        raise Http404
    unit = form.cleaned_data["unit"] if kind == ReportSnapshot.Kind.UNIT else None
    if kind == ReportSnapshot.Kind.UNIT:
        unit = unit or unit_counted_for(request.post)
    try:
        snapshot = begin_report(session, kind, by=request.post, unit=unit, as_of=form.cleaned_data["as_of"])
    except ValidationError as wrong:
        return render(request, "proposals/papers/nothing.html", {"reason": wrong.messages[0]}, status=409)
    if background_status().missing:
        freeze_figures(snapshot)
    else:
        with transaction.atomic():
            snapshot.job = enqueue(tasks.make_report, snapshot.pk, by=request.post)
            snapshot.save(update_fields=["job"])
    return redirect("report", snapshot.pk)


@require_POST
def make_report_now(request, pk):
    """Gather the figures of a report whose job does not come through."""
    snapshot = _snapshot(request, pk)
    freeze_figures(snapshot)
    return redirect("report", snapshot.pk)


def report(request, pk):
    """Show a report's figures as they were frozen, what must be looked at, and what changed since; or how far it is."""
    snapshot = _snapshot(request, pk)
    if snapshot.figures is None:
        job = snapshot.job
        context = {
            "snapshot": snapshot,
            "job": job,
            "has_failed": job is None or job.outcome == JobRun.Outcome.FAILED,
        }
        return render(request, "proposals/papers/report_in_progress.html", context)
    figures = snapshot.figures["figures"].values()
    context = {
        "snapshot": snapshot,
        "session": snapshot.plenary_session,
        "figures": figures,
        "flags": snapshot.figures["flags"],
        "changes": changes_since(snapshot),
        "explained": [each["key"] for each in figures if each["whole"] is not None or each["key"] in COUNTS],
        "query": query_of_report(snapshot),
    }
    return render(request, "proposals/papers/report.html", context)


def report_download(request, pk, form):
    """Hand out a report, or its annex, as it was frozen."""
    snapshot = _snapshot(request, pk)
    if snapshot.figures is None:
        return redirect("report", pk)
    if form == "xlsx":
        return download(annex_file(snapshot), f"{snapshot}附表.xlsx", XLSX)
    return download(report_file(snapshot), f"{snapshot}.docx", DOCX)


def _snapshot(request, pk):
    snapshot = get_object_or_404(
        ReportSnapshot.objects.filter(
            plenary_session__in=visible_plenary_sessions(request.post)
        ).select_related("plenary_session__policy", "unit", "job"),
        pk=pk,
    )
    if not may_report(request.post, snapshot.plenary_session, snapshot.unit):
        raise PermissionDenied(_("您的岗位不能查看这份报告。"))
    return snapshot


def query_of_report(snapshot):
    """Return the part of an address that asks for what the report counts."""
    scope = scope_of_report(snapshot.plenary_session, snapshot.kind, unit=snapshot.unit, as_of=snapshot.as_of)
    asked = {
        "as_of": scope.as_of and scope.as_of.isoformat(),
        "unit": scope.unit and scope.unit.pk,
        "channel": scope.channel and scope.channel.pk,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def why(request, code, key):
    """Explain one figure on one page: parts, definition, switches, treatments, source and both lists."""
    scope = scope_of(request, code)
    explanation = explain(scope, key)
    if explanation is None:
        raise Http404
    sides = []
    for side, label in (
        (("part", _("分子")), ("whole", _("分母")))
        if explanation.whole is not None
        else (("part", _("所计入的各件")),)
    ):
        rows = behind(scope, key, side=side)
        if rows is not None:
            sides.append((side, label, *_first_rows(request.post, rows)))
    context = {
        "session": scope.plenary_session,
        "scope": scope,
        "explanation": explanation,
        "sides": sides,
        "query": request.GET.urlencode(),
    }
    return render(request, "proposals/papers/why.html", context)


def _first_rows(post, rows):
    """Return (the cases of the first rows, whether there are more, whether they are tasks), as far as visible."""
    by_task = is_list_of_tasks(rows)
    if by_task:
        rows = rows.filter(pk__in=visible_assignments(post).order_by().values("pk")).select_related(
            "proposal", "unit"
        )
        found = list(rows.order_by("proposal__number_order", "pk")[: SHOWN + 1])
        cases = [(task.proposal, task.unit_label) for task in found]
    else:
        rows = rows.filter(pk__in=visible_proposals(post).order_by().values("pk"))
        cases = [(case, "") for case in rows.order_by("number_order", "pk")[: SHOWN + 1]]
    return cases[:SHOWN], len(cases) > SHOWN, by_task


def units_xlsx(request, code):
    """Hand out the units' summary."""
    scope = scope_of(request, code)
    title = f"{scope.plenary_session}各承办单位办理情况汇总表"
    return download(unit_sheet(report_figures(scope), title=title), f"{title}.xlsx", XLSX)


def ledger_xlsx(request, code):
    """Hand out the ledger."""
    session = session_at(request, code)
    if not may_report(request.post, session):
        raise PermissionDenied(_("您的岗位不能导出台账。"))
    content = write_ledger_xlsx(ledger_rows(session), title=f"{session}提案台账")
    return download(content, f"{session}提案台账.xlsx", XLSX)


class WordForm(forms.Form):
    """A Word file to be read."""

    content = forms.FileField(label=gettext_lazy("Word 文件（.docx）"))


def read_proposal_back(request, code):
    """Read a proposal from Word into the form of a new one; nothing is stored before it is looked through."""
    session = session_at(request, code)
    upload = WordForm(request.POST or None, request.FILES or None)
    context = {"session": session, "upload": upload, "title": _("从 Word 读入提案表")}
    if request.method == "POST" and upload.is_valid():
        try:
            read = read_proposal(read_upload(upload.cleaned_data["content"]))
        except UnreadableFile as refusal:
            upload.add_error("content", str(refusal))
        else:
            context |= {"form": _intake(session, read), "warnings": read.warnings}
    return render(request, "proposals/papers/read_back.html", context, status=409 if upload.errors else 200)


def _intake(session, read):
    category = Category.objects.filter(plenary_session=session, name=read.category).first()
    parts = {"background": read.background, "analysis": read.analysis, "body": read.body}
    return IntakeForm(
        plenary_session=session,
        initial={
            "title": read.title,
            "first_proposer": read.first_proposer,
            "cosigners": read.cosigners,
            "category": category,
            "suggestions": "\n".join(read.suggestions),
            **(parts if session.policy.text_in_parts else {"body": _in_one(parts)}),
        },
    )


def _in_one(parts):
    written = {name: text for name, text in parts.items() if text}
    if len(written) < 2:
        return parts["body"]
    return "\n".join(f"{_HEADINGS[name]}\n{text}" for name, text in written.items())


_HEADINGS = {"background": "情况", "analysis": "问题及分析", "body": "建议"}
