"""What ran in the background, and the sign of life of whatever runs it."""

from celery import current_app
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cppcc.accounts.models import Post


class JobRunQuerySet(models.QuerySet):
    """Which jobs there are."""

    def left_over(self):
        """Return the jobs that have not ended and that no broker took, or that were taken or begun long ago."""
        long_ago = timezone.now() - settings.LOST_JOB_AFTER
        unended = self.filter(outcome__in=[JobRun.Outcome.QUEUED, JobRun.Outcome.RUNNING])
        return unended.exclude(taken_at__gte=long_ago).exclude(started_at__gte=long_ago)


class JobRun(models.Model):
    """One job: asked for, begun (again after its worker died), ended; by its own id, so that it is one row however often it ran.

    The row is what the job is; a broker may lose it, and it is handed over again.
    """

    class Outcome(models.TextChoices):
        """How it stands."""

        QUEUED = "QUEUED", _("排队")
        RUNNING = "RUNNING", _("正在运行")
        DONE = "DONE", _("完成")
        FAILED = "FAILED", _("失败")

    task_id = models.CharField(_("任务号"), max_length=60, unique=True)
    name = models.CharField(_("任务"), max_length=100, db_index=True)
    arguments = models.JSONField(_("参数"), default=list, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("发起人")
    )
    queued_at = models.DateTimeField(_("发起时间"), default=timezone.now, db_index=True)
    taken_at = models.DateTimeField(_("进入队列时间"), null=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    attempts = models.PositiveSmallIntegerField(_("运行次数"), default=0)
    part = models.PositiveIntegerField(_("已完成"), default=0)
    whole = models.PositiveIntegerField(_("共"), default=0)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, default=Outcome.QUEUED)
    result = models.JSONField(_("结果内容"), null=True, encoder=DjangoJSONEncoder)
    error = models.TextField(_("错误"), blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        ordering = ["-queued_at", "-pk"]

    def __str__(self):
        return f"{self.label}（{self.get_outcome_display()}）"

    @property
    def label(self):
        """What people call the job; its name where it is no longer among the site's jobs."""
        return getattr(self._task, "label", "") or self.name

    @property
    def told(self):
        """What came of it, in words."""
        return self._task.tell(self.result) if self.result and self._task else ""

    @property
    def _task(self):
        return current_app.tasks.get(self.name)

    def is_lost(self):
        """Say whether it began long ago and neither ended nor failed: its worker died and the broker gave it to nobody."""
        long_ago = timezone.now() - settings.LOST_JOB_AFTER
        return self.outcome == self.Outcome.RUNNING and self.started_at < long_ago


class Heartbeat(models.Model):
    """When a scheduled job last came through: beat, broker and a worker were all alive then."""

    name = models.CharField(_("来源"), max_length=40, unique=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("运行信号")
        verbose_name_plural = _("运行信号")

    def __str__(self):
        return f"{self.name} {self.at}"
