"""Forms that have done their work, so that a second click of the same form does nothing."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """One form that was carried out; `token` was drawn when the form was shown."""

    token = models.UUIDField(_("表单编号"), primary_key=True)
    sent_at = models.DateTimeField(_("提交时间"), default=timezone.now)

    class Meta:
        verbose_name = _("已提交的表单")
        verbose_name_plural = _("已提交的表单")

    def __str__(self):
        return str(self.token)
