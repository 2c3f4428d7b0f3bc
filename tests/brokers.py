"""Hands the jobs of a test to a broker, as the site does, instead of running them at once."""

from contextlib import contextmanager

from django.test import override_settings
from kombu import pools

from cppcc.celery import app


@contextmanager
def broker_at(url):
    """Hand jobs to the broker at `url` for the time of the block."""
    app.amqp._producer_pool = None
    with override_settings(CELERY_TASK_ALWAYS_EAGER=False, CELERY_BROKER_URL=url):
        try:
            yield
        finally:
            pools.reset()
            app.amqp._producer_pool = None
