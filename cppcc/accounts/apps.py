"""Registers people and organisations."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "cppcc.accounts"
    label = "accounts"
    verbose_name = "人员与机构"
