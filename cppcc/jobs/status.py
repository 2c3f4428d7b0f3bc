"""Whether the background is alive, in words for the page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.exceptions import OperationalError
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.celery import app
from cppcc.jobs.models import Heartbeat

SILENT_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Status:
    """What runs: the broker, and what the last sign of life says of worker and beat."""

    has_broker: bool
    broker_answers: bool
    last_beat: datetime | None

    @property
    def is_alive(self):
        """Whether scheduled jobs come through."""
        return self.last_beat is not None and timezone.now() - self.last_beat < SILENT_AFTER

    @property
    def missing(self):
        """What is not running, as sentences; empty when all is well."""
        if not self.has_broker:
            return [_("没有配置消息中间件（BROKER_URL）：通知在办理时当场发送，定时催办和汇总不运行。")]
        if not self.broker_answers:
            return [_("消息中间件没有响应：通知先存收件箱，恢复后补发。")]
        if not self.is_alive:
            return [_("后台进程（worker、beat）没有运行：定时催办、汇总和对外发送暂停，恢复后补发。")]
        return []


def background_status():
    """Return the Status now; the broker is asked and given a second."""
    last = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    has_broker = not settings.CELERY_TASK_ALWAYS_EAGER
    return Status(has_broker, has_broker and _broker_answers(), last)


def _broker_answers():
    try:
        with app.connection_for_write(connect_timeout=1) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except (OperationalError, OSError):
        return False
    return True
