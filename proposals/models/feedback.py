"""What proposers say of the handling (反馈), and the committee's own check afterwards (回访)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.assignment import Assignment
from proposals.models.proposal import Proposal
from proposals.models.proposer import Proposer
from proposals.models.recorded import LatestHoldsQuerySet, Recorded
from workflows.models import day_or_unknown


class Rating(models.TextChoices):
    """One answer on the feedback form (征询意见表)."""

    SATISFIED = "SATISFIED", _("满意")
    FAIRLY_SATISFIED = "FAIRLY_SATISFIED", _("基本满意")
    DISSATISFIED = "DISSATISFIED", _("不满意")


class FeedbackQuerySet(LatestHoldsQuerySet):
    """Forms by whether a later one of the same proposer on the same task has replaced them."""

    key = ("assignment", "proposer")
    day = "given_on"

    def released(self):
        """Keep the forms the unit may know of; a ledger's are known to all."""
        return self.filter(Q(released_on__isnull=False) | Q(is_imported=True))


class Feedback(Recorded):
    """One proposer's form on one unit's reply: attitude and result apart; no answer is never 满意."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="feedback")
    proposer = models.ForeignKey(
        Proposer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("提案者"),
    )
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)
    attitude = models.CharField(_("对办理态度"), max_length=16, choices=Rating.choices, blank=True)
    result = models.CharField(_("对办理结果"), max_length=16, choices=Rating.choices, blank=True)
    given_on = models.DateField(_("反馈日期"), null=True, blank=True)
    comment = models.TextField(_("意见"), blank=True)
    explanation = models.TextField(_("不再重办的说明"), blank=True)
    released_on = models.DateField(_("告知承办单位日期"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("反馈")
        verbose_name_plural = _("反馈")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.proposer or '提案者'}：{self.get_result_display()}"

    def calls_for_second_handling(self):
        """Say whether the answer means 重办 by policy and no explanation stands in its place."""
        if self.explanation.strip():
            return False
        poor = {Rating.DISSATISFIED}
        if self.assignment.policy.fairly_satisfied_reopens:
            poor.add(Rating.FAIRLY_SATISFIED)
        return self.result in poor or self.attitude == Rating.DISSATISFIED


class FollowUp(Recorded):
    """The committee's call or visit after the reply (回访)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="follow_ups")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, null=True, blank=True, related_name="follow_ups"
    )
    made_on = models.DateField(_("回访日期"), null=True, blank=True)
    manner = models.CharField(_("方式"), max_length=50, blank=True)
    findings = models.TextField(_("回访情况"), blank=True)

    class Meta:
        verbose_name = _("回访")
        verbose_name_plural = _("回访")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.proposal}：{day_or_unknown(self.made_on)}回访"
