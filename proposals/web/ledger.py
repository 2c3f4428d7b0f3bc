"""The ledger (台账) by page: sent in, previewed, mended in place, stored once; and the present one to take away."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from proposals.actions.importing.uploading import (
    answer_upload,
    keep_upload,
    marked_copy,
    plan_of_upload,
    sheets_of,
    store_upload,
)
from proposals.documents.ledger_writing import write_ledger_xlsx
from proposals.models import Category
from proposals.queries.ledger import ledger_rows
from proposals.queries.units import units_in_being, units_known_to
from proposals.web.boards import board_session, refusals_of
from proposals.web.ledger_forms import LedgerForm
from proposals.web.listing import WORKBOOK

MOST_LINES = 100


@dataclass(frozen=True)
class Lists:
    """What a name in the ledger may stand for: (id, name) of units and categories; the sheets of the file.

    `known_units` have been given cases of the committee before, `other_units` have not.
    """

    sheets: list
    known_units: list
    other_units: list
    categories: list


def ledger(request, code):
    """Take a ledger in, and list those that came before."""
    session = board_session(request, code, "import_plenarysession")
    reasons = []
    if request.method == "POST":
        content, kept = request.FILES.get("content"), []
        if content is None:
            reasons = [_("请选择台账文件。")]
        else:
            reasons = refusals_of(lambda: kept.append(keep_upload(session, content, by=request.post)))
        if kept:
            return redirect("ledger_preview", session.code, kept[0].pk)
    context = {
        "session": session,
        "uploads": session.ledger_uploads.select_related("uploaded_by__user", "uploaded_by__organisation")[
            :20
        ],
        "reasons": reasons,
    }
    return render(request, "proposals/boards/ledger.html", context, status=400 if reasons else 200)


def ledger_download(request, code):
    """Hand out the session's ledger as it stands, as xlsx."""
    session = board_session(request, code, "import_plenarysession")
    title = _("%(session)s提案台账") % {"session": session}
    return _attachment(write_ledger_xlsx(ledger_rows(session), title=title), f"{title}.xlsx")


def ledger_preview(request, code, pk):
    """Show what storing the upload would do, and what is still to be said of it."""
    session, upload = _upload(request, code, pk)
    return _preview(request, session, upload)


@require_POST
def ledger_answer(request, code, pk):
    """Keep what was said of the upload and look again."""
    session, upload = _upload(request, code, pk)
    plan, _unreadable = _plan(upload)
    form = LedgerForm(request.POST, upload=upload, plan=plan, lists=_lists(session, upload))
    if not form.is_valid():
        return _preview(request, session, upload, form=form, status=400)
    reasons = refusals_of(lambda: answer_upload(upload, by=request.post, **form.answers()))
    if reasons:
        return _preview(request, session, upload, form=form, reasons=reasons, status=409)
    return redirect("ledger_preview", session.code, upload.pk)


@require_POST
def ledger_store(request, code, pk):
    """Store the upload, all or nothing."""
    session, upload = _upload(request, code, pk)
    reasons = refusals_of(lambda: store_upload(upload, by=request.post))
    if reasons:
        return _preview(request, session, upload, reasons=reasons, status=409)
    messages.success(
        request,
        _("已存入：新增%(new)d件，变动%(changed)d件。")
        % {"new": upload.new_count, "changed": upload.changed_count},
    )
    return redirect("proposal_list", session.code)


def ledger_marked(request, code, pk):
    """Hand back a copy with the faulty cells marked, to be mended in Excel."""
    session, upload = _upload(request, code, pk)
    copies = []
    reasons = refusals_of(lambda: copies.append(marked_copy(upload)))
    if reasons:
        return _preview(request, session, upload, reasons=reasons, status=409)
    name = upload.name.rpartition(".")[0] or upload.name
    return _attachment(copies[0], f"{name}（标出差错）.xlsx")


def _upload(request, code, pk):
    session = board_session(request, code, "import_plenarysession")
    return session, get_object_or_404(session.ledger_uploads, pk=pk)


def _plan(upload):
    """Return (plan, None), or (None, why the file cannot be read as it stands)."""
    try:
        return plan_of_upload(upload), None
    except ValidationError as unreadable:
        return None, unreadable.messages[0]


def _lists(session, upload):
    known = units_known_to(session.committee)
    return Lists(
        sheets_of(upload),
        list(known.values_list("pk", "name")),
        list(units_in_being().exclude(pk__in=known.values("pk")).values_list("pk", "name")),
        list(Category.objects.filter(plenary_session=session).values_list("pk", "name")),
    )


def _preview(request, session, upload, *, form=None, reasons=(), status=200):
    plan, unreadable = (None, None) if upload.stored_at else _plan(upload)
    if form is None and not upload.stored_at:
        form = LedgerForm(upload=upload, plan=plan, lists=_lists(session, upload))
    changes = [each for _proposal, _case, differences in plan.changed for each in differences] if plan else []
    context = {
        "session": session,
        "upload": upload,
        "plan": plan,
        "form": form,
        "reasons": [*reasons, *([unreadable] if unreadable else [])],
        "sections": _sections(plan, changes) if plan else [],
        "most": MOST_LINES,
    }
    return render(request, "proposals/boards/ledger_preview.html", context, status=status)


def _sections(plan, changes):
    """Return (title, number, lines) of what the plan found, the gravest first; long lists are cut."""
    told = (
        (_("差错：改正以前不能存入"), plan.faults),
        (_("还没有答复的问题"), plan.open_questions),
        (_("与人工录入不一致：保留人工录入的值"), plan.conflicts),
        (_("将要变动的值"), changes),
        (_("提醒：可以照存，请核对"), plan.warnings),
        (_("名册里没有的提案者：按文字保存"), [q for q in plan.questions if q.kind == "proposer"]),
    )
    return [(title, len(lines), [str(each) for each in lines[:MOST_LINES]]) for title, lines in told if lines]


def _attachment(data, name):
    stamped = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(data, content_type=WORKBOOK, headers=stamped)
