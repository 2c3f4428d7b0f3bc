"""The desk (待办) and the lists: of a counter, of a session, of words looked for; and the views kept of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Role
from proposals.queries.desk import counter_named
from proposals.queries.search import bearing_first, find_proposals
from proposals.queries.visibility import visible_in_session, visible_proposals
from proposals.web.batches import batches_of
from proposals.web.board_index import board_of_counter
from proposals.web.forms import FilterForm, ViewForm
from proposals.web.frame import session_at, session_of, sessions_of, waiting_at
from proposals.web.listing import Listing
from proposals.web.member import asked_of_proposers

_WRITING = (("write", gettext_lazy("写提案")), ("own_desk", gettext_lazy("我的提案")))
BEGINNINGS = {
    Role.CLERK: (("intake", gettext_lazy("登记提案")), ("boards", gettext_lazy("工作表"))),
    Role.OFFICE: (("boards", gettext_lazy("工作表")),),
    Role.OFFICER: (("unit_desk", gettext_lazy("本单位承办")),),
    Role.MEMBER: _WRITING,
    Role.CONTACT: _WRITING,
    Role.LEADER: (("glance", gettext_lazy("一页概览")),),
}


def home(request):
    """Show the desk of the session at hand."""
    return _desk(request, session_of(request))


def desk(request, code):
    """Show what waits for the post in a session, each number with its list."""
    return _desk(request, session_at(request, code))


def _desk(request, session):
    waiting = waiting_at(request, session) if session else {}
    return render(
        request,
        "proposals/desk.html",
        {
            "session": session,
            "sessions": sessions_of(request),
            "beginnings": BEGINNINGS.get(request.post.role, ()),
            "duties": [(each, number) for each, number in waiting.items() if each.is_duty],
            "watched": [(each, number) for each, number in waiting.items() if not each.is_duty],
        },
    )


def counter(request, code, key):
    """List the rows of one counter of the desk."""
    session = session_at(request, code)
    found = counter_named(request.post, key)
    if found is None:
        raise Http404
    rows = found.rows(request.post, session)
    empty = _("现在没有。%s会列在这里。") % found.source
    return Listing(
        found.label,
        rows,
        session=session,
        empty=empty,
        batches=batches_of(request, session, counter=key),
        asked=asked_of_proposers(request, session, key),
        extra={"board": board_of_counter(request, session, key)},
    ).answer(request)


def proposal_list(request, code):
    """List the cases of a session that the post may see, narrowed by the address."""
    session = session_at(request, code)
    form = FilterForm(request.GET, plenary_session=session)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = find_proposals(visible_in_session(request.post, session), filters)
    if any(filters.values()):
        empty = _("没有符合这些条件的提案；可以放宽条件，或清除条件后再看。")
    else:
        empty = _("这个届次还没有您能看到的提案；提案提交、登记或交办给您之后会列在这里。")
    batches = batches_of(request, session)
    order = bearing_first(filters.get("q", ""))
    return Listing(_("提案"), rows, order, form=form, session=session, empty=empty, batches=batches).answer(
        request
    )


def search(request):
    """List the cases of every session that the words of the search box are found in.

    What bears the number looked for stands first, then what is of the newest session.
    """
    words = request.GET.get("q", "").strip()
    if not words:
        return render(request, "proposals/search.html")
    rows = find_proposals(visible_proposals(request.post), {"q": words})
    empty = _("没有找到。请核对字词，或只输入案由、姓名、承办单位中的一部分。")
    title = _("查找「%s」") % words
    order = (*bearing_first(words), "-plenary_session__year")
    return Listing(title, rows, order, empty=empty, shown=("session",)).answer(request)


@require_POST
def keep_view(request):
    """Keep a list as it stands under a name, or forget it again; the address comes back."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise Http404
    values = form.cleaned_data
    arguments = [each for each in (values["code"], values["key"]) if each]
    try:
        address = reverse(values["page"], args=arguments)
    except NoReverseMatch as wrong:
        raise Http404 from wrong
    if values["forget"]:
        request.post.drop_view(values["page"], values["name"])
    else:
        request.post.keep_view(values["page"], values["name"], values["query"])
        messages.success(request, _("已存为常用视图：%s。") % values["name"])
    return redirect(f"{address}?{values['query']}")
