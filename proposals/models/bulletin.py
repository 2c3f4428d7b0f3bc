"""The daily completion notice (办结情况通报) as it was issued, and who may read it without signing in."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.recorded import Recorded
from proposals.models.term import PlenarySession


class Bulletin(Recorded):
    """One notice for one day, frozen: what was issued stays as it was, whatever is recorded later."""

    plenary_session = models.ForeignKey(PlenarySession, on_delete=models.PROTECT, related_name="bulletins")
    day = models.DateField(_("截至日期"))
    content = models.JSONField(_("内容"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("办结情况通报")
        verbose_name_plural = _("办结情况通报")
        ordering = ["-day", "-pk"]

    def __str__(self):
        return f"{self.plenary_session}办结情况通报（截至{self.day}）"


class BulletinReader(models.Model):
    """A reader on the subscription list; the token in the address stands for the sign-in."""

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.CASCADE, related_name="bulletin_readers"
    )
    name = models.CharField(_("读者"), max_length=100)
    token = models.CharField(_("令牌"), max_length=64, unique=True, editable=False)
    ended_on = models.DateField(_("停止订阅日期"), null=True, blank=True)
    last_read_at = models.DateTimeField(_("最近查看"), null=True, blank=True)

    class Meta:
        verbose_name = _("通报订阅")
        verbose_name_plural = _("通报订阅")
        ordering = ["pk"]

    def __str__(self):
        return self.name
