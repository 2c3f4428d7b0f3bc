"""What beat starts by the clock: missing schedules are brought, changed ones left alone, nothing due is skipped."""

import pytest
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from cppcc.celery import app
from cppcc.jobs.models import JobRun
from cppcc.jobs.scheduler import Scheduler
from tests.brokers import broker_at

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_missing_schedules_are_brought_and_changed_ones_left_alone():
    hour = CrontabSchedule.objects.create(hour="9", minute="0", timezone="Asia/Shanghai")
    PeriodicTask.objects.create(name="daily-scan", task="proposals.tasks.daily_scan", crontab=hour)

    Scheduler(app=app, lazy=True).setup_schedule()

    rows = dict(PeriodicTask.objects.values_list("name", "crontab__hour"))
    assert (rows["daily-scan"], rows["check-records"], rows["sweep"]) == ("9", "2", "*")
    assert rows["clear-away"] == "3"
    zones = set(PeriodicTask.objects.filter(name__in=rows).values_list("crontab__timezone", flat=True))
    assert {str(zone) for zone in zones} == {"Asia/Shanghai"}


def test_what_is_due_while_no_broker_answers_is_not_skipped():
    beat = Scheduler(app=app, lazy=True)
    beat.setup_schedule()

    with broker_at("redis+socket:///nowhere/broker.sock"):
        for name in ("daily-scan", "sweep"):
            beat.apply_entry(beat.schedule[name])

    assert list(JobRun.objects.left_over().values_list("name", flat=True)) == ["proposals.tasks.daily_scan"]
