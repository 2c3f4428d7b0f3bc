"""Every clock that runs in the handling, in one table: its limit and anchor by the policy, whose it is, what is kept."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from proposals.models.policy import LimitAnchor
from workflows.deadlines import Adjust, Limit, parse_limit

FARTHEST_LIMIT = timedelta(days=366)  # no limit that a person asks for or corrects lies farther ahead


class Anchor(TextChoices):
    """The event a clock runs from."""

    ASSIGNED = LimitAnchor.ASSIGNED.value, _("交办之日")
    ACCEPTED = LimitAnchor.ACCEPTED.value, _("签收之日（未签收的为交办之日）")
    CLOSING = LimitAnchor.CLOSING.value, _("大会闭幕之日（平时提案为交办之日）")
    HAND_BACK_REQUESTED = "hand_back_requested", _("申请退办之日")
    REPLIED = "replied", _("答复签发之日")
    DELIVERED = "delivered", _("答复送达之日")
    REOPENED = "reopened", _("重办之日")


@dataclass(frozen=True)
class Rule:
    """How a clock runs by one policy: so much, from this event, and so at a day off."""

    limit: Limit
    anchor: str
    adjust: str

    @property
    def wording(self):
        """The rule as a sentence of a regulation: 自交办之日起15个工作日."""
        start = Anchor(self.anchor).label
        return f"不迟于{self.limit.wording}" if self.limit.date else f"自{start}起{self.limit.wording}"

    @property
    def adjustment(self):
        """What becomes of an end on a day off, in words; working days and fixed dates never need it."""
        if self.limit.unit == "wd" or self.limit.date:
            return "—"
        return Adjust(self.adjust).label


@dataclass(frozen=True)
class Clock:
    """One clock: `limit` names the field of the policy; `anchor` the event, or the field that names it.

    `keeps` is the field in which its last day is kept; the others are reckoned on reading.
    """

    key: str
    label: str
    limit: str
    anchor: str
    owner: str
    keeps: str = ""

    def rule(self, policy):
        """Return how the clock runs by `policy`."""
        anchor = getattr(policy, self.anchor) if self.anchor.endswith("_anchor") else self.anchor
        return Rule(parse_limit(getattr(policy, self.limit)), anchor, policy.limit_adjust)


UNIT, OFFICE, PROPOSER = _("承办单位"), _("交办单位"), _("提案者")
CLOCKS = {
    clock.key: clock
    for clock in (
        Clock("acceptance", _("签收"), "acceptance_limit", Anchor.ASSIGNED, UNIT),
        Clock("hand_back", _("申请退办"), "hand_back_limit", "hand_back_limit_anchor", UNIT),
        Clock(
            "hand_back_ruling",
            _("答复退办申请"),
            "hand_back_ruling_limit",
            Anchor.HAND_BACK_REQUESTED,
            OFFICE,
        ),
        Clock("opinion", _("会办意见"), "opinion_limit", "opinion_limit_anchor", UNIT, "due_on"),
        Clock(
            "first_consultation",
            _("首次面商"),
            "first_consultation_limit",
            "first_consultation_limit_anchor",
            UNIT,
        ),
        Clock("reply", _("答复"), "reply_limit", "reply_limit_anchor", UNIT, "due_on"),
        Clock(
            "intersession_reply",
            _("平时提案答复"),
            "intersession_reply_limit",
            "intersession_limit_anchor",
            UNIT,
            "due_on",
        ),
        Clock("extension", _("延期后总期限"), "extension_cap", Anchor.ASSIGNED, UNIT),
        Clock("feedback", _("反馈"), "feedback_limit", Anchor.DELIVERED, PROPOSER, "feedback_due_on"),
        Clock(
            "second_handling", _("重办答复"), "second_handling_limit", Anchor.REOPENED, UNIT, "round_due_on"
        ),
        Clock("publication", _("公开"), "publication_limit", Anchor.REPLIED, UNIT),
    )
}
