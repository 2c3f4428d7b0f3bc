"""Figures as they were known at a moment: the records are read backwards, the figures taken, nothing is kept.

Inside a transaction that is always rolled back, facts recorded later are voided, facts voided later stand
again, and every field and state gets back the value it had: so each figure is computed by the same code, and
by every record there is. The cost grows with the records made since; writers wait that long on SQLite.
"""

from collections import defaultdict

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from proposals.models import Recorded
from proposals.statistics.figures import figures_of
from workflows.models import MoveRecord


def figures_known_at(scope, moment):
    """Return the figures of `scope` as the records stood at `moment` (an aware datetime)."""
    with transaction.atomic():
        _rewind(moment)
        figures = figures_of(scope)
        transaction.set_rollback(True)
    return figures


def _rewind(moment):
    for model in apps.get_app_config("proposals").get_models():
        if issubclass(model, Recorded):
            model._base_manager.filter(recorded_at__gt=moment).update(voided_at=moment)
            model._base_manager.filter(voided_at__gt=moment).update(voided_at=None)
    earlier = defaultdict(dict)
    later = MoveRecord.objects.filter(recorded_at__gt=moment).order_by("-pk")
    for content_type, pk, source, changes in later.values_list(
        "content_type", "object_id", "source", "changes"
    ):
        values = earlier[content_type, pk]
        values.update({attribute: old for attribute, (old, _new) in changes.items()})
        if source:
            values["state"] = source
    for (content_type, pk), values in earlier.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if values:
            model._base_manager.filter(pk=pk).update(**values)
