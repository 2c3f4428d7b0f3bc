"""The desk of a member, or of the contact of a collective: to sign, finish, confirm, rate; the cases; the record."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

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
