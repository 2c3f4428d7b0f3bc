"""Registers notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices app."""

    name = "cppcc.notices"
    label = "notices"
    verbose_name = "通知"
