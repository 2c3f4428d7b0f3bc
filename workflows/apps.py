"""Registers the process and its system checks."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """The process app."""

    name = "workflows"
    verbose_name = "流程"

    def ready(self):
        """Load the checks once every model is known."""
        from workflows import checks  # noqa: F401, PLC0415 – checks register on import and need the models
