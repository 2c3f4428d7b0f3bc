"""What a change of units does to tasks that are in hand, said before it is done."""

from django.utils.translation import gettext as _

from proposals.actions.assigning import refuse_impossible, unit_changes
from proposals.actions.reorganising import preview
from proposals.models import Part
from proposals.web.step_forms import UnitsForm
from workflows.machines.assignment import State as TaskState
from workflows.machines.proposal import State

MOST_NAMED = 20


class ChangeUnitsForm(UnitsForm):
    """Other units in mid-course."""

    def clean(self):
        """Take only handlings that can be together, before anything is asked."""
        cleaned = super().clean()
        if not self.errors:
            refuse_impossible(self.own()["handlings"])
        return cleaned

    def question(self):
        """Say what becomes of the tasks and of the case, where a unit has begun with what changes."""
        changes = unit_changes(self.tasks, self.own()["handlings"])
        touched = [*changes.leaving, *(task for task, _part in changes.turning)]
        is_met_or_replied = self.subject.state in (State.CONSULTED, State.REPLIED)
        if not is_met_or_replied and all(task.state == TaskState.ISSUED for task in touched):
            return []
        lines = [
            _("撤销%(task)s：现在是「%(state)s」，已办的事项留在记录里，不再由它办理。")
            % {"task": _named(task), "state": task.get_state_display()}
            for task in changes.leaving
        ]
        lines += [
            _("%(task)s改为%(part)s：现在是「%(state)s」。")
            % {"task": _named(task), "part": Part(part).label, "state": task.get_state_display()}
            for task, part in changes.turning
        ]
        lines += [_("新交办%(unit)s（%(part)s）。") % _in_words(each) for each in changes.coming]
        if lines and is_met_or_replied:
            words = {"state": self.subject.get_state_display()}
            lines.append(_("提案现在是「%(state)s」，调整后按留下的和新交办的单位重新判断。") % words)
        return lines


def _named(task):
    return f"{task.unit_label}（{task.get_part_display()}）"


def _in_words(handling):
    return {"unit": handling.unit, "part": Part(handling.part).label}


def reorganisation_question(body, successor):
    """Return the lines that say what goes over from `body` to `successor`, and which tasks are left out."""
    found = preview(body, successor)
    lines = [
        _("%(old)s并入%(new)s：移交未办结的承办件%(count)d件。")
        % {"old": body, "new": successor, "count": len(found.tasks)}
    ]
    if found.spared:
        named = "；".join(str(task) for task in found.spared[:MOST_NAMED])
        more = _("等") if len(found.spared) > MOST_NAMED else ""
        words = {"count": len(found.spared), "tasks": named + more}
        lines.append(_("两家都承办的只留一件，撤销%(count)d件：%(tasks)s。") % words)
    lines.append(
        _(
            "一并移交：人员岗位%(post_count)d个，下属单位%(body_count)d个，交办渠道%(channel_count)d个，未交办的拟办%(plan_count)d件，它提出的未办结提案%(case_count)d件。"
        )
        % vars(found)
    )
    return lines
