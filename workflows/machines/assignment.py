"""One unit's task: 交办 → 签收 → 面商 → 答复 → 办结; a co-handling unit (会办): 交办 → 签收 → 会办意见 → 办结.

ISSUED ──accept──▶ ACCEPTED ──consult──▶ CONSULTED ──reply──▶ REPLIED ──conclude──▶ CONCLUDED
  │                 │  │  ▲                                      │
  │                 │  │  └──────────────reopen (重办)───────────┘
  │                 │  └──reply (a reason stands for the missing 面商)──▶ REPLIED
  │                 └──give_opinion──▶ OPINION_GIVEN ──conclude──▶ CONCLUDED
  └──request_hand_back──▶ HAND_BACK_REQUESTED ──grant──▶ HANDED_BACK
                                ├──refuse──▶ ACCEPTED
                                └──withdraw──▶ ACCEPTED
remove: any open task ▶ REMOVED, when the office changes the units in mid-course
"""

import django_fsm as fsm
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.machine import Machine, guard


class State(models.TextChoices):
    """Where one unit's task stands."""

    ISSUED = "ISSUED", _("交办")
    ACCEPTED = "ACCEPTED", _("签收")
    CONSULTED = "CONSULTED", _("面商")
    OPINION_GIVEN = "OPINION_GIVEN", _("会办意见")
    REPLIED = "REPLIED", _("答复")
    CONCLUDED = "CONCLUDED", _("办结")
    HAND_BACK_REQUESTED = "HAND_BACK_REQUESTED", _("申请退办")
    HANDED_BACK = "HANDED_BACK", _("退办")
    REMOVED = "REMOVED", _("撤销交办")


@guard(_("请先登记面商记录；委员同意免于面商的，请登记免于面商。"))
def consultation_is_recorded(assignment):
    """A counted consultation, or a waiver, stands in the present round."""
    return assignment.has_consultation()


@guard(_("会办单位只提会办意见，不直接答复提案者。"))
def owes_a_reply(assignment):
    """The part is SOLE, LEAD or SEPARATE."""
    return assignment.owes_reply()


@guard(_("只有会办单位提交会办意见；独办、主办、分办单位请直接答复。"))
def is_co_handler(assignment):
    """The part is CO_HANDLER."""
    return not assignment.owes_reply()


@guard(_("答复还没有签发；请先签发答复函。"))
def reply_is_issued(assignment):
    """A reply of the present round has been issued."""
    return assignment.has_issued_reply()


@guard(_("还没有面商，也没有说明原因；请先登记面商，或写明未面商的原因。"))
def consulted_or_reason_given(assignment):
    """The unit has consulted, holds a waiver, or gave the reason for none."""
    return assignment.has_consultation() or assignment.has_reason_for_no_consultation()


@guard(_("会办意见还没有提交，也没有经过一次催办；请先催办会办单位，或等意见到齐。"))
def co_handlers_are_in_or_reminded(assignment):
    """Every co-handling unit gave its opinion or was reminded once (a silent one does not hold the lead up)."""
    return assignment.co_handlers_are_in_or_reminded()


@guard(_("请先写会办意见。"))
def opinion_is_recorded(assignment):
    """A co-handling opinion stands."""
    return assignment.has_co_handling_opinion()


@guard(_("请写明退办理由。"))
def hand_back_has_a_reason(assignment):
    """A request with its reason stands."""
    return assignment.has_open_hand_back_request()


@guard(_("应办的事项还没有完成：应答复的单位先答复，会办单位先提意见（或主办单位已答复）。"))
def nothing_is_owed(assignment):
    """The reply is out; or the opinion is in, or the lead has replied without it."""
    return assignment.nothing_is_owed()


class AssignmentMachine(Machine):
    """The task's protected state and its moves."""

    state = fsm.FSMField(
        _("状态"), default=State.ISSUED, choices=State.choices, protected=True, db_index=True
    )

    class Meta:
        abstract = True

    @fsm.transition("state", State.ISSUED, State.ACCEPTED, conditions=[], custom={"label": _("签收")})
    def accept(self):
        """The unit signs for the task."""

    @fsm.transition(
        "state",
        [State.ISSUED, State.ACCEPTED],
        State.HAND_BACK_REQUESTED,
        conditions=[hand_back_has_a_reason],
        custom={"label": _("申请退办")},
    )
    def request_hand_back(self):
        """The unit says: not ours."""

    @fsm.transition(
        "state",
        State.HAND_BACK_REQUESTED,
        State.HANDED_BACK,
        conditions=[],
        custom={"label": _("同意退办")},
    )
    def grant_hand_back(self):
        """The office takes the task back."""

    @fsm.transition(
        "state",
        State.HAND_BACK_REQUESTED,
        State.ACCEPTED,
        conditions=[],
        custom={"label": _("不同意退办")},
    )
    def refuse_hand_back(self):
        """The unit goes on with the task."""

    @fsm.transition(
        "state",
        State.HAND_BACK_REQUESTED,
        State.ACCEPTED,
        conditions=[],
        custom={"label": _("撤回退办申请")},
    )
    def withdraw_hand_back(self):
        """The unit takes its request back and goes on with the task."""

    @fsm.transition(
        "state",
        State.ACCEPTED,
        State.CONSULTED,
        conditions=[owes_a_reply, consultation_is_recorded],
        custom={"label": _("面商")},
    )
    def consult(self):
        """The unit has talked the matter over with the proposer."""

    @fsm.transition(
        "state",
        [State.ACCEPTED, State.CONSULTED],
        State.OPINION_GIVEN,
        conditions=[is_co_handler, opinion_is_recorded],
        custom={"label": _("提交会办意见")},
    )
    def give_opinion(self):
        """The co-handling unit gives the lead its opinion."""

    @fsm.transition(
        "state",
        State.OPINION_GIVEN,
        State.ACCEPTED,
        conditions=[],
        custom={"label": _("退回补充")},
    )
    def return_opinion(self):
        """The lead asks the co-handling unit to add to its opinion."""

    @fsm.transition(
        "state",
        [State.ACCEPTED, State.CONSULTED],
        State.REPLIED,
        conditions=[
            owes_a_reply,
            consulted_or_reason_given,
            co_handlers_are_in_or_reminded,
            reply_is_issued,
        ],
        custom={"label": _("答复")},
    )
    def reply(self):
        """The unit's reply has been issued (办复)."""

    @fsm.transition("state", State.REPLIED, State.ACCEPTED, conditions=[], custom={"label": _("重办")})
    def reopen(self):
        """The proposer was not satisfied: the next round begins."""

    @fsm.transition(
        "state",
        [State.REPLIED, State.OPINION_GIVEN, State.ISSUED, State.ACCEPTED, State.CONSULTED],
        State.CONCLUDED,
        conditions=[nothing_is_owed],
        custom={"label": _("办结")},
    )
    def conclude(self):
        """The case is over; a co-handler still silent is concluded with its lapse recorded."""

    @fsm.transition(
        "state",
        [
            State.ISSUED,
            State.ACCEPTED,
            State.CONSULTED,
            State.OPINION_GIVEN,
            State.REPLIED,
            State.HAND_BACK_REQUESTED,
        ],
        State.REMOVED,
        conditions=[],
        custom={"label": _("撤销交办")},
    )
    def remove(self):
        """The office takes the unit out; what it did stays on record."""
