"""The address that a page puts its unsaved content by at, and the way back to it."""

import json
import re

from django.http import JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from proposals.actions.autosaving import autosave, give_up_autosave
from proposals.documents.pasted_text import tidy
from proposals.queries.own_cases import unsaved_page

_LONGEST_PAGE = 60
_LONGEST_WINDOW = 20
_HEAVIEST = 200_000
_NOT_KEPT = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps no NUL and no half of a pair


@require_POST
def put_by(request):
    """Keep the content of a page (JSON: page, content, window, taken_over) and answer when it was kept.

    413: it is too long to be kept; 409: another window has put the page by.
    """
    if len(_body(request)) > _HEAVIEST:
        return JsonResponse({"saved": False}, status=413)
    sent = _sent(request)
    if not (_is_page(sent.get("page")) and _is_content(sent.get("content"))):
        return JsonResponse({"saved": False}, status=400)
    windows = {name: str(sent.get(name, ""))[:_LONGEST_WINDOW] for name in ("window", "taken_over")}
    kept = autosave(request.post, sent["page"], sent["content"], **windows)
    if kept is None:
        return JsonResponse({"saved": False}, status=409)
    return JsonResponse({"saved": True, "at": timezone.localtime(kept.saved_at).strftime("%H:%M")})


@require_POST
def give_up(request):
    """Drop what was put by of a page and go back to it."""
    page = request.POST.get("page", "")
    if not _is_page(page):
        return redirect("home")
    give_up_autosave(request.post, page)
    return redirect(page)


@require_POST
def tidy_pasted(request):
    """Answer a pasted text (JSON: text), tidied."""
    text = _sent(request).get("text")
    if not isinstance(text, str):
        return JsonResponse({"text": ""}, status=400)
    return JsonResponse({"text": tidy(text)})


def restore(form, request):
    """Let an unbound form begin with what was put by of this page; return the Autosave, or None.

    It knows of what had happened by then (`seen`), so that what came later is shown before it is written over. A step
    that happens when its form is sent is not dated back to the day on which somebody began to type.
    """
    if form.is_bound:
        return None
    kept = unsaved_page(request.post, request.path)
    if kept:
        typed = {name for name, field in form.fields.items() if not field.widget.needs_multipart_form}
        if form.happens_when_sent and kept.content.get("at") == timezone.localdate(kept.saved_at).isoformat():
            typed.discard("at")
        form.initial |= {
            name: kept.content[name] for name in typed & kept.content.keys() - set(form.not_restored)
        }
    return kept


def _body(request):
    """Return what was sent; nothing of a form of several parts, which has been read already."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _sent(request):
    body = _body(request)
    try:
        sent = json.loads(body) if len(body) <= _HEAVIEST else {}
    except ValueError:
        sent = {}
    return sent if isinstance(sent, dict) else {}


def _is_text(value):
    return isinstance(value, str) and not _NOT_KEPT.search(value)


def _is_page(page):
    return (
        _is_text(page)
        and len(page) <= _LONGEST_PAGE
        and page.startswith("/")
        and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    )


def _is_content(content):
    return isinstance(content, dict) and all(
        _is_text(name) and (_is_text(value) or (isinstance(value, list) and all(map(_is_text, value))))
        for name, value in content.items()
    )
