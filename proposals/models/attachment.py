"""Papers kept with a case (附件): scans, photos, signed letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.assignment import Assignment
from proposals.models.proposal import Proposal
from proposals.models.recorded import Recorded


class Attachment(Recorded):
    """One paper of a case; with an assignment it is that unit's."""

    class Kind(models.TextChoices):
        """What the paper is."""

        TEXT = "TEXT", _("提案原件")
        CONSULTATION = "CONSULTATION", _("面商记录")
        REPLY = "REPLY", _("答复函")
        FEEDBACK = "FEEDBACK", _("征询意见表")
        OTHER = "OTHER", _("其他")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="attachments")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(_("种类"), max_length=14, choices=Kind.choices, default=Kind.OTHER)
    name = models.CharField(_("名称"), max_length=200)
    content = models.FileField(_("文件"), upload_to="attachments/%Y/%m/")

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["pk"]

    def __str__(self):
        return self.name
