"""A reply's way to the proposer: 拟稿 → 核稿 → 会签 → 签发 → 送达.

DRAFTED ──submit──▶ CHECKING ──approve──▶ CHECKING (next step of the policy)
  ▲  ▲                │  │
  │  └──send_back─────┘  ├──begin_countersigning──▶ COUNTERSIGNING ──countersign──▶ COUNTERSIGNING
  └──────send_back─────────────────────────────────────┘  │
issue: DRAFTED (线下已签发), CHECKING (all steps passed), COUNTERSIGNING (all signed) ▶ ISSUED ──deliver──▶ DELIVERED
"""

import django_fsm as fsm
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.machine import Machine, guard


class State(models.TextChoices):
    """Where a reply stands."""

    DRAFTED = "DRAFTED", _("拟稿")
    CHECKING = "CHECKING", _("核稿")
    COUNTERSIGNING = "COUNTERSIGNING", _("会签")
    ISSUED = "ISSUED", _("签发")
    DELIVERED = "DELIVERED", _("送达")


@guard(_("答复还没有正文或办理结果类别。"))
def is_written(reply):
    """The reply has a text (or a scan of it) and a result class."""
    return reply.is_written()


@guard(_("还有审核环节没有通过，不能签发。"))
def checks_are_passed(reply):
    """Every approval step of the policy is passed, or the reply was signed off on paper (线下已签发)."""
    return reply.checks_are_passed()


@guard(_("审核环节都已通过，请签发或转会签。"))
def checks_remain(reply):
    """At least one approval step of the policy is still to come."""
    return not reply.checks_are_passed()


@guard(_("还有会办单位没有会签。"))
def all_have_countersigned(reply):
    """Every co-handling unit asked to has signed the text."""
    return reply.all_have_countersigned()


@guard(_("按规定答复稿要先送提案者征求意见；请登记征求意见的日期。"))
def proposer_has_seen_the_draft(reply):
    """Where the policy orders it, the draft was shown to the proposer before issue."""
    return reply.proposer_has_seen_the_draft()


@guard(_("按规定答复稿要先送交办单位核稿，还没有通过；请联系交办单位。"))
def office_has_checked_the_draft(reply):
    """Where the policy orders it, the assigning office passed the draft before issue."""
    return reply.office_has_checked_the_draft()


class ReplyMachine(Machine):
    """The reply's protected state and its moves."""

    state = fsm.FSMField(
        _("状态"), default=State.DRAFTED, choices=State.choices, protected=True, db_index=True
    )

    class Meta:
        abstract = True

    @fsm.transition(
        "state", State.DRAFTED, State.CHECKING, conditions=[is_written], custom={"label": _("送审")}
    )
    def submit(self):
        """The officer hands the draft in for checking."""

    @fsm.transition(
        "state", State.CHECKING, State.CHECKING, conditions=[checks_remain], custom={"label": _("通过审核")}
    )
    def approve(self):
        """One approval step of the policy is passed."""

    @fsm.transition(
        "state",
        State.CHECKING,
        State.COUNTERSIGNING,
        conditions=[checks_are_passed],
        custom={"label": _("转会签")},
    )
    def begin_countersigning(self):
        """The text goes to the co-handling units."""

    @fsm.transition(
        "state", State.COUNTERSIGNING, State.COUNTERSIGNING, conditions=[], custom={"label": _("会签")}
    )
    def countersign(self):
        """One co-handling unit agrees to the text."""

    @fsm.transition(
        "state",
        [State.CHECKING, State.COUNTERSIGNING],
        State.DRAFTED,
        conditions=[],
        custom={"label": _("退回重拟")},
    )
    def send_back(self):
        """A checker sends the draft back with a reason; the steps begin anew."""

    @fsm.transition(
        "state",
        [State.DRAFTED, State.CHECKING, State.COUNTERSIGNING],
        State.ISSUED,
        conditions=[
            is_written,
            checks_are_passed,
            all_have_countersigned,
            office_has_checked_the_draft,
            proposer_has_seen_the_draft,
        ],
        custom={"label": _("签发")},
    )
    def issue(self):
        """The leader in charge signs the letter."""

    @fsm.transition("state", State.ISSUED, State.DELIVERED, conditions=[], custom={"label": _("送达")})
    def deliver(self):
        """Every proposer has the letter and the feedback form."""
