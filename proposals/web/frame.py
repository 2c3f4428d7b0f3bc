"""What stands around every page: the sessions to choose from, the desk's links, and how much waits there."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Role
from proposals.queries.desk import counters_of, counts
from proposals.queries.opening import sessions_at_hand
from proposals.queries.visibility import visible_plenary_sessions

CHOSEN = "plenary_session"


@dataclass(frozen=True)
class Entry:
    """One link of the bar under the title: the name of a page that takes a session's code, and who has it."""

    name: str
    label: str
    roles: frozenset = frozenset(Role)


@dataclass(frozen=True)
class Menu:
    """Links that stand together under one word of the bar."""

    label: str
    entries: tuple[Entry, ...]


STAFF = frozenset({Role.CLERK, Role.OFFICE, Role.LEADER})
WRITERS = frozenset({Role.MEMBER, Role.CONTACT})
CLERK = frozenset({Role.CLERK})

BAR = (
    Entry("desk", _("待办")),
    Entry("overview", _("概况")),
    Entry("proposal_list", _("提案列表")),
    Entry("own_desk", _("我的提案"), WRITERS),
    Entry("write", _("写提案"), WRITERS),
    Entry("unit_desk", _("本单位承办"), frozenset({Role.OFFICER})),
    Entry("intake", _("登记提案"), CLERK),
    Entry("boards", _("工作表"), frozenset({Role.CLERK, Role.OFFICE})),
    Entry("progress", _("进度"), STAFF),
    Menu(
        _("督办"),
        (
            Entry("supervision_board", _("重点督办")),
            Entry("reminder_log", _("催办"), STAFF | {Role.OFFICER}),
            Entry("commitment_ledger", _("承诺台账")),
        ),
    ),
    Menu(
        _("统计"),
        (
            Entry("glance", _("一页概览"), STAFF),
            Entry("charts", _("图表"), STAFF),
            Entry("hall", _("会场大屏"), CLERK),
            Entry("bulletin", _("办结通报"), STAFF),
        ),
    ),
    Menu(
        _("文书"),
        (
            Entry("papers", _("文书和报告"), STAFF | {Role.OFFICER}),
            Entry("check_report", _("核对报告稿"), STAFF | {Role.OFFICER}),
        ),
    ),
    Menu(
        _("设置"),
        (
            Entry("clock_rules", _("期限")),
            Entry("settings", _("规定"), CLERK),
            Entry("people_home", _("人员"), CLERK),
        ),
    ),
)


def entries_in(each):
    """Return the entries of a menu, or the one entry that stands in the bar by itself."""
    return getattr(each, "entries", (each,))


NAMES = frozenset(entry.name for each in BAR for entry in entries_in(each))


def bar_of(role):
    """Return the entries and menus that `role` has; a menu of one entry stands as that entry."""
    bar = []
    for each in BAR:
        entries = [entry for entry in entries_in(each) if role in entry.roles]
        bar.extend(entries if len(entries) < 2 else [Menu(each.label, tuple(entries))])
    return bar


def frame(request):
    """Return what base.html shows around the page; nothing is read for who is not signed in."""
    post = getattr(request, "post", None)
    if not post:
        return {}
    return {
        "frame_sessions": SimpleLazyObject(lambda: sessions_of(request)),
        "frame_session": SimpleLazyObject(lambda: session_of(request)),
        "frame_bar": SimpleLazyObject(lambda: _bar(request)),
    }


def _bar(request):
    session = session_of(request)
    match = request.resolver_match
    here = "desk" if request.path == "/" else match.view_name if match else ""
    return _drawn_bar(request.post.role, session.code, here if here in NAMES else "") if session else ""


@lru_cache(maxsize=500)
def _drawn_bar(role, code, here):
    """Return the bar of `role` in a session, with the entry `here` marked; drawn once, as it stands on every page."""
    return render_to_string("bar.html", {"bar": bar_of(role), "code": code, "here": here})


def sessions_of(request):
    """Return the sessions that the post has to do with, newest first; read once a request."""
    if not hasattr(request, "plenary_sessions"):
        request.plenary_sessions = sessions_at_hand(request.post)
    return request.plenary_sessions


def session_at(request, code):
    """Return the session of an address, which the frame then shows as the present one.

    Raises:
        Http404: there is none, or the post has nothing to do with it.
    """
    found = next((each for each in sessions_of(request) if each.code == code), None)
    if found is None:
        raise Http404
    request.plenary_session = found
    return found


def session_of(request):
    """Return the session of the page, else the one chosen before, else the newest, else None."""
    here = getattr(request, "plenary_session", None)
    if here is None:
        sessions = sessions_of(request)
        chosen = request.session.get(CHOSEN)
        here = next((each for each in sessions if each.code == chosen), next(iter(sessions), None))
    return here


def waiting_at(request, session):
    """Return {counter: number} of the post's desk."""
    numbers = counts(request.post, session)
    return {each: numbers.get(each.key, 0) for each in counters_of(request.post)}


def waiting(request, code):
    """Answer how much waits for the post to act, for the number that a page shows beside 待办."""
    numbers = waiting_at(request, session_at(request, code))
    return HttpResponse(sum(number for counter, number in numbers.items() if counter.is_duty))


@require_POST
def choose_session(request):
    """Turn to another session, on the same kind of page where there is one."""
    session = get_object_or_404(visible_plenary_sessions(request.post), code=request.POST.get("code"))
    request.session[CHOSEN] = session.code
    try:
        return redirect(reverse(request.POST.get("page", ""), args=[session.code]))
    except NoReverseMatch:
        return redirect("overview", session.code)
