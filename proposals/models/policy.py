"""What differs between places and years, as rows: one policy a plenary session, with its lists (规定、口径)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Organisation
from proposals.models.term import PlenarySession
from workflows.deadlines import Adjust, parse_limit


class FilingBase(models.TextChoices):
    """Whether merged proposals count as filed."""

    NET = "net", _("并案后")
    GROSS = "gross", _("并案前")


class ShareBase(models.TextChoices):
    """What the shares of category, kind and outcome divide by."""

    NET = "net", _("立案（并案后）")
    GROSS = "gross", _("立案（并案前）")
    RECEIVED = "received", _("收到")


class ConsultationBase(models.TextChoices):
    """Whose consultations are owed."""

    REPLIERS = "repliers", _("应答复的（主办含独办、分办）")
    ALL = "all", _("全部承办件")
    MINUS_WAIVED = "minus_waived", _("应答复的，减去免于面商的")


class SatisfactionBase(models.TextChoices):
    """What satisfied answers are divided by."""

    RETURNED = "returned", _("收回的征询意见表")
    ALL = "all", _("全部应反馈的")


class ConclusionRule(models.TextChoices):
    """When a case is concluded."""

    FEEDBACK = "feedback", _("答复且反馈办结")
    REPLY = "reply", _("答复即办结")


class LimitAnchor(models.TextChoices):
    """From which day the reply limit runs."""

    ASSIGNED = "assigned", _("交办之日")
    ACCEPTED = "accepted", _("签收之日")
    CLOSING = "closing", _("大会闭幕之日（平时提案为交办之日）")


HANDOVER_ANCHORS = LimitAnchor.choices[:2]


class RatingsReleased(models.TextChoices):
    """When a unit sees how the proposer rated it."""

    COMMITTEE = "committee", _("提案委审阅后告知")
    AT_ONCE = "at_once", _("收到即告知")


class ExtensionApprover(models.TextChoices):
    """Who rules on an extension or a pause of the clock."""

    OFFICE = "office", _("交办单位")
    COMMITTEE = "committee", _("提案委")


class Rounding(models.TextChoices):
    """How a percentage is printed."""

    HALF_UP = "half_up", _("四舍五入")
    CUT = "cut", _("截断")


class LetterCarrier(models.TextChoices):
    """In which form of the standard replies go out."""

    LETTER = "LETTER", _("信函格式（函）")
    DOCUMENT = "DOCUMENT", _("文件格式（红头文件）")


class Policy(models.Model):
    """The numbers and switches of one plenary session; limits are written 15wd, 20d, 3m or a date."""

    plenary_session = models.OneToOneField(PlenarySession, on_delete=models.CASCADE, related_name="policy")

    reply_limit = models.CharField(_("答复期限"), max_length=10, default="3m", validators=[parse_limit])
    intersession_reply_limit = models.CharField(
        _("平时提案答复期限"), max_length=10, default="3m", validators=[parse_limit]
    )
    extension_cap = models.CharField(_("延期后总期限"), max_length=10, default="6m", validators=[parse_limit])
    acceptance_limit = models.CharField(_("签收期限"), max_length=10, default="5wd", validators=[parse_limit])
    hand_back_limit = models.CharField(
        _("申请退办期限"), max_length=10, default="5wd", validators=[parse_limit]
    )
    hand_back_ruling_limit = models.CharField(
        _("退办答复期限"), max_length=10, default="7d", validators=[parse_limit]
    )
    opinion_limit = models.CharField(_("会办意见期限"), max_length=10, default="1m", validators=[parse_limit])
    first_consultation_limit = models.CharField(
        _("首次面商期限"), max_length=10, default="15wd", validators=[parse_limit]
    )
    feedback_limit = models.CharField(_("反馈期限"), max_length=10, default="15wd", validators=[parse_limit])
    second_handling_limit = models.CharField(
        _("重办期限"), max_length=10, default="3m", validators=[parse_limit]
    )
    publication_limit = models.CharField(
        _("公开期限"), max_length=10, default="20wd", validators=[parse_limit]
    )
    reply_limit_anchor = models.CharField(
        _("答复期限起算"), max_length=10, choices=LimitAnchor.choices, default=LimitAnchor.ASSIGNED
    )
    hand_back_limit_anchor = models.CharField(
        _("申请退办期限起算"), max_length=10, choices=HANDOVER_ANCHORS, default=LimitAnchor.ACCEPTED
    )
    opinion_limit_anchor = models.CharField(
        _("会办意见期限起算"), max_length=10, choices=HANDOVER_ANCHORS, default=LimitAnchor.ASSIGNED
    )
    first_consultation_limit_anchor = models.CharField(
        _("首次面商期限起算"), max_length=10, choices=HANDOVER_ANCHORS, default=LimitAnchor.ASSIGNED
    )
    limit_adjust = models.CharField(
        _("按天、按月计算的期限末日遇放假"), max_length=10, choices=Adjust.choices, default=Adjust.NEXT
    )
    extension_approver = models.CharField(
        _("延期审批"), max_length=10, choices=ExtensionApprover.choices, default=ExtensionApprover.OFFICE
    )
    due_soon_days = models.PositiveSmallIntegerField(_("预警提前天数"), default=7)
    orange_after_days = models.PositiveSmallIntegerField(_("超期几天发橙色催办单"), default=1)
    red_after_days = models.PositiveSmallIntegerField(_("超期几天发红色督办单"), default=15)
    ratings_released = models.CharField(
        _("评价何时告知承办单位"),
        max_length=10,
        choices=RatingsReleased.choices,
        default=RatingsReleased.COMMITTEE,
    )

    pre_assignment_rounds = models.PositiveSmallIntegerField(_("交办前协商轮数"), default=2)
    minimum_consultations = models.PositiveSmallIntegerField(_("面商最少次数"), default=1)
    phone_counts = models.BooleanField(_("电话沟通计入面商"), default=False)
    draft_shown_to_proposer = models.BooleanField(_("答复稿须先征求提案者意见"), default=False)
    draft_checked_by_office = models.BooleanField(_("答复稿须先送交办单位核稿"), default=False)
    feedback_by_all = models.BooleanField(_("联名人也各自反馈"), default=False)
    fairly_satisfied_reopens = models.BooleanField(_("基本满意也重办"), default=False)
    approval_steps = models.JSONField(_("答复审核环节"), default=list, blank=True)
    letter_carrier = models.CharField(
        _("答复函格式"), max_length=10, choices=LetterCarrier.choices, default=LetterCarrier.LETTER
    )
    text_in_parts = models.BooleanField(_("背景、分析、建议分栏"), default=False)
    text_limit = models.PositiveIntegerField(_("正文字数上限（只提醒）"), default=1500)

    filing_base = models.CharField(
        _("立案数口径"), max_length=10, choices=FilingBase.choices, default=FilingBase.NET
    )
    share_base = models.CharField(
        _("占比口径"), max_length=10, choices=ShareBase.choices, default=ShareBase.NET
    )
    consultation_base = models.CharField(
        _("面商率口径"), max_length=14, choices=ConsultationBase.choices, default=ConsultationBase.REPLIERS
    )
    satisfaction_base = models.CharField(
        _("满意率口径"), max_length=10, choices=SatisfactionBase.choices, default=SatisfactionBase.RETURNED
    )
    fairly_satisfied_counts = models.BooleanField(_("基本满意计入满意"), default=True)
    unit_conclusion_base_all = models.BooleanField(_("单位办结率按全部承办件"), default=True)
    unit_satisfaction_base_all = models.BooleanField(_("单位满意率按全部承办件"), default=False)
    sector_is_collective = models.BooleanField(_("界别提案算集体提案"), default=True)
    conclusion = models.CharField(
        _("办结口径"), max_length=10, choices=ConclusionRule.choices, default=ConclusionRule.FEEDBACK
    )
    decimals = models.PositiveSmallIntegerField(
        _("百分数小数位"), default=1, validators=[MaxValueValidator(2)]
    )
    rounding = models.CharField(_("取舍"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP)
    received_known = models.BooleanField(_("收到数已知"), default=True)

    number_width = models.PositiveSmallIntegerField(_("提案号位数"), default=3)
    number_prefix = models.CharField(_("提案号前缀"), max_length=10, blank=True)
    number_by_category = models.BooleanField(_("各类别单独编号"), default=False)
    number_at_assignment = models.BooleanField(_("交办时编号"), default=False)

    class Meta:
        verbose_name = _("规定与口径")
        verbose_name_plural = _("规定与口径")

    def __str__(self):
        return f"{self.plenary_session}规定与口径"

    @property
    def intersession_limit_anchor(self):
        """From which day the reply limit of a 平时提案 runs: a closing day that came before it cannot be meant."""
        anchor = self.reply_limit_anchor
        return LimitAnchor.ASSIGNED if anchor == LimitAnchor.CLOSING else anchor


class SessionList(models.Model):
    """An entry of a list that belongs to one plenary session and is copied to the next."""

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.CASCADE, related_name="%(class)s_list"
    )
    code = models.CharField(_("代码"), max_length=20)
    name = models.CharField(_("名称"), max_length=100)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plenary_session", "code"], name="one_%(class)s_a_code"),
        ]

    def __str__(self):
        return self.name


class Category(SessionList):
    """What a proposal is about (类别), one or two levels."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )

    class Meta(SessionList.Meta):
        verbose_name = _("类别")
        verbose_name_plural = _("类别")


class DeclineReason(SessionList):
    """A reason for 不予立案; the national list has ten."""

    class Meta(SessionList.Meta):
        verbose_name = _("不予立案原因")
        verbose_name_plural = _("不予立案原因")


class OutcomeClass(SessionList):
    """A class of 办理结果 in the scheme of the session: code A to D, label as the place words it.

    Lower positions are more solved; of several repliers' classes the last in order stands for the proposal.
    """

    class Meta(SessionList.Meta):
        verbose_name = _("办理结果类别")
        verbose_name_plural = _("办理结果类别")


class Channel(SessionList):
    """By whom proposals are handed over: party, government, court … (交办渠道)."""

    office = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("交办单位"),
    )

    class Meta(SessionList.Meta):
        verbose_name = _("交办渠道")
        verbose_name_plural = _("交办渠道")


SESSION_LISTS = (Category, DeclineReason, OutcomeClass, Channel)


class NumberSeries(models.Model):
    """The last number given in a series; a number is never given twice, even after 撤案 or undo."""

    plenary_session = models.ForeignKey(
        PlenarySession, on_delete=models.CASCADE, related_name="number_series"
    )
    name = models.CharField(_("序列"), max_length=60)
    last = models.PositiveIntegerField(_("已用到"), default=0)
    printed_on = models.DateField(_("首次打印日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("编号序列")
        verbose_name_plural = _("编号序列")
        constraints = [
            models.UniqueConstraint(fields=["plenary_session", "name"], name="one_series_a_name"),
        ]

    def __str__(self):
        return f"{self.name} {self.last}"
