"""What a post may do and when, drawn from the machines, the rules and the steps themselves."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, Proposal, Reply
from proposals.models.proposer import PROPOSING
from proposals.permissions import roles_of
from proposals.queries.desk import counters_of
from proposals.web.steps import STEPS
from workflows.machine import Machine
from workflows.machines.proposal import State

COURSES = (Proposal, Assignment, Reply)
COURSE_FOR_PROPOSERS = {
    State.DRAFT: _("还在您手里，没有交给提案委；可以邀请委员联名，随时可以修改。"),
    State.SUBMITTED: _("已经交给提案委，等待审查；审查以前您可以收回来修改。"),
    State.RETURNED: _("提案委请您修改，原因写在提案页上；改好后再提交。"),
    State.FILED: _("审查通过，编了提案号，准备交给承办单位。"),
    State.PROPOSED: _("拟定了承办单位，正在听取它们的意见。"),
    State.ASSIGNED: _("交给了承办单位，提案页上写着由谁办理、何时以前答复；单位会来和您面商。"),
    State.CONSULTED: _("承办单位登记了和您面商，正在拟写答复；谈过没有，请您确认。"),
    State.REPLIED: _("承办单位作了答复；请您看过答复后评价，不满意的会重新办理或向您说明。"),
    State.CONCLUDED: _("办理完毕；答复里承诺以后再办的事，会继续跟踪。"),
    State.MERGED: _("与内容相近的提案合为一件办理；那一件的答复同样送给您。"),
    State.DECLINED: _("审查后没有立案；提案委会告知您原因，以及转到哪里处理。"),
    State.WITHDRAWN: _("应提案者申请撤回，不再办理。"),
}


@dataclass(frozen=True)
class Help:
    """One step as help tells it: in which states it can come, and whether only for others (代录)."""

    label: str
    states: str
    is_for_others: bool


def help_page(request):
    """Show what waits at the desk of the post, what it may do in which state, and the course of a case.

    Who puts proposals is told the course in words, the others as the machines declare it.
    """
    role = request.post.role
    puts = role in PROPOSING
    return render(
        request,
        "proposals/help.html",
        {
            "role": request.post.get_role_display(),
            "counters": counters_of(request.post),
            "steps": [
                (model._meta.verbose_name, found) for model in STEPS if (found := list(_steps(model, role)))
            ],
            "course": [(state.label, told) for state, told in COURSE_FOR_PROPOSERS.items()] if puts else [],
            "courses": []
            if puts
            else [(model._meta.verbose_name, list(_course(model))) for model in COURSES],
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
