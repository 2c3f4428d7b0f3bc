"""Schedules are rows that clerks of the site may change; the code only brings those that are missing."""

from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler


class Scheduler(DatabaseScheduler):
    """Django-celery-beat's own, which would set changed rows back to the code at every start."""

    def update_from_dict(self, mapping):
        """Bring the schedules of `mapping` that no row is held for."""
        held = set(PeriodicTask.objects.filter(name__in=mapping).values_list("name", flat=True))
        super().update_from_dict({name: entry for name, entry in mapping.items() if name not in held})
