"""Schedules are rows that clerks of the site may change; the code only brings those that are missing."""

from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from cppcc.jobs.recording import RecordedTask, enqueue


class Scheduler(DatabaseScheduler):
    """Django-celery-beat's own, which would set changed rows back to the code at every start."""

    def update_from_dict(self, mapping):
        """Bring the schedules of `mapping` that no row is held for."""
        held = set(PeriodicTask.objects.filter(name__in=mapping).values_list("name", flat=True))
        super().update_from_dict({name: entry for name, entry in mapping.items() if name not in held})

    def apply_async(self, entry, producer=None, advance=True, **kwargs):
        """Leave a row for a job that is recorded, so that one due while no broker answers is not skipped."""
        task = self.app.tasks.get(entry.task)
        if isinstance(task, RecordedTask):
            return enqueue(task, *entry.args)
        return super().apply_async(entry, producer, advance, **kwargs)
