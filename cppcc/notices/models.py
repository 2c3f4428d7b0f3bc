"""Notices (通知), their way out by each channel, what a person chose, and one-time links."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post


class Notice(models.Model):
    """One thing told to one post, once: the same `key` never reaches a post twice."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="notices", verbose_name=_("岗位"))
    kind = models.CharField(_("种类"), max_length=40)
    key = models.CharField(_("事由号"), max_length=100)
    batch = models.UUIDField(_("批次"), db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    address = models.CharField(_("页面"), max_length=200, blank=True)
    link_action = models.CharField(_("一次性链接办理"), max_length=40, blank=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True)
    subject = GenericForeignKey()
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    opened_at = models.DateTimeField(_("打开时间"), null=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["post", "key"], name="one_notice_a_key")]
        indexes = [models.Index(fields=["post", "opened_at"], name="notice_unread")]

    def __str__(self):
        return self.title


class Delivery(models.Model):
    """One notice by one channel; it leaves WAITING once, so that nothing is sent twice.

    A worker that dies between taking and sending leaves it TAKEN: whether it was sent nobody knows, and it is
    not sent again.
    """

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "WAITING", _("待发")
        TAKEN = "TAKEN", _("正在发送")
        SENT = "SENT", _("已发送")
        FAILED = "FAILED", _("未发出")
        UNCERTAIN = "UNCERTAIN", _("不能确定")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("渠道"), max_length=20)
    address = models.CharField(_("收信地址"), max_length=200, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.WAITING)
    not_before = models.DateTimeField(_("不早于"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    taken_at = models.DateTimeField(_("取走时间"), null=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    error = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("发送记录")
        verbose_name_plural = _("发送记录")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_a_channel")]
        indexes = [models.Index(fields=["status", "not_before"], name="delivery_to_send")]

    def __str__(self):
        return f"{self.notice}（{self.channel}）"


class ChannelChoice(models.Model):
    """A person wants notices by this channel too, at this address; the inbox is always there."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channel_choices"
    )
    channel = models.CharField(_("渠道"), max_length=20)
    address = models.CharField(_("收信地址"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("接收渠道")
        verbose_name_plural = _("接收渠道")
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_choice_a_channel")]

    def __str__(self):
        return f"{self.user}：{self.channel}"


class QuietHours(models.Model):
    """From when until when a person is not disturbed outside the inbox; it may pass midnight."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours"
    )
    starts_at = models.TimeField(_("免打扰开始"))
    ends_at = models.TimeField(_("免打扰结束"))

    class Meta:
        verbose_name = _("免打扰时段")
        verbose_name_plural = _("免打扰时段")

    def __str__(self):
        return f"{self.starts_at}—{self.ends_at}"


class OneTimeLink(models.Model):
    """One step that one post may take on one subject without signing in: once, and until it expires."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(_("办理"), max_length=40)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    nonce = models.CharField(_("随机码"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("发出时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)
    used_from = models.GenericIPAddressField(_("使用地址"), null=True)

    class Meta:
        verbose_name = _("一次性链接")
        verbose_name_plural = _("一次性链接")

    def __str__(self):
        return f"{self.action} {self.created_at}"
