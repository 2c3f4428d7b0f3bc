"""People and bodies of a committee: lists, new ones, slips to print, leavers, standings, renamed units."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cppcc.accounts.lockout import locked_usernames
from cppcc.accounts.models import Role
from proposals.actions import reorganising, staffing
from proposals.actions.sending import AlreadySent, send_once
from proposals.actions.staffing import Newcomer
from proposals.queries import people
from proposals.web.forms import WordsForm
from proposals.web.freshness import Question, unconfirmed
from proposals.web.people_forms import (
    BlockForm,
    BodyForm,
    LeaveForm,
    MemberForm,
    PersonForm,
    ReorganisationForm,
    StandingForm,
)
from proposals.web.scopes import session_to
from proposals.web.unit_changes import reorganisation_question
from workflows.errors import MoveRefused
from workflows.models import MoveRecord

A_PAGE = 50
LISTS = {
    "members": gettext_lazy("委员"),
    "contacts": gettext_lazy("集体提案联系人"),
    "officers": gettext_lazy("承办单位经办人"),
    "staff": gettext_lazy("提案委、交办单位、领导"),
    "bodies": gettext_lazy("单位和机构"),
    "records": gettext_lazy("变动记录"),
}
_ROLES = {
    "contacts": (Role.CONTACT,),
    "officers": (Role.OFFICER,),
    "staff": (Role.CLERK, Role.OFFICE, Role.LEADER),
}


def directory(request, code, name="members"):
    """List the members, the posts of one kind, the bodies, or what was changed."""
    session = session_to("enrol", request, code)
    if name not in LISTS:
        raise Http404
    words = WordsForm(request.GET).filters()["q"]
    if name in _ROLES:
        rows = people.desks_of(session.committee, _ROLES[name], words)
    elif name == "bodies":
        rows = people.bodies_named(session.committee, words)
    elif name == "records":
        rows = MoveRecord.objects.of(session).filter(name="enrol").order_by("-pk").select_related("by__user")
    else:
        rows = people.members_of(session.term, words)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "lists": LISTS,
        "chosen": name,
        "title": LISTS[name],
        "rows": "proposals/people/posts.html" if name in _ROLES else f"proposals/people/{name}.html",
        "page": page,
        "words": words,
        "query": urlencode({"q": words}),
        "locked": locked_usernames(),
        "without_account": people.members_without_account(session.term).count(),
    }
    return _show(request, session, "directory", context)


def new_person(request, code):
    """Admit one person and show the slip."""
    session = session_to("enrol", request, code)
    form = PersonForm(request.POST or None, session=session)
    question = None
    if request.method == "POST" and form.is_valid():
        newcomers = [form.newcomer()]
        question = unconfirmed(request, _doubles(session, newcomers))
        answer = None if question else _try(form, lambda: _admit(request, session, form, newcomers))
        if answer is not None:
            return answer
    return _form(request, session, form, _("新增人员"), _("新增并打印登录单"), question)


def new_people(request, code):
    """Admit a pasted block: first show what was read, then, confirmed, take all or nobody."""
    session = session_to("enrol", request, code)
    form = BlockForm(request.POST or None, session=session)
    is_read = request.method == "POST" and form.is_valid()
    doubles = _doubles(session, form.newcomers()) if is_read and not form.is_of_bodies else []
    if is_read and request.POST.get("confirmed") and not unconfirmed(request, doubles):
        answer = _try(form, lambda: _take_block(request, session, form))
        if answer is not None:
            return answer
    context = {
        "form": form,
        "rows": form.table() if is_read else [],
        "headers": form.headers if is_read else [],
        "asked": Question(tuple(doubles)),
    }
    return _show(request, session, "block", context, status=409 if form.errors else 200)


def _take_block(request, session, form):
    if form.is_of_bodies:
        made, completed = reorganising.register_many(session, form.rows, by=request.post)
        messages.success(
            request, _("新增%(made)d个，补充%(completed)d个。") % {"made": made, "completed": completed}
        )
        return redirect("people", session.code, "bodies")
    return _admit(request, session, form, form.newcomers())


def _admit(request, session, form, newcomers):
    """Admit them once and show the slips."""
    how = {"by": request.post, "at": form.cleaned_data["at"]}
    try:
        slips = send_once(form.cleaned_data["token"], lambda: staffing.admit(session, newcomers, **how))
    except AlreadySent:
        messages.info(request, _("这张表已经提交过，没有重复登记；没有看到登录单的，请重设密码并打印。"))
        return redirect("people", session.code, _list_of(newcomers[0]))
    return _slips(request, session, slips)


def _doubles(session, newcomers):
    """Return a question for each new member whom the roster has under another sector."""
    named = [
        ("".join(each.name.split()), each.facts.get("界别", ""))
        for each in newcomers
        if each.role == Role.MEMBER
    ]
    question = _(
        "名册里已有%(name)s（%(known)s），这里写的是%(sector)s。"
        "是同一人的，不要在这里登记，请在委员名单中点「修改」；是另一人的，可以登记。"
    )
    return [
        question % {"name": member, "known": member.sector, "sector": sector}
        for member, sector in people.under_other_sectors(session.term, named)
    ]


@require_POST
def accounts_for_members(request, code):
    """Give a sign-in name to every member in office who has none, and show the slips."""
    session = session_to("enrol", request, code)
    newcomers = [
        Newcomer(member.name, Role.MEMBER, member=member)
        for member in people.members_without_account(session.term)
    ]
    if not newcomers:
        messages.info(request, _("每名在任委员都已有登录名。"))
        return redirect("people", session.code, "members")
    return _slips(request, session, staffing.admit(session, newcomers, by=request.post))


@require_POST
def account_for_member(request, code, pk):
    """Give one member a sign-in name and show the slip."""
    session = session_to("enrol", request, code)
    member = get_object_or_404(people.members_of(session.term).filter(user=None), pk=pk)
    newcomer = Newcomer(member.name, Role.MEMBER, member=member)
    return _slips(request, session, staffing.admit(session, [newcomer], by=request.post))


@require_POST
def reset(request, code, pk):
    """Hand out a first password again and show the slip."""
    session = session_to("enrol", request, code)
    user = get_object_or_404(people.users_of(session.committee), pk=pk)
    return _slips(request, session, [staffing.reset_password(session, user, by=request.post)])


@require_POST
def let_in(request, code, pk):
    """Lift a lock-out after failed attempts."""
    session = session_to("enrol", request, code)
    user = get_object_or_404(people.users_of(session.committee), pk=pk)
    staffing.let_in(session, user, by=request.post)
    messages.success(request, _("%s可以重新登录了。") % user)
    return redirect("people", session.code, "members")


def leave(request, code, pk):
    """End a post, with or without a successor."""
    session = session_to("enrol", request, code)
    post = get_object_or_404(people.posts_of(session.committee), pk=pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = {"by": request.post, "at": form.cleaned_data["at"]}
        done = _try(form, lambda: [staffing.leave(session, post, successor=form.newcomer(post), **how)])
        if done is not None:
            messages.success(request, _("%s已离任；手头的工作仍在原岗位的待办里。") % post.user)
            return (
                _slips(request, session, done)
                if done[0]
                else redirect("people", session.code, _list_of(post))
            )
    return _form(request, session, form, _("离任与接任：%s") % post, _("登记离任"))


def member(request, code, pk):
    """Change what the roster says of a member."""
    session = session_to("enrol", request, code)
    found = get_object_or_404(people.members_of(session.term), pk=pk)
    form = MemberForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        staffing.change_member(session, found, form.cleaned_data, by=request.post)
        messages.success(request, _("已修改：%s。") % found)
        return redirect("people", session.code, "members")
    return _form(request, session, form, _("修改委员信息：%s") % found, _("保存"))


def standing(request, code, pk):
    """Record that a member resigned, was suspended, died, or is back."""
    session = session_to("enrol", request, code)
    member = get_object_or_404(people.members_of(session.term), pk=pk)
    form = StandingForm(request.POST or None, initial={"standing": member.standing})
    if request.method == "POST" and form.is_valid():
        own = form.cleaned_data
        how = {"by": request.post, "at": own["at"]}
        done = _try(form, lambda: staffing.change_standing(session, member, own["standing"], **how) or True)
        if done:
            messages.success(request, _("已登记：%s。") % member)
            return redirect("people", session.code, "members")
    return _form(request, session, form, _("履职状态：%s") % member, _("登记"))


def new_body(request, code):
    """Register a unit or a collective body."""
    session = session_to("enrol", request, code)
    form = BodyForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        body = reorganising.register(session, form.save(commit=False), by=request.post)
        messages.success(request, _("已登记：%s。") % body)
        return redirect("people", session.code, "bodies")
    return _form(request, session, form, _("新增单位或机构"), _("登记"))


def reorganise(request, code, pk):
    """Rename a body or let it go over into another; open tasks move in one step."""
    session = session_to("enrol", request, code)
    body = get_object_or_404(people.bodies_of(session.committee).filter(valid_to=None), pk=pk)
    form = ReorganisationForm(request.POST or None, session=session, body=body)
    question = None
    if request.method == "POST" and form.is_valid():
        own = form.cleaned_data
        how = {"by": request.post, "at": own["at"]}
        if own["into"]:
            question = unconfirmed(request, reorganisation_question(body, own["into"]))
        if question:
            done = None
        elif own["into"]:
            done = _try(form, lambda: reorganising.go_over(session, body, own["into"], **how) or True)
        else:
            done = _try(form, lambda: reorganising.rename(session, body, own["name"], **how))
        if done:
            messages.success(request, _("%s的工作已移交。") % body)
            return redirect("people", session.code, "bodies")
    return _form(request, session, form, _("更名或并入：%s") % body, _("移交"), question)


def _list_of(post):
    """Return the list that shows a post, or whoever is to have one."""
    return next((name for name, roles in _ROLES.items() if post.role in roles), "members")


def _try(form, act):
    """Return what `act` returns; where it refuses, put the sentences on the form and return None."""
    try:
        return act()
    except MoveRefused as refusal:
        form.add_error(None, refusal.reason)
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
    return None


def _form(request, session, form, title, button, question=None):
    context = {"form": form, "title": title, "button": button, "question": question}
    return _show(request, session, "form", context, status=409 if form.errors else 200)


@never_cache
def _slips(request, session, slips):
    """Show the slips: the only time that a first password can be read."""
    context = {"slips": slips, "address": request.build_absolute_uri(reverse("home"))}
    return _show(request, session, "slips", context)


def _show(request, session, name, context, status=200):
    return render(request, f"proposals/people/{name}.html", {"session": session, **context}, status=status)
