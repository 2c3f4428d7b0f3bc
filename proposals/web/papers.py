"""Papers to print: of one case, of a session, in batches; the case file, the archive, office templates."""

import rules
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Organisation
from proposals.actions.printing.archive import archive_year, print_case_file
from proposals.actions.printing.papers import PAPERS, papers_of
from proposals.actions.printing.printing import (
    default_template,
    install_template,
    print_papers,
    read_template,
    remove_template,
)
from proposals.actions.reply_checking import doubts_of
from proposals.actions.reporting import may_report
from proposals.documents.preview import can_preview, pdf_of
from proposals.models import Channel, PaperTemplate, Proposal, Reply, ReportSnapshot
from proposals.models.recorded import standing_in
from proposals.queries.papers.selection import Selection
from proposals.queries.visibility import (
    unit_counted_for,
    visible_assignments,
    visible_proposals,
    visible_replies,
)
from proposals.web.forms import DateInput
from proposals.web.frame import session_at
from proposals.web.scopes import session_to

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SelectionForm(forms.Form):
    """To what a list is narrowed; an officer's is of the own unit alone."""

    unit = forms.ModelChoiceField(label=gettext_lazy("承办单位"), queryset=None, required=False)
    channel = forms.ModelChoiceField(label=gettext_lazy("交办渠道"), queryset=None, required=False)
    as_of = forms.DateField(label=gettext_lazy("截至"), widget=DateInput, required=False)
    only_changed = forms.BooleanField(label=gettext_lazy("只打印有变化的"), required=False)

    def __init__(self, *args, plenary_session, post, **kwargs):
        super().__init__(*args, **kwargs)
        own = unit_counted_for(post)
        handed = Organisation.objects.filter(pk__in=plenary_session.proposals.values("assignments__unit"))
        self.fields["unit"].queryset = Organisation.objects.filter(pk=own.pk) if own else handed
        if own:
            self.fields["unit"].empty_label = None
        self.fields["channel"].queryset = Channel.objects.filter(plenary_session=plenary_session)

    def selection(self, session, post):
        """Return the selection; an officer's is of the own unit where none is named."""
        chosen = self.cleaned_data
        unit = chosen["unit"] or unit_counted_for(post)
        return Selection(session, unit=unit, channel=chosen["channel"], as_of=chosen["as_of"])


def papers(request, code):
    """Show what can be printed of a session, and the reports made of it."""
    session = session_at(request, code)
    form = SelectionForm(request.GET or {}, plenary_session=session, post=request.post)
    form.is_valid()
    selection = form.selection(session, request.post) if form.is_valid() else Selection(session)
    context = {
        "session": session,
        "form": form,
        "papers": papers_of(selection, request.post),
        "batches": [PAPERS[name] for name in _BATCHES],
        "may_report": may_report(request.post, session),
        "may_settle": rules.has_perm("proposals.settle_plenarysession", request.post, session),
        "kinds": ReportSnapshot.Kind.choices,
        "snapshots": session.report_snapshots.select_related("unit", "made_by__user")[:20]
        if may_report(request.post, session)
        else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "proposals/papers/session.html", context)


_BATCHES = ("reply_letter", "feedback_form", "receipt", "consultation_record", "proposal_form")


def print_of_session(request, code, name):
    """Print a list or a notice of a session, narrowed by the address."""
    session = session_at(request, code)
    paper = _paper(name, Selection)
    form = SelectionForm(request.GET or {}, plenary_session=session, post=request.post)
    if not form.is_valid():
        raise Http404
    return _printed(request, paper, [form.selection(session, request.post)], f"{session}{paper.label}")


def print_of_case(request, kind, pk, name):
    """Print a paper of a proposal, a task or a reply."""
    found = _VISIBLE.get(kind)
    if found is None:
        raise Http404
    subject = get_object_or_404(found(request.post), pk=pk)
    paper = _paper(name, type(subject))
    if not paper.when(subject):
        raise Http404
    proposal = getattr(getattr(subject, "assignment", subject), "proposal", subject)
    return _printed(request, paper, [subject], f"{proposal.number_label}{paper.label}")


_VISIBLE = {"proposal": visible_proposals, "assignment": visible_assignments, "reply": visible_replies}


@require_POST
def print_batch(request, code, name):
    """Print one kind of paper of every case of a session as one file, or only what has changed."""
    session = session_at(request, code)
    if name not in _BATCHES:
        raise Http404
    paper = PAPERS[name]
    form = SelectionForm(request.POST, plenary_session=session, post=request.post)
    if not form.is_valid():
        raise Http404
    subjects = _batch(paper, form.selection(session, request.post), request.post)
    return _printed(
        request, paper, subjects, f"{session}{paper.label}", only_changed=form.cleaned_data["only_changed"]
    )


def _batch(paper, selection, post):
    tasks = selection.tasks().filter(pk__in=visible_assignments(post).values("pk"))
    if paper.subject is Proposal:
        rows = visible_proposals(post).filter(plenary_session=selection.plenary_session)
        rows = rows.filter(pk__in=tasks.values("proposal")).order_by("number_order", "pk")
    elif paper.subject is Reply:
        rows = Reply.objects.issued().filter(assignment__in=tasks.order_by().values("pk"))
        rows = rows.select_related("outcome", "assignment__unit", "assignment__proposal").order_by(
            "assignment__proposal__number_order", "pk"
        )
    else:
        rows = tasks
    return (row for row in rows.iterator(chunk_size=100) if paper.when(row))


def case_file(request, pk):
    """Print the whole file of a case."""
    proposal = get_object_or_404(visible_proposals(request.post), pk=pk)
    printed = print_case_file(proposal, by=request.post)
    return download(printed.content, f"{printed.name}.docx", DOCX)


@require_POST
def archive(request, code):
    """Hand out the year's archive."""
    session = session_at(request, code)
    try:
        content = archive_year(session, by=request.post)
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("papers", code)
    return FileResponse(content, as_attachment=True, filename=f"{session}提案档案.zip")


def check_reply(request, pk):
    """Show what is doubtful in a reply before it is issued; nothing stops its issue."""
    reply = get_object_or_404(visible_replies(request.post), pk=pk)
    if not PAPERS["reply_letter"].may_print(request.post, reply):
        raise PermissionDenied(_("您的岗位不能检查这份答复。"))
    context = {"reply": reply, "proposal": reply.assignment.proposal, "warnings": doubts_of(reply)}
    return render(request, "proposals/papers/check.html", context)


class TemplateForm(forms.Form):
    """An office's own template."""

    content = forms.FileField(label=gettext_lazy("模板（.docx）"))


def templates(request, code):
    """Show which papers have an office template, and take a new one."""
    session = session_to("settle", request, code)
    own = {
        each.paper: each
        for each in PaperTemplate.objects.filter(committee=session.committee).select_related()
    }
    rows = [(paper, own.get(paper.name)) for paper in PAPERS.values() if paper.has_template]
    return render(
        request, "proposals/papers/templates.html", {"session": session, "rows": rows, "form": TemplateForm()}
    )


def template_file(request, code, name):
    """Hand out the template in use, or the shipped one to start from."""
    session = session_to("settle", request, code)
    paper = _paper_with_template(name)
    own = PaperTemplate.objects.filter(committee=session.committee, paper=name).first()
    content = read_template(own) if own and "shipped" not in request.GET else default_template(paper)
    return download(content, f"{paper.label}模板.docx", DOCX)


@require_POST
def change_template(request, code, name):
    """Take an office's own template, or go back to the shipped one."""
    session = session_to("settle", request, code)
    paper = _paper_with_template(name)
    if "remove" in request.POST:
        remove_template(session.committee, paper)
        messages.success(request, _("「%s」已改回系统自带的格式。") % paper.label)
        return redirect("paper_templates", code)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选择一个 .docx 文件。"))
        return redirect("paper_templates", code)
    try:
        install_template(session.committee, paper, form.cleaned_data["content"], by=request.post)
    except ValidationError as wrong:
        for fault in wrong.messages:
            messages.error(request, fault)
    else:
        messages.success(request, _("「%s」今后按这个模板打印。") % paper.label)
    return redirect("paper_templates", code)


def _paper(name, subject):
    if name not in PAPERS or PAPERS[name].subject is not subject:
        raise Http404
    return PAPERS[name]


def _paper_with_template(name):
    if name not in PAPERS or not PAPERS[name].has_template:
        raise Http404
    return PAPERS[name]


def _printed(request, paper, subjects, name, **options):
    try:
        printed = print_papers(paper, subjects, by=request.post, **options)
    except ValidationError as wrong:
        return render(request, "proposals/papers/nothing.html", {"reason": wrong.messages[0]}, status=409)
    if request.GET.get("as") == "pdf" and (pdf := pdf_of(printed.content)):
        return download(pdf, f"{name}.pdf", "application/pdf", inline=True)
    return download(printed.content, f"{name}.docx", DOCX)


def download(content, name, kind, *, inline=False):
    """Return a file to keep, or to look at, under its Chinese name."""
    header = content_disposition_header(as_attachment=not inline, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": header})


def papers_on_case(proposal, post):
    """Return what the section of papers on a case's page shows: headings with the papers that may be printed."""
    found = [(_("提案"), "proposal", proposal)]
    for task in proposal.tasks_at_hand():
        found.append((task.unit_label, "assignment", task))
        found += [(_("%s的答复") % task.unit_label, "reply", reply) for reply in standing_in(task.replies)]
    listed = [(heading, kind, subject, papers_of(subject, post)) for heading, kind, subject in found]
    return {
        "found": [each for each in listed if each[3]],
        "can_preview": can_preview(),
        "may_print_file": PAPERS["examination_form"].may_print(post, proposal),
        "proposal": proposal,
    }
