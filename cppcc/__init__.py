"""The house: settings, addresses and looks, and a ground floor of people."""

from cppcc.celery import app as celery_app

__all__ = ["celery_app"]
