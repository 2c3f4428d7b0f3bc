"""A ledger on its way in (台账导入): the file as it was sent, and what a person said of it until it is stored."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post
from proposals.models.term import PlenarySession


class LedgerUpload(models.Model):
    """One file sent in, with the answers to what was asked about it; the file itself is never changed.

    `columns` {header: canonical key}, `cells` {reference like C12: text put in its place}; `units` and
    `categories` {name in the file: id of the one it stands for, or None: a new one is to be made}.
    """

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.PROTECT, related_name="ledger_uploads", verbose_name=_("届次")
    )
    name = models.CharField(_("文件名"), max_length=200)
    content = models.FileField(_("文件"), upload_to="ledgers/%Y/%m/", max_length=300)
    uploaded_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    columns = models.JSONField(_("列的对应"), default=dict)
    cells = models.JSONField(_("改正的单元格"), default=dict)
    units = models.JSONField(_("单位的对应"), default=dict)
    categories = models.JSONField(_("类别的对应"), default=dict)
    stored_at = models.DateTimeField(_("存入时间"), null=True)
    new_count = models.PositiveIntegerField(_("新增件数"), default=0)
    changed_count = models.PositiveIntegerField(_("变动件数"), default=0)

    class Meta:
        verbose_name = _("台账导入")
        verbose_name_plural = _("台账导入")
        ordering = ["-pk"]

    def __str__(self):
        return self.name
