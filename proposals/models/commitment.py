"""What replies promise (承诺事项) and what became of it: progress, further replies (续复), the look-back (回头看)."""

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from proposals.models.assignment import Assignment
from proposals.models.attachment import Attachment
from proposals.models.policy import OutcomeClass
from proposals.models.recorded import Recorded, RecordedQuerySet, Request
from proposals.models.reply import Reply
from proposals.models.term import PlenarySession


class CommitmentQuerySet(RecordedQuerySet):
    """Commitments by whether they are kept; none of them ends with its session."""

    def open(self):
        """Keep what is promised and neither fulfilled nor dropped."""
        return self.standing().filter(status=Commitment.Status.OPEN)

    def overdue(self, today):
        """Keep the open ones whose day has passed."""
        return self.open().filter(due_on__lt=today)


class Commitment(Recorded):
    """One dated promise of a reply; it stands until it is fulfilled, or dropped with the committee's consent."""

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "OPEN", _("办理中")
        FULFILLED = "FULFILLED", _("已落实")
        DROPPED = "DROPPED", _("同意终止")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="commitments")
    reply = models.ForeignKey(
        Reply, on_delete=models.PROTECT, null=True, related_name="commitments", verbose_name=_("所在答复")
    )
    text = models.CharField(_("承诺事项"), max_length=500)
    promised_on = models.DateField(_("承诺日期"))
    due_on = models.DateField(_("承诺完成日期"))
    status = models.CharField(_("落实情况"), max_length=10, choices=Status.choices, default=Status.OPEN)
    ended_on = models.DateField(_("落实或终止日期"), null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("承诺事项")
        verbose_name_plural = _("承诺事项")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="commitment_by_day")]

    def __str__(self):
        return self.text

    def is_open(self):
        """Say whether it is still to be kept."""
        return self.voided_at is None and self.status == self.Status.OPEN

    def is_overdue(self, today=None):
        """Say whether its day has passed and it is still open; the day itself is in time."""
        return self.is_open() and (today or timezone.localdate()) > self.due_on

    def waiting_request(self):
        """Return the request to extend or drop it that waits for its ruling, or None."""
        return self.progress.waiting().exclude(kind="PROGRESS").order_by("-pk").first()


class CommitmentProgress(Request):
    """One step towards a promise, with evidence; or a request for more time, or to be released, and its ruling."""

    class Kind(models.TextChoices):
        """What is reported or asked."""

        PROGRESS = "PROGRESS", _("进展")
        EXTENSION = "EXTENSION", _("申请延期")
        DROP = "DROP", _("申请终止")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="progress")
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices, default=Kind.PROGRESS)
    made_on = models.DateField(_("日期"))
    text = models.TextField(_("情况或理由"))
    until = models.DateField(_("申请延至"), null=True, blank=True)
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("佐证材料")
    )

    class Meta:
        verbose_name = _("承诺进展")
        verbose_name_plural = _("承诺进展")
        ordering = ["made_on", "pk"]

    def __str__(self):
        return f"{date_format(self.made_on)}{self.get_kind_display()}"

    @property
    def assignment(self):
        """The task whose reply promised it."""
        return self.commitment.assignment

    def waits_for_ruling(self):
        """Say whether it asks for something and has no answer yet."""
        return self.kind != self.Kind.PROGRESS and not self.ruling


class FurtherReply(Recorded):
    """A later reply on a case that was concluded (续复); the class of its year stays, this is the class now."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="further_replies")
    issued_on = models.DateField(_("续复日期"))
    outcome = models.ForeignKey(
        OutcomeClass, on_delete=models.PROTECT, related_name="+", verbose_name=_("现办理结果")
    )
    text = models.TextField(_("续复内容"))
    document_number = models.CharField(_("文号"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("续复")
        verbose_name_plural = _("续复")
        ordering = ["issued_on", "pk"]

    def __str__(self):
        return f"{self.assignment}：{date_format(self.issued_on)}续复"


class LookBack(Recorded):
    """A campaign that goes back to what was promised (回头看), over a chosen set of cases of one session."""

    plenary_session = models.ForeignKey(PlenarySession, on_delete=models.PROTECT, related_name="look_backs")
    name = models.CharField(_("名称"), max_length=100)
    opened_on = models.DateField(_("开始日期"))
    closes_on = models.DateField(_("截止日期"), null=True, blank=True)
    note = models.TextField(_("要求"), blank=True)

    class Meta:
        verbose_name = _("回头看")
        verbose_name_plural = _("回头看")
        ordering = ["-opened_on", "pk"]

    def __str__(self):
        return self.name


class LookBackFinding(Recorded):
    """What the look-back found on one unit's task; `found_on` None: not yet looked at."""

    class Result(models.TextChoices):
        """How the promise stands."""

        KEPT = "KEPT", _("已落实")
        UNDER_WAY = "UNDER_WAY", _("正在落实")
        NOT_KEPT = "NOT_KEPT", _("未落实")

    look_back = models.ForeignKey(LookBack, on_delete=models.CASCADE, related_name="findings")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="look_back_findings")
    found_on = models.DateField(_("查看日期"), null=True, blank=True)
    result = models.CharField(_("落实情况"), max_length=10, choices=Result.choices, blank=True)
    text = models.TextField(_("发现的情况"), blank=True)

    class Meta:
        verbose_name = _("回头看情况")
        verbose_name_plural = _("回头看情况")
        ordering = ["look_back", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["look_back", "assignment"], name="one_finding_a_task"),
        ]

    def __str__(self):
        return f"{self.assignment}：{self.get_result_display() or '待查看'}"
