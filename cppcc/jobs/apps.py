"""Registers background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The jobs app."""

    name = "cppcc.jobs"
    label = "jobs"
    verbose_name = "后台任务"
