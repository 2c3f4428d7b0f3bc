"""Committee, term (届), plenary session (次) and what is known of a session as a whole."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation


class Committee(models.Model):
    """One committee of the conference (政协)."""

    class Level(models.TextChoices):
        """The level of administration; some defaults differ by it."""

        COUNTY = "county", _("县区")
        CITY = "city", _("市州")
        PROVINCE = "province", _("省")
        NATIONAL = "national", _("全国")

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="committee", verbose_name=_("机构")
    )
    level = models.CharField(_("级别"), max_length=10, choices=Level.choices)

    class Meta:
        verbose_name = _("政协委员会")
        verbose_name_plural = _("政协委员会")

    def __str__(self):
        return self.organisation.name


class Term(models.Model):
    """One term of a committee (届), usually five years."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="terms", verbose_name=_("政协委员会")
    )
    number = models.PositiveSmallIntegerField(_("届"))

    class Meta:
        verbose_name = _("届")
        verbose_name_plural = _("届")
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="one_term_a_number")]

    def __str__(self):
        return f"{self.committee}第{self.number}届"


class PlenarySession(models.Model):
    """One plenary session (次) and the year of proposals that belongs to it."""

    code = models.CharField(
        _("代码"), max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")]
    )
    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="plenary_sessions", verbose_name=_("届")
    )
    number = models.PositiveSmallIntegerField(_("次"))
    year = models.PositiveSmallIntegerField(_("年度"))
    opens_on = models.DateField(_("开幕日期"), null=True, blank=True)
    closes_on = models.DateField(_("闭幕日期"), null=True, blank=True)
    cut_off_at = models.DateTimeField(_("大会提案截止时间"), null=True, blank=True)
    only_unit = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("只收录的单位"),
        help_text=_("本届次只收录这一个单位的承办件时填写。"),
    )
    source = models.TextField(_("资料来源"), blank=True)
    is_demonstration = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("届次")
        verbose_name_plural = _("届次")
        ordering = ["-year", "code"]
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="one_session_a_number")]

    def __str__(self):
        return f"{self.term.committee}{chinese_number(self.term.number)}届{chinese_number(self.number)}次会议"

    @property
    def committee(self):
        """The committee whose session it is."""
        return self.term.committee

    @property
    def first_day(self):
        """The first day of the year before: proposals are gathered ahead of the plenary session, no earlier."""
        return date(self.year - 1, 1, 1)


class FigureNote(models.Model):
    """A remark printed beside a figure of a session: an inference, a part that is demonstration (口径说明)."""

    plenary_session = models.ForeignKey(PlenarySession, on_delete=models.CASCADE, related_name="figure_notes")
    figure = models.CharField(_("指标"), max_length=40)
    text = models.TextField(_("说明"))

    class Meta:
        verbose_name = _("口径说明")
        verbose_name_plural = _("口径说明")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.figure}：{self.text}"


class HeadlineTotal(models.Model):
    """A figure of a session known only as a total, with its source, so that 比上年 works without the cases."""

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.CASCADE, related_name="headline_totals"
    )
    figure = models.CharField(_("指标"), max_length=40)
    part = models.PositiveIntegerField(_("数"))
    whole = models.PositiveIntegerField(_("总数"), null=True, blank=True)
    source = models.CharField(_("出处"), max_length=200)

    class Meta:
        verbose_name = _("年度总数")
        verbose_name_plural = _("年度总数")
        constraints = [
            models.UniqueConstraint(fields=["plenary_session", "figure"], name="one_total_a_figure"),
        ]

    def __str__(self):
        return f"{self.figure} {self.part}"


_DIGITS = "零一二三四五六七八九"


def chinese_number(number):
    """Write 1 to 99 in Chinese as sessions are named: 5 → 五, 10 → 十, 14 → 十四, 20 → 二十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
