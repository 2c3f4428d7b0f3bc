"""Talks between a unit and the proposers (面商), and waivers of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.assignment import Assignment
from proposals.models.proposer import Proposer
from proposals.models.recorded import Recorded, RecordedQuerySet
from workflows.models import day_or_unknown


class Manner(models.TextChoices):
    """How they talked; which of these count as 面商 is policy."""

    MEETING = "MEETING", _("当面")
    ON_SITE = "ON_SITE", _("现场")
    PHONE = "PHONE", _("电话")
    WRITTEN = "WRITTEN", _("书面")
    ONLINE = "ONLINE", _("视频")
    WAIVED = "WAIVED", _("委员同意免于面商")
    NONE = "NONE", _("未联系")


FACE_TO_FACE = (Manner.MEETING, Manner.ON_SITE, Manner.ONLINE)


def counted_manners(policy):
    """Return the manners that count as 面商; by default the telephone is 沟通 only (domain: strict reading)."""
    return (*FACE_TO_FACE, Manner.PHONE) if policy.phone_counts else FACE_TO_FACE


class ConsultationQuerySet(RecordedQuerySet):
    """Consultations by whether they count."""

    def counted(self, policy):
        """Keep those that count as 面商 by `policy` and that no proposer has denied.

        A recorded one of unknown manner (blank) counts: a ledger says 面商 and no more.
        """
        return (
            self.standing()
            .filter(manner__in=["", *counted_manners(policy)])
            .exclude(confirmation=Consultation.Confirmation.DENIED)
        )

    def waivers(self):
        """Keep the waivers (委员同意免于面商) that no proposer has denied."""
        return self.filter(manner=Manner.WAIVED).exclude(confirmation=Consultation.Confirmation.DENIED)


class Consultation(Recorded):
    """One talk of one unit with the proposers of a case, or the waiver of it; `met_on` None: day unknown."""

    class Stage(models.TextChoices):
        """Before, during or after the handling."""

        BEFORE = "BEFORE", _("办前")
        DURING = "DURING", _("办中")
        AFTER = "AFTER", _("办后")

    class Confirmation(models.TextChoices):
        """What the proposer says of the record."""

        CONFIRMED = "CONFIRMED", _("谈过")
        DENIED = "DENIED", _("没谈过")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="consultations")
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)
    met_on = models.DateField(_("面商日期"), null=True, blank=True)
    manner = models.CharField(_("面商方式"), max_length=10, choices=Manner.choices, blank=True)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices, blank=True)
    place = models.CharField(_("地点"), max_length=100, blank=True)
    people = models.CharField(_("单位参加人"), max_length=200, blank=True)
    proposers = models.ManyToManyField(Proposer, blank=True, related_name="+", verbose_name=_("参加的提案者"))
    summary = models.TextField(_("面商情况"), blank=True)
    confirmation = models.CharField(_("提案者确认"), max_length=10, choices=Confirmation.choices, blank=True)
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)
    objection = models.CharField(_("提案者说明"), max_length=500, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("面商")
        verbose_name_plural = _("面商")
        ordering = ["assignment", "met_on", "pk"]

    def __str__(self):
        day = day_or_unknown(self.met_on)
        return f"{self.assignment}：{day}{self.get_manner_display()}"

    def is_waiver(self):
        """Say whether the proposer agreed to do without (委员同意免于面商) and has not denied it, as `waivers` does."""
        return self.manner == Manner.WAIVED and not self.is_denied()

    def is_denied(self):
        """Say whether the proposer says that it did not take place."""
        return self.confirmation == Consultation.Confirmation.DENIED

    def counts(self, policy):
        """Say whether it counts as 面商 by `policy`, as `counted` does for many."""
        return self.manner in ("", *counted_manners(policy)) and not self.is_denied()

    def why_not_counted(self):
        """Return the sentence that keeps the talk from counting as 面商 in the present round, or ""."""
        if self.is_denied():
            return _("提案者表示没谈过，不计入面商。")
        if self.round != self.assignment.round:
            return _("属于第%d轮办理，本轮需要另行面商。") % self.round
        if self.is_waiver():
            return _("委员同意免于面商：可以直接答复，但不计作面商。")
        if self.counts(self.assignment.policy):
            return ""
        return _("%s联系属于沟通，按本届次的规定不计入面商。") % self.get_manner_display()
