"""What the process keeps: the append-only record of moves, and the days that are not ordinary."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


def day_or_unknown(day):
    """Return the day in words, for the date of a record that may not be known."""
    return date_format(day) if day else _("日期不详")


class Via(models.TextChoices):
    """How a fact came to be recorded (来源)."""

    SELF = "SELF", _("本人办理")
    PAPER = "PAPER", _("书面")
    PHONE = "PHONE", _("电话")
    VISIT = "VISIT", _("当面")
    LEDGER = "LEDGER", _("台账导入")
    SYSTEM = "SYSTEM", _("系统")


class MoveRecordQuerySet(models.QuerySet):
    """Records can be added and read, never changed."""

    def of(self, instance):
        """Return the records of one instance, oldest first."""
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=True)
        return self.filter(content_type=content_type, object_id=instance.pk).order_by("pk")

    def update(self, **kwargs):
        """Refuse: the record is append-only."""
        raise TypeError("A move record is never changed.")

    def delete(self):
        """Refuse: the record is append-only."""
        raise TypeError("A move record is never deleted.")


class MoveRecord(models.Model):
    """One move, fact, correction or undo (流转记录): who, as what, for whom, when, from where to where.

    `happened_on` is the day it happened (None: not known), `recorded_at` the moment it was recorded.
    `changes` holds {field: [old, new]} of the subject, so that the records alone rebuild it.
    """

    class Kind(models.TextChoices):
        """What the record stands for."""

        MOVE = "MOVE", _("流转")
        FACT = "FACT", _("登记")
        CORRECTION = "CORRECTION", _("更正")
        UNDO = "UNDO", _("撤回操作")
        HISTORY = "HISTORY", _("历史导入")

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices, default=Kind.MOVE)
    name = models.CharField(_("动作代码"), max_length=40)
    label = models.CharField(_("动作"), max_length=400)
    source = models.CharField(_("原状态"), max_length=20, blank=True)
    target = models.CharField(_("新状态"), max_length=20, blank=True)
    happened_on = models.DateField(_("发生日期"), null=True)
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.WORKFLOWS_POST_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经手岗位")
    )
    on_behalf_of = models.CharField(_("代谁录入"), max_length=100, blank=True)
    via = models.CharField(_("来源"), max_length=10, choices=Via.choices, default=Via.SELF)
    note = models.TextField(_("意见"), blank=True)
    changes = models.JSONField(_("变动"), default=dict, encoder=DjangoJSONEncoder)
    cause = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="consequences")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    objects = MoveRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("流转记录")
        verbose_name_plural = _("流转记录")
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="record_subject")]

    def __str__(self):
        return f"{self.label}（{day_or_unknown(self.happened_on)}）"

    def save(self, *args, **kwargs):
        """Store a new record; an existing one is refused."""
        if self.pk is not None:
            raise TypeError("A move record is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the record is append-only."""
        raise TypeError("A move record is never deleted.")

    def is_creation(self):
        """Say whether its subject came to be by it."""
        return not self.source and self.kind == self.Kind.MOVE

    def builds_on(self, earlier):
        """Say whether it came after `earlier`, about the same thing, and keeps that from being taken back.

        An undo never does; a correction only of what `earlier` stored or brought into being.
        """
        about, about_earlier = ((each.content_type_id, each.object_id) for each in (self, earlier))
        if about != about_earlier or self.pk <= earlier.pk or self.kind == self.Kind.UNDO:
            return False
        if self.kind != self.Kind.CORRECTION or earlier.is_creation():
            return True
        return not self.changes.keys().isdisjoint(earlier.changes)


class Holiday(models.Model):
    """A day that the yearly notice of the State Council takes out of the ordinary week."""

    class Kind(models.TextChoices):
        """Off although a weekday (or inside the holiday), or at work although a weekend."""

        HOLIDAY = "holiday", _("放假")
        MAKE_UP_DAY = "make_up_day", _("调休上班")

    date = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("安排"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("节日"), max_length=20)
    notice = models.CharField(_("依据"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        ordering = ["date"]

    def __str__(self):
        return f"{date_format(self.date)}{self.name}{self.get_kind_display()}"
