"""What stands around every page: the sessions to choose from, the desk's links, and how much waits there."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Role
from proposals.queries.visibility import visible_plenary_sessions

CHOSEN = "plenary_session"


@dataclass(frozen=True)
class Entry:
    """One link of the bar under the title: the name of a page that takes a session's code, and who has it."""

    name: str
    label: str
    roles: frozenset = frozenset(Role)


ENTRIES = (
    Entry("overview", _("概况")),
    Entry("proposal_list", _("提案列表")),
    Entry("intake", _("登记提案"), frozenset({Role.CLERK})),
    Entry("intake", _("写提案"), frozenset({Role.MEMBER, Role.CONTACT})),
    Entry("glance", _("一页概览"), frozenset({Role.LEADER, Role.CLERK, Role.OFFICE})),
    Entry("charts", _("图表"), frozenset({Role.LEADER, Role.CLERK, Role.OFFICE})),
    Entry("hall", _("会场大屏"), frozenset({Role.CLERK})),
    Entry("settings", _("规定"), frozenset({Role.CLERK})),
    Entry("people_home", _("人员"), frozenset({Role.CLERK})),
)


def frame(request):
    """Return what base.html shows around the page; nothing is read for who is not signed in."""
    post = getattr(request, "post", None)
    if not post:
        return {}
    sessions = SimpleLazyObject(lambda: list(visible_plenary_sessions(post)))
    return {
        "frame_sessions": sessions,
        "frame_session": SimpleLazyObject(lambda: chosen_session(request, sessions)),
        "frame_entries": [entry for entry in ENTRIES if post.role in entry.roles],
    }


def chosen_session(request, sessions):
    """Return the session chosen before, else the newest, else None."""
    chosen = request.session.get(CHOSEN)
    return next((each for each in sessions if each.code == chosen), sessions[0] if sessions else None)


@require_POST
def choose_session(request):
    """Turn to another session, on the same kind of page where there is one."""
    session = get_object_or_404(visible_plenary_sessions(request.post), code=request.POST.get("code"))
    request.session[CHOSEN] = session.code
    try:
        return redirect(reverse(request.POST.get("page", ""), args=[session.code]))
    except NoReverseMatch:
        return redirect("overview", session.code)
