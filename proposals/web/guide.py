"""What a post may do and when, drawn from the machines, the rules and the steps themselves."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _

from proposals.models import Assignment, Proposal, Reply
from proposals.permissions import roles_of
from proposals.queries.desk import counters_of
from proposals.web.steps import STEPS
from workflows.machine import Machine

COURSES = (Proposal, Assignment, Reply)


@dataclass(frozen=True)
class Help:
    """One step as help tells it: in which states it can come, and whether only for others (代录)."""

    label: str
    states: str
    is_for_others: bool


def help_page(request):
    """Show what waits at the desk of the post, what it may do in which state, and the course of a case."""
    role = request.post.role
    return render(
        request,
        "proposals/help.html",
        {
            "role": request.post.get_role_display(),
            "counters": counters_of(request.post),
            "steps": [
                (model._meta.verbose_name, found) for model in STEPS if (found := list(_steps(model, role)))
            ],
            "courses": [(model._meta.verbose_name, list(_course(model))) for model in COURSES],
        },
    )


def _steps(model, role):
    records_for_others = role in roles_of("record_for_others")
    for step in STEPS[model]:
        in_own_right = role in roles_of(step.permission(model))
        if in_own_right or records_for_others:
            states = _labels(model, step.states(model)) or _("条件符合时（按钮会出现在提案页上）")
            yield Help(step.label, states, not in_own_right)


def _labels(model, states):
    if not issubclass(model, Machine):
        return ""
    labels = dict(model._meta.get_field("state").flatchoices)
    return "、".join(str(labels[state]) for state in states)


def _course(model):
    """Yield (state, [(move, state it leads to)]) as the machine declares them."""
    labels = dict(model._meta.get_field("state").flatchoices)
    for state, label in labels.items():
        moves = [
            (move.label, labels[move.target]) for move in model.moves().values() if state in move.sources
        ]
        yield label, moves
