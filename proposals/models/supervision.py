"""Watching over the work: leaders' instructions (批示), reminders in steps (催办), key proposals under supervision (督办)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation
from proposals.models.assignment import Assignment
from proposals.models.proposal import Proposal
from proposals.models.recorded import Recorded


class Instruction(Recorded):
    """What a leader wrote on a case (批示), on which day."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="instructions")
    leader = models.CharField(_("领导"), max_length=50)
    given_on = models.DateField(_("批示日期"), null=True, blank=True)
    text = models.TextField(_("批示内容"))

    class Meta:
        verbose_name = _("领导批示")
        verbose_name_plural = _("领导批示")
        ordering = ["given_on", "pk"]

    def __str__(self):
        return f"{self.leader}：{self.text[:20]}"


class Reminder(Recorded):
    """One reminder to a unit (催办): a call, a visit, a letter, or a slip in steps; with its receipt."""

    class Manner(models.TextChoices):
        """How the unit was reminded."""

        PHONE = "PHONE", _("电话")
        VISIT = "VISIT", _("上门")
        LETTER = "LETTER", _("函")
        MESSAGE = "MESSAGE", _("消息")

    class Step(models.TextChoices):
        """How urgent a slip is; the colour never stands without its word."""

        BLUE = "BLUE", _("蓝色提醒")
        ORANGE = "ORANGE", _("橙色催办")
        RED = "RED", _("红色督办")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reminders")
    sent_on = models.DateField(_("催办日期"))
    manner = models.CharField(_("方式"), max_length=10, choices=Manner.choices, default=Manner.PHONE)
    step = models.CharField(_("催办单"), max_length=10, choices=Step.choices, blank=True)
    limit_on = models.DateField(_("所催期限"), null=True, blank=True)
    person = models.CharField(_("对方"), max_length=50, blank=True)
    text = models.TextField(_("内容"), blank=True)
    answer = models.CharField(_("对方答复"), max_length=500, blank=True)
    received_on = models.DateField(_("签收日期"), null=True, blank=True)
    received_by = models.CharField(_("签收人"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("催办")
        verbose_name_plural = _("催办")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "step", "limit_on"],
                condition=~Q(step="") & Q(voided_at=None),
                name="one_slip_a_step",
            )
        ]

    def __str__(self):
        return f"{self.assignment}：{date_format(self.sent_on)}{self.get_step_display() or self.get_manner_display()}"


class KeySupervision(Recorded):
    """A key proposal under supervision (重点提案督办): who leads, which committee and unit answer for it, what came of it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supervisions")
    leader = models.CharField(_("领衔督办领导"), max_length=50)
    committee = models.CharField(_("责任专委会"), max_length=100, blank=True)
    lead_unit = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("牵头承办单位"),
    )
    opened_on = models.DateField(_("立项日期"))
    plan = models.TextField(_("督办方案"), blank=True)
    outcome = models.TextField(_("督办成效"), blank=True)
    closed_on = models.DateField(_("结项日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("重点提案督办")
        verbose_name_plural = _("重点提案督办")
        ordering = ["opened_on", "pk"]

    def __str__(self):
        return f"{self.proposal}：{self.leader}领衔督办"


class SupervisionTask(Recorded):
    """One line of the breakdown (重点提案督办任务分解表): what, by whom, by when, and how far it is."""

    supervision = models.ForeignKey(KeySupervision, on_delete=models.CASCADE, related_name="tasks")
    text = models.CharField(_("任务"), max_length=500)
    owner = models.CharField(_("责任单位或责任人"), max_length=100)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    progress = models.CharField(_("进展"), max_length=500, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("督办任务")
        verbose_name_plural = _("督办任务")
        ordering = ["supervision", "pk"]

    def __str__(self):
        return f"{self.text}（{self.owner}）"

    @property
    def proposal(self):
        """The key proposal it belongs to."""
        return self.supervision.proposal

    def is_overdue(self):
        """Say whether its day has passed without its being done; the day itself is in time."""
        return self.done_on is None and self.due_on is not None and timezone.localdate() > self.due_on


class SupervisionActivity(Recorded):
    """One activity of the supervision (督办活动): a visit, an inspection, a hearing, a call."""

    class Kind(models.TextChoices):
        """What was done."""

        FORUM = "FORUM", _("座谈")
        RESEARCH = "RESEARCH", _("调研")
        INSPECTION = "INSPECTION", _("视察")
        VISIT = "VISIT", _("走访")
        HEARING = "HEARING", _("听取汇报")
        PHONE = "PHONE", _("电话")

    supervision = models.ForeignKey(KeySupervision, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(_("形式"), max_length=10, choices=Kind.choices)
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=100, blank=True)
    people = models.CharField(_("参加人"), max_length=200, blank=True)
    text = models.TextField(_("情况"))

    class Meta:
        verbose_name = _("督办活动")
        verbose_name_plural = _("督办活动")
        ordering = ["held_on", "pk"]

    def __str__(self):
        return f"{date_format(self.held_on)}{self.get_kind_display()}"

    @property
    def proposal(self):
        """The key proposal it belongs to."""
        return self.supervision.proposal
