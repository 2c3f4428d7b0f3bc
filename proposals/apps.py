"""Registers the work."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """The proposals app; its rules live in `permissions`."""

    name = "proposals"
    verbose_name = "提案"

    def ready(self):
        """Load the rules once every model is known."""
        from proposals import permissions  # noqa: F401, PLC0415 – rules register on import
