"""The columns that lists can show: how each is called, what stands in it, and what it is sorted by."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, Proposal


@dataclass(frozen=True)
class Column:
    """One column; `kind` says how a cell is drawn: text, link (to the case), state, lines, day."""

    key: str
    label: str
    value: Callable
    order: tuple = ()
    kind: str = "text"
    is_shown: bool = True


def _display(model, name):
    """Return what reads the label of a choice; `get_…_display` lists all of them anew for each cell."""
    labels = dict(model._meta.get_field(name).flatchoices)
    return lambda row: str(labels.get(getattr(row, name), ""))


_part = _display(Assignment, "part")


def _text(name):
    return lambda row: getattr(row, name) or ""


def _of_case(read):
    return lambda task: read(task.proposal)


def _number(proposal):
    return proposal.number or proposal.number_label


def _title(proposal):
    return f"{proposal.title}（重点）" if proposal.is_key else proposal.title


def _units(proposal):
    return [f"{_part(task)}：{task.unit_label}" for task in proposal.units_at_hand]


def _limit(task):
    urgency = task.urgency()
    day = date_format(task.limit_day) if task.limit_day else ""
    return f"{day}（{urgency.value}）" if urgency.name != "NONE" else day


PROPOSAL_COLUMNS = (
    Column("session", _("届次"), _text("plenary_session"), is_shown=False),
    Column("number", _("提案号"), _number, ("number_order",)),
    Column("title", _("案由"), _title, ("title",), "link"),
    Column("first", _("第一提案人"), _text("first_proposer"), ("first_proposer",)),
    Column("category", _("类别"), _text("category"), ("category__position",)),
    Column("kind", _("提案者性质"), _display(Proposal, "kind"), ("kind",), is_shown=False),
    Column("sector", _("界别"), _text("sector"), ("sector__position",), is_shown=False),
    Column("submitted", _("提交日期"), _text("submitted_on"), ("submitted_on",), "day", is_shown=False),
    Column("occasion", _("时间标识"), _display(Proposal, "occasion"), ("occasion",), is_shown=False),
    Column("units", _("承办单位"), _units, kind="lines"),
    Column("concluded", _("办结日期"), _text("concluded_on"), ("concluded_on",), "day", is_shown=False),
    Column("docket", _("案卷种类"), _display(Proposal, "docket"), ("docket",), is_shown=False),
    Column("leader", _("督办领导"), _text("supervising_leader"), ("supervising_leader",), is_shown=False),
    Column("state", _("状态"), _display(Proposal, "state"), ("state",), "state"),
)
TASK_COLUMNS = (
    Column("number", _("提案号"), _of_case(_number), ("proposal__number_order",)),
    Column("title", _("案由"), _of_case(_title), ("proposal__title",), "link"),
    Column("unit", _("承办单位"), lambda task: task.unit_label, ("unit__name",)),
    Column("part", _("办理方式"), _part, ("part",)),
    Column("channel", _("交办渠道"), _text("channel"), ("channel__position",), is_shown=False),
    Column("assigned", _("交办日期"), _text("assigned_on"), ("assigned_on",), "day"),
    Column("accepted", _("签收日期"), _text("accepted_on"), ("accepted_on",), "day", is_shown=False),
    Column("limit", _("期限"), _limit, ("limit_day",)),
    Column("officer", _("经办人"), _text("officer"), is_shown=False),
    Column("phone", _("联系电话"), _text("phone"), is_shown=False),
    Column("round", _("办理轮次"), lambda task: str(task.round), ("round",), is_shown=False),
    Column("state", _("状态"), _display(Assignment, "state"), ("state",), "state"),
)
