"""A proposal's course: 起草 → 提交 → 立案 → 拟交办 → 交办 → 面商 → 答复 → 办结.

    DRAFT ──submit──▶ SUBMITTED ──file──▶ FILED ──propose──▶ PROPOSED ──assign──▶ ASSIGNED
      ▲  ◀──recall──   │ ▲ │ │              └───────────assign────────────────────▶  │
      │                │ │ │ └─decline─▶ DECLINED ──reconsider──▶ SUBMITTED          │ consult
    RETURNED ◀─return──┘ │ └─merge──▶ MERGED ──unmerge──▶ SUBMITTED                  ▼
      └──────submit──────┘                                                       CONSULTED
                          withdraw: any open state before the reply ▶ WITHDRAWN      │ reply
                                                                                     ▼
                          resume (重办 or a changed unit): ASSIGNED ◀───────────  REPLIED ──conclude──▶ CONCLUDED

The proposal follows its tasks: CONSULTED when every unit that owes a reply has consulted or holds a waiver,
REPLIED when every one of them has replied, CONCLUDED when the feedback the policy asks for is in.
"""

import django_fsm as fsm
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.machine import Machine, guard


class State(models.TextChoices):
    """Where a proposal stands."""

    DRAFT = "DRAFT", _("起草")
    SUBMITTED = "SUBMITTED", _("提交")
    RETURNED = "RETURNED", _("退回修改")
    DECLINED = "DECLINED", _("不予立案")
    MERGED = "MERGED", _("并案")
    WITHDRAWN = "WITHDRAWN", _("撤案")
    FILED = "FILED", _("立案")
    PROPOSED = "PROPOSED", _("拟交办")
    ASSIGNED = "ASSIGNED", _("交办")
    CONSULTED = "CONSULTED", _("面商")
    REPLIED = "REPLIED", _("答复")
    CONCLUDED = "CONCLUDED", _("办结")


@guard(_("提案还没有写案由，请补齐后再提交。"))
def has_title(proposal):
    """The proposal has a heading."""
    return proposal.has_title()


@guard(_("提案还没有写提案者，请补齐后再提交。"))
def has_proposer(proposal):
    """Somebody puts it forward."""
    return proposal.has_proposer()


@guard(_("提案还没有写背景情况，请补齐后再提交。"))
def has_background(proposal):
    """It has its 情况, where the policy asks for parts."""
    return proposal.has_background()


@guard(_("提案还没有写问题及分析，请补齐后再提交。"))
def has_analysis(proposal):
    """It has its 分析, where the policy asks for parts."""
    return proposal.has_analysis()


@guard(_("提案还没有写正文（具体建议），请补齐后再提交。"))
def has_body(proposal):
    """It says what is asked for."""
    return proposal.has_body()


@guard(_("还有提案并入本案，本案退出后它们就没有着落；请先拆并，再办这一步。"))
def nothing_is_merged_into_it(proposal):
    """No other proposal depends on this one."""
    return not proposal.has_absorbed()


@guard(_("还没有拟定承办单位，请先填写拟办意见。"))
def units_are_proposed(proposal):
    """At least one unit has been named in the pre-assignment round."""
    return proposal.has_proposed_units()


@guard(_("还没有承办单位；请至少确定一个独办、主办单位，或两个分办单位。"))
def has_units_in_charge(proposal):
    """One SOLE or LEAD task, or two SEPARATE ones, stand."""
    return proposal.has_units_in_charge()


@guard(_("还有应答复的单位没有面商，也没有记录委员同意免于面商。"))
def every_unit_has_consulted(proposal):
    """Every unit that owes a reply has consulted or holds a waiver."""
    return proposal.every_unit_has_consulted()


@guard(_("还有应答复的单位没有答复。"))
def every_unit_has_replied(proposal):
    """Every unit that owes a reply has replied in the present round."""
    return proposal.every_unit_has_replied()


@guard(_("提案者的反馈还没有收齐，征询期也没有届满；请先登记反馈。"))
def feedback_is_settled(proposal):
    """The feedback the policy asks for is in, or its window is over."""
    return proposal.feedback_is_settled()


@guard(_("有提案者不满意，还没有重新办理或说明；请先安排重办或记录处理意见。"))
def nothing_is_to_be_handled_again(proposal):
    """No dissatisfied feedback waits for a second handling."""
    return not proposal.awaits_second_handling()


@guard(_("还有承办单位在办；请先撤销交办或同意退办。"))
def no_unit_is_left(proposal):
    """No task of the proposal stands any more."""
    return not proposal.has_standing_tasks()


@guard(_("各应答复单位都已完成，没有需要恢复办理的事项。"))
def work_is_open_again(proposal):
    """A task of the proposal is open again, by a second handling or a changed unit."""
    return proposal.has_open_work()


class ProposalMachine(Machine):
    """The proposal's protected state and its moves."""

    state = fsm.FSMField(_("状态"), default=State.DRAFT, choices=State.choices, protected=True, db_index=True)

    class Meta:
        abstract = True

    @fsm.transition(
        "state",
        [State.DRAFT, State.RETURNED],
        State.SUBMITTED,
        conditions=[has_title, has_proposer, has_background, has_analysis, has_body],
        custom={"label": _("提交")},
    )
    def submit(self):
        """The proposer hands the proposal in."""

    @fsm.transition(
        "state",
        State.SUBMITTED,
        State.DRAFT,
        conditions=[nothing_is_merged_into_it],
        custom={"label": _("收回")},
    )
    def recall(self):
        """The proposer takes it back before it is filed; it then was never received."""

    @fsm.transition("state", State.SUBMITTED, State.RETURNED, conditions=[], custom={"label": _("退回修改")})
    def return_for_revision(self):
        """The clerk asks the proposer to revise; it still awaits examination."""

    @fsm.transition("state", State.SUBMITTED, State.FILED, conditions=[], custom={"label": _("立案")})
    def file(self):
        """The proposal is put on file and numbered."""

    @fsm.transition(
        "state",
        State.SUBMITTED,
        State.DECLINED,
        conditions=[nothing_is_merged_into_it],
        custom={"label": _("不予立案")},
    )
    def decline(self):
        """Not filed, for a reason and with a disposition (处理去向)."""

    @fsm.transition("state", State.DECLINED, State.SUBMITTED, conditions=[], custom={"label": _("复核")})
    def reconsider(self):
        """The decision not to file is taken up again."""

    @fsm.transition(
        "state",
        [State.SUBMITTED, State.FILED, State.PROPOSED],
        State.MERGED,
        conditions=[],
        custom={"label": _("并案")},
    )
    def merge(self):
        """Absorbed into another proposal on the same matter."""

    @fsm.transition("state", State.MERGED, State.SUBMITTED, conditions=[], custom={"label": _("拆并")})
    def unmerge(self):
        """Taken out of the group again, to be examined on its own."""

    @fsm.transition(
        "state",
        [
            State.SUBMITTED,
            State.RETURNED,
            State.FILED,
            State.PROPOSED,
            State.ASSIGNED,
            State.CONSULTED,
        ],
        State.WITHDRAWN,
        conditions=[nothing_is_merged_into_it],
        custom={"label": _("撤案")},
    )
    def withdraw(self):
        """The proposer asks, the committee agrees; it stays among the received."""

    @fsm.transition(
        "state",
        State.FILED,
        State.PROPOSED,
        conditions=[units_are_proposed],
        custom={"label": _("拟交办")},
    )
    def propose(self):
        """The units are proposed for assignment (交办前协商)."""

    @fsm.transition(
        "state",
        [State.FILED, State.PROPOSED],
        State.ASSIGNED,
        conditions=[has_units_in_charge],
        custom={"label": _("交办")},
    )
    def assign(self):
        """The assigning office hands the proposal to its units."""

    @fsm.transition(
        "state",
        [State.ASSIGNED, State.CONSULTED],
        State.PROPOSED,
        conditions=[no_unit_is_left],
        custom={"label": _("收回交办")},
    )
    def unassign(self):
        """No unit is left (all handed back): units must be proposed anew."""

    @fsm.transition(
        "state",
        State.ASSIGNED,
        State.CONSULTED,
        conditions=[every_unit_has_consulted],
        custom={"label": _("面商")},
    )
    def consult(self):
        """Every unit that owes a reply has talked the matter over with the proposers."""

    @fsm.transition(
        "state",
        [State.ASSIGNED, State.CONSULTED],
        State.REPLIED,
        conditions=[every_unit_has_replied],
        custom={"label": _("答复")},
    )
    def reply(self):
        """Every unit that owes a reply has replied (办复)."""

    @fsm.transition(
        "state",
        [State.CONSULTED, State.REPLIED],
        State.ASSIGNED,
        conditions=[work_is_open_again],
        custom={"label": _("恢复办理")},
    )
    def resume(self):
        """A second handling or a changed unit opens the work again."""

    @fsm.transition(
        "state",
        State.REPLIED,
        State.CONCLUDED,
        conditions=[feedback_is_settled, nothing_is_to_be_handled_again],
        custom={"label": _("办结")},
    )
    def conclude(self):
        """Nothing is owed any more."""
