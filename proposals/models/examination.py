"""What came of the examination (审查): filed, merged, declined, withdrawn – each decision a dated row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.policy import DeclineReason
from proposals.models.proposal import Proposal
from proposals.models.recorded import LatestHoldsQuerySet, Recorded


class Result(models.TextChoices):
    """The result of an examination; 待审查 comes back when a decision is taken up again (复核, 拆并)."""

    FILED = "FILED", _("立案")
    MERGED = "MERGED", _("并案")
    DECLINED = "DECLINED", _("不予立案")
    WITHDRAWN = "WITHDRAWN", _("撤案")
    PENDING = "PENDING", _("待审查")


class Disposition(models.TextChoices):
    """Where a proposal goes that is not filed (处理去向)."""

    WORK_SUGGESTION = "WORK_SUGGESTION", _("转工作建议")
    PUBLIC_OPINION = "PUBLIC_OPINION", _("转社情民意信息")
    MEMBER_LETTER = "MEMBER_LETTER", _("转委员来信")
    PETITION = "PETITION", _("转信访")
    OTHER = "OTHER", _("其他处理")


class ExaminationQuerySet(LatestHoldsQuerySet):
    """Decisions by the day on which they hold."""

    key = ("proposal",)
    day = "decided_on"


class Examination(Recorded):
    """One decision on one proposal; the last standing one holds."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="examinations")
    result = models.CharField(_("审查结果"), max_length=10, choices=Result.choices)
    decided_on = models.DateField(_("审查日期"), null=True, blank=True)
    reason = models.ForeignKey(
        DeclineReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("不立案原因"),
    )
    reason_text = models.CharField(_("原因说明"), max_length=500, blank=True)
    disposition = models.CharField(_("处理去向"), max_length=16, choices=Disposition.choices, blank=True)
    noticed_on = models.DateField(_("告知日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mergers",
        verbose_name=_("并入提案"),
    )

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("审查决定")
        verbose_name_plural = _("审查决定")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result=Result.MERGED) | Q(merged_into__isnull=False) | Q(is_imported=True),
                name="merged_says_into_which",
            ),
        ]

    def __str__(self):
        return f"{self.proposal}：{self.get_result_display()}"
