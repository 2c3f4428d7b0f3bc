"""What a browser has put by of a page that its writer has not saved yet (自动保存)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post


class Autosave(models.Model):
    """The newest content of one page in one post; no fact of any case, and gone once the page is saved."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="autosaves", verbose_name=_("岗位"))
    page = models.CharField(_("页面"), max_length=60)
    window = models.CharField(_("窗口"), max_length=20, blank=True, default="")
    content = models.JSONField(_("内容"), default=dict)
    saved_at = models.DateTimeField(_("自动保存时间"), auto_now=True)

    class Meta:
        verbose_name = _("自动保存")
        verbose_name_plural = _("自动保存")
        constraints = [models.UniqueConstraint(fields=["post", "page"], name="one_autosave_a_page")]

    def __str__(self):
        return self.page
