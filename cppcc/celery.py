"""Background work: tasks of every app, by the settings that begin with CELERY_."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")

app = Celery("cppcc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep": {"task": "cppcc.notices.tasks.sweep", "schedule": crontab()},
    "daily-scan": {"task": "proposals.tasks.daily_scan", "schedule": crontab(hour=8, minute=30)},
    "check-records": {"task": "proposals.tasks.check_records", "schedule": crontab(hour=2, minute=30)},
    "clear-away": {"task": "proposals.tasks.clear_away", "schedule": crontab(hour=3, minute=30)},
}
