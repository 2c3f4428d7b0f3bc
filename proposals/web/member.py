"""The desk of a member, or of the contact of a collective: to sign, finish, confirm, rate; the cases; the record."""

from collections import defaultdict

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cppcc.accounts.models import Role
from proposals.models import Proposer
from proposals.queries.own_cases import (
    WITH_WRITER,
    answered_for,
    cases_put,
    invitations,
    to_confirm,
    to_rate,
    unsaved_page,
)
from proposals.statistics.own_record import own_record
from proposals.web.frame import session_at


def own_desk(request, code):
    """Show what waits for the post, what it has put, and what became of it year by year."""
    if request.post.role not in (Role.MEMBER, Role.CONTACT):
        raise Http404
    post = request.post
    session = session_at(request, code)
    cases, mine = list(cases_put(post, session)), answered_for(post, session)
    return render(
        request,
        "proposals/member/desk.html",
        {
            "session": session,
            "invitations": invitations(post, session),
            "unsaved": unsaved_page(post, reverse("write", args=[session.code])),
            "to_finish": [each for each in cases if each.state in WITH_WRITER],
            "to_confirm": to_confirm(mine),
            "to_rate": to_rate(mine),
            "cases": [each for each in cases if each.state not in WITH_WRITER],
            "record": own_record(Proposer.objects.of(post)),
        },
    )


def asked_of_proposers(request, session, key):
    """Return {id of a row of the counter `key`: its buttons, as HTML}; {} where it asks for more than a tap."""
    drawn = defaultdict(list)
    for row, part, values in _ASKED[key](request.post, session) if key in _ASKED else ():
        drawn[row].append(render_to_string(f"proposals/member/{part}.html", values, request))
    return {row: SafeString("".join(parts)) for row, parts in drawn.items()}


def _to_sign(post, session):
    return [(each.proposal_id, "sign", {"invitation": each}) for each in invitations(post, session)]


def _to_confirm(post, session):
    talks = to_confirm(answered_for(post, session))
    return [(each.assignment_id, "talk", {"talk": each}) for each in talks]


def _to_rate(post, session):
    tasks = {task for task, _proposer in to_rate(answered_for(post, session))}
    return [(task.pk, "rate", {"task": task}) for task in tasks]


_ASKED = {"invitations": _to_sign, "talks": _to_confirm, "to_rate": _to_rate}
