"""Leaders' instructions on a case (领导批示)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
