"""The columns that lists can show: how each is called, what stands in it, and what it is sorted by."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, Proposal
from proposals.models.assignment import UNKNOWN_UNIT
from proposals.models.recorded import standing_in
from proposals.queries.listing import first_limit, last_replied_on


def _plain(_row, value):
    return "", escape(str(value))


def tick(row, *, is_open):
    """Return the cell with the box that chooses `row` for a batch; an empty one where no batch is open for it."""
    if not is_open:
        return '<td class="tick d-print-none"></td>'
    return (
        '<td class="tick d-print-none"><input class="form-check-input" type="checkbox" name="chosen" '
        f'value="{row.pk}" form="selection" aria-label="勾选 {escape(str(row))}"></td>'
    )


def _link(row, value):
    case = row.proposal_id if isinstance(row, Assignment) else row.pk
    before, after = _around_id()
    return "title", f'<a href="{before}{case}{after}">{escape(value)}</a>'


@cache
def _around_id():
    """Return what stands before and after the id in the address of a case, found once and not for each row."""
    place = 10**9
    before, _id, after = reverse("case", args=[place]).partition(str(place))
    return before, after


def _state(row, value):
    return "", f'<span class="state {row.state}">{escape(value)}</span>'


def _lines(_row, values):
    return "units", "<br>".join(map(escape, values))


def _unbroken(_row, value):
    return "text-nowrap", escape(value)


def _reference(_row, value):
    return "text-nowrap reference", escape(value)


def _day(row, value):
    return _unbroken(row, date_format(value) if value else "")


@dataclass(frozen=True)
class Column:
    """One column: what stands in it, what it is sorted by (a field, or what returns an expression), how a cell is drawn.

    Cells are drawn here and not in the template, which would take most of the time of a list. Each names its column:
    on a phone a row stands under itself, without the head of the table. One that is `of_repliers` shows what the
    units that owe a reply have done, which is read only where it is shown.
    """

    key: str
    label: str
    value: Callable
    order: tuple = ()
    draw: Callable = _plain
    is_shown: bool = True
    of_repliers: bool = False

    def cell(self, row):
        """Return the cell of `row` as HTML, what people wrote escaped."""
        kind, content = self.draw(row, self.value(row))
        return f'<td class="{kind}" data-column="{self._name}">{content}</td>'

    @cached_property
    def _name(self):
        """The label in words; it would be translated anew for each cell."""
        return escape(str(self.label))


def _display(model, name):
    """Return what reads the label of a choice."""
    return lambda row: _labels(model, name).get(getattr(row, name), "")


@cache
def _labels(model, name):
    """Return {value: label} in words; a label would be translated anew for each cell."""
    return {value: str(label) for value, label in model._meta.get_field(name).flatchoices}


def _text(name):
    return lambda row: getattr(row, name) or ""


def _of_case(read):
    return lambda task: read(task.proposal)


def _number(proposal):
    return proposal.number or proposal.number_label


def _title(proposal):
    return f"{proposal.title}（重点）" if proposal.is_key else proposal.title


def _units(proposal):
    return [
        f"{_labels(Assignment, 'part')[part]}：{unit or UNKNOWN_UNIT}"
        for part, unit in proposal.units_at_hand
    ]


def _limit(task):
    urgency = task.urgency()
    day = date_format(task.limit_on) if task.limit_on else ""
    return f"{day}（{urgency.value}）" if urgency.name != "NONE" else day


def _replied(task):
    reply = task.last_reply()
    return date_format(reply.issued_on) if reply and reply.issued_on else ""


def _outcome(task):
    reply = task.last_reply()
    return gettext("%s类") % reply.outcome.code if reply and reply.outcome else ""


def _ratings(task):
    forms = [form for form in standing_in(task.feedback) if form.round == task.round and form.result]
    return "、".join(dict.fromkeys(form.get_result_display() for form in forms))


def _of_repliers(read):
    """Return what reads a line of each unit that owes a reply, under its name where there are several."""

    def lines(proposal):
        told = [(task, read(task)) for task in proposal.repliers]
        if len(told) == 1:
            return [told[0][1]]
        return [f"{task.unit_label}：{said}" for task, said in told if said]

    return lines


def _lines_of_repliers(_row, values):
    """Return a cell whose days stay in one piece, while the names of units before them may break."""
    told = [value.rpartition("：") for value in values]
    lines = (
        f'{escape(unit + colon)}<span class="text-nowrap">{escape(said)}</span>' for unit, colon, said in told
    )
    return "", "<br>".join(lines)


def _repliers_column(key, label, read, order=()):
    return Column(key, label, _of_repliers(read), order, _lines_of_repliers, is_shown=False, of_repliers=True)


PROPOSAL_COLUMNS = (
    Column("session", _("届次"), _text("plenary_session"), is_shown=False),
    Column("number", _("提案号"), _number, ("number_order",), _reference),
    Column("title", _("案由"), _title, ("title",), _link),
    Column("first", _("第一提案人"), _text("first_proposer"), ("first_proposer",)),
    Column("category", _("类别"), _text("category"), ("category__position",)),
    Column("kind", _("提案者性质"), _display(Proposal, "kind"), ("kind",), is_shown=False),
    Column("sector", _("界别"), _text("sector"), ("sector__position",), is_shown=False),
    Column("submitted", _("提交日期"), _text("submitted_on"), ("submitted_on",), _day, is_shown=False),
    Column("occasion", _("时间标识"), _display(Proposal, "occasion"), ("occasion",), is_shown=False),
    Column("units", _("承办单位"), _units, draw=_lines),
    _repliers_column("limit", _("答复期限"), _limit, (first_limit,)),
    _repliers_column("replied", _("答复日期"), _replied, (last_replied_on,)),
    _repliers_column("outcome", _("办理结果"), _outcome),
    _repliers_column("satisfaction", _("满意度"), _ratings),
    Column("concluded", _("办结日期"), _text("concluded_on"), ("concluded_on",), _day, is_shown=False),
    Column("docket", _("案卷种类"), _display(Proposal, "docket"), ("docket",), is_shown=False),
    Column("leader", _("督办领导"), _text("supervising_leader"), ("supervising_leader",), is_shown=False),
    Column("state", _("状态"), _display(Proposal, "state"), ("state",), _state),
)
TASK_COLUMNS = (
    Column("number", _("提案号"), _of_case(_number), ("proposal__number_order",), _reference),
    Column("title", _("案由"), _of_case(_title), ("proposal__title",), _link),
    Column("unit", _("承办单位"), lambda task: task.unit_label, ("unit__name",)),
    Column("part", _("办理方式"), _display(Assignment, "part"), ("part",)),
    Column("channel", _("交办渠道"), _text("channel"), ("channel__position",), is_shown=False),
    Column("assigned", _("交办日期"), _text("assigned_on"), ("assigned_on",), _day),
    Column("accepted", _("签收日期"), _text("accepted_on"), ("accepted_on",), _day, is_shown=False),
    Column("limit", _("期限"), _limit, ("limit_day",), _unbroken),
    Column("officer", _("经办人"), _text("officer"), is_shown=False),
    Column("phone", _("联系电话"), _text("phone"), is_shown=False),
    Column("round", _("办理轮次"), lambda task: str(task.round), ("round",), is_shown=False),
    Column("state", _("状态"), _display(Assignment, "state"), ("state",), _state),
)
