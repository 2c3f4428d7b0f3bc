"""Members (委员), sectors (界别) and parties (党派), each by term."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.term import Term


class Sector(models.Model):
    """A sector of a term (界别); the list changes from term to term."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="sectors", verbose_name=_("届"))
    name = models.CharField(_("名称"), max_length=50)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("界别")
        verbose_name_plural = _("界别")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="one_sector_a_name")]

    def __str__(self):
        return self.name


class Party(models.Model):
    """A democratic party, or 中共, 无党派 (党派)."""

    name = models.CharField(_("名称"), max_length=50, unique=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("党派")
        verbose_name_plural = _("党派")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Member(models.Model):
    """A member of one term (委员); a resigned, suspended or deceased member stays on the roster with the day."""

    class Standing(models.TextChoices):
        """Whether the member is in office."""

        IN_OFFICE = "IN_OFFICE", _("在任")
        RESIGNED = "RESIGNED", _("辞去")
        SUSPENDED = "SUSPENDED", _("暂停履职")
        REMOVED = "REMOVED", _("撤销资格")
        DIED = "DIED", _("去世")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="members", verbose_name=_("届"))
    name = models.CharField(_("姓名"), max_length=50)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("用户"),
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("界别")
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("党派"))
    employer = models.CharField(_("工作单位及职务"), max_length=100, blank=True)
    phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    joined_on = models.DateField(_("任职日期"), null=True, blank=True)
    standing = models.CharField(
        _("履职状态"), max_length=10, choices=Standing.choices, default=Standing.IN_OFFICE
    )
    standing_since = models.DateField(_("状态起始日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("委员")
        verbose_name_plural = _("委员")
        ordering = ["term", "pk"]

    def __str__(self):
        return self.name
