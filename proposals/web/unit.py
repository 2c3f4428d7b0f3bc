"""The desk of a unit: its tasks by what they wait for, and one task with all that the unit does on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cppcc.accounts.models import Role
from cppcc.numbers import whole_numbers
from proposals.actions.accepting import accept_all
from proposals.actions.attaching import attach
from proposals.models import Attachment
from proposals.queries.unit_desk import (
    TO_DO,
    grouped,
    other_tasks,
    task_with_all,
    to_countersign,
    to_respond,
    unit_tasks,
)
from proposals.queries.visibility import may_read_reply, visible_assignments
from proposals.web.frame import session_at
from proposals.web.steps import offer, offered, step_named
from proposals.web.unit_forms import DropForm
from workflows.errors import MoveRefused


def unit_desk(request, code):
    """Show the unit's tasks of a session, in the order of the work."""
    session, unit = unit_of(request, code)
    groups = grouped(unit_tasks(unit, session), session.policy)
    letters, plans = to_countersign(unit, session), to_respond(unit, session)
    waiting = (letters, plans, *(tasks for key, _label, tasks in groups if key in TO_DO))
    return render(
        request,
        "proposals/unit/desk.html",
        {
            "session": session,
            "unit": unit,
            "groups": groups,
            "to_do_count": sum(map(len, waiting)),
            "to_countersign": letters,
            "to_respond": plans,
        },
    )


@require_POST
def accept_chosen(request, code):
    """Sign for the tasks ticked on the desk, all or none."""
    session, unit = unit_of(request, code)
    ticked = whole_numbers(request.POST.getlist("task"))
    chosen = list(unit_tasks(unit, session).filter(pk__in=ticked))
    try:
        accept_all(chosen, by=request.post)
    except MoveRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        if chosen:
            messages.success(request, _("已签收%d件。") % len(chosen))
        else:
            messages.error(request, _("请先勾选要签收的提案。"))
    return redirect("unit_desk", code)


def task(request, pk):
    """Show one task: sign for it, place it, talk, reply, deliver; what the other units said; what the case asks."""
    found = get_object_or_404(task_with_all(visible_assignments(request.post)), pk=pk)
    proposal = found.proposal
    post = request.post
    found.standing_replies = [each for each in found.standing_replies if may_read_reply(post, each)]
    for row in (*found.standing_replies, *found.standing_talks, *found.join_requests.all()):
        row.offered = offered(row, post)
    others = list(other_tasks(found))
    for other in others:
        other.offered = [each for each in offered(other, post) if each.step.name in _WITH_HELPERS]
    steps = offered(found, post)
    return render(
        request,
        "proposals/unit/task.html",
        {
            "task": found,
            "proposal": proposal,
            "session": proposal.plenary_session,
            "next_steps": [each for each in steps if each.step.name in _NEXT],
            "more_steps": [each for each in steps if each.step.name not in _NEXT],
            "others": others,
            "text": proposal.text(),
            "suggestions": proposal.suggestions.all(),
            "proposers": proposal.all_proposers().select_related("member"),
            "papers": proposal.attachments.standing(),
            "may_drop": any(each.step.name == "record_reply" for each in steps),
            "drop_form": DropForm(),
        },
    )


_NEXT = (
    "accept",
    "accept_and_ask",
    "request_hand_back",
    "withdraw_hand_back",
    "log_consultation",
    "draft_reply",
    "give_opinion",
)
_WITH_HELPERS = ("remind", "return_opinion")


@require_POST
def drop_letter(request, pk):
    """Keep the signed letter with the case and go on to the form that is filled from it."""
    found = get_object_or_404(visible_assignments(request.post), pk=pk)
    if not offer(found, step_named(found, "record_reply"), request.post):
        messages.error(request, _("现在不能在这里登记答复函，页面已更新。"))
        return redirect("task", pk)
    form = DropForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["letter"]))
        return redirect("task", pk)
    try:
        letter = form.cleaned_data["letter"]
        attach(found.proposal, letter, kind=Attachment.Kind.REPLY, assignment=found, by=request.post)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect("task", pk)
    except PermissionDenied as denied:
        messages.error(request, str(denied))
        return redirect("task", pk)
    return redirect("act", "assignment", pk, "record_reply")


def unit_of(request, code):
    """Return the session and the unit whose officer asks.

    Raises:
        Http404: the post is no officer's, or its unit has nothing in the session.
    """
    if request.post.role != Role.OFFICER:
        raise Http404
    return session_at(request, code), request.post.organisation
