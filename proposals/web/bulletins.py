"""The completion notice on pages: for any day, as issued, for readers without a sign-in."""

from datetime import date

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from cppcc.numbers import whole_number
from proposals.actions.bulletins import (
    add_reader,
    changed_since_issue,
    end_reader,
    issue_bulletin,
    note_reading,
    recorded_later,
)
from proposals.documents.bulletin_sheets import write_bulletin_text, write_bulletin_xlsx
from proposals.queries.bulletins import bulletins_for, issued_bulletins, reader_of, readers_of
from proposals.queries.visibility import visible_plenary_sessions
from proposals.statistics.bulletin import bulletin_values
from proposals.web.frame import session_at

WRITERS = {
    "xlsx": (write_bulletin_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "txt": (write_bulletin_text, "text/plain; charset=utf-8"),
}


def bulletin(request, code):
    """Show the notice for any day, with both figures where facts of that day were recorded later; issue it."""
    session = _session(request, code)
    day = _day(request.POST.get("day") or request.GET.get("day"))
    may_issue = rules.has_perm("proposals.issue_bulletin", request.post, session)
    if request.method == "POST":
        if not may_issue:
            raise PermissionDenied(_("只有提案委工作人员可以发布通报。"))
        try:
            issued = issue_bulletin(session, day, by=request.post)
        except ValidationError as wrong:
            messages.error(request, "；".join(wrong.messages))
            return redirect("bulletin", session.code)
        messages.success(request, _("通报已发布，内容不再改变。"))
        return redirect("issued_bulletin", issued.pk)
    content = bulletin_values(session, day)
    context = {
        "session": session,
        "content": content,
        "differences": recorded_later(session, day),
        "may_issue": may_issue,
        "issued": issued_bulletins(visible_plenary_sessions(request.post).filter(pk=session.pk)),
    }
    return _answer(request, content, "proposals/bulletins/day.html", context)


def issued(request, pk):
    """Show a notice as it was issued, beside what is known now."""
    found = get_object_or_404(issued_bulletins(visible_plenary_sessions(request.post)), pk=pk)
    _refuse_strangers(request, found.plenary_session)
    context = {
        "session": found.plenary_session,
        "bulletin": found,
        "content": found.content,
        "differences": changed_since_issue(found),
    }
    return _answer(request, found.content, "proposals/bulletins/issued.html", context)


def readers(request, code):
    """Keep the list of readers."""
    session = _session(request, code)
    if not rules.has_perm("proposals.keep_readers", request.post, session):
        raise PermissionDenied(_("只有提案委工作人员可以管理订阅。"))
    if request.method == "POST":
        try:
            if "end" in request.POST:
                ended = get_object_or_404(readers_of(session), pk=whole_number(request.POST["end"]))
                end_reader(ended, by=request.post)
            else:
                add_reader(session, request.POST.get("name", ""), by=request.post)
        except ValidationError as wrong:
            messages.error(request, "；".join(wrong.messages))
        return redirect("bulletin_readers", session.code)
    context = {"session": session, "readers": readers_of(session)}
    return render(request, "proposals/bulletins/readers.html", context)


@login_not_required
def for_reader(request, token):
    """Show a reader on the list the latest notice, or the one asked for; nobody signs in."""
    reader = reader_of(token)
    if reader is None:
        raise Http404
    notices = bulletins_for(reader)
    chosen = whole_number(request.GET.get("bulletin"))
    found = notices.first() if chosen is None else get_object_or_404(notices, pk=chosen)
    note_reading(reader)
    context = {"reader": reader, "notices": notices, "bulletin": found, "content": found and found.content}
    return _answer(request, context["content"], "proposals/bulletins/for_reader.html", context)


def _answer(request, content, template, context):
    wanted = request.GET.get("format", "")
    if wanted not in WRITERS or content is None:
        return render(request, template, context)
    write, content_type = WRITERS[wanted]
    day = date_format(date.fromisoformat(content["day"]))
    name = f"{content['title']}（{day}）.{wanted}"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(write(content), content_type=content_type, headers=headers)


def _session(request, code):
    session = session_at(request, code)
    _refuse_strangers(request, session)
    return session


def _refuse_strangers(request, session):
    if not rules.has_perm("proposals.oversee_plenarysession", request.post, session):
        raise PermissionDenied(_("通报由提案委、交办单位和领导查看。"))


def _day(text):
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Http404 from None
