"""Rebuilds states from the records alone, and finds where the two disagree."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Q, Subquery

from workflows.machine import Machine
from workflows.models import MoveRecord


def machine_models():
    """Return the concrete, managed models with a protected state."""
    return [model for model in apps.get_models() if issubclass(model, Machine) and model._meta.managed]


def disagreements(model):
    """Return the instances of `model` whose state is not the one that the records lead to.

    One statement. A voided instance must have the empty target as its last record.
    """
    content_type = ContentType.objects.get_for_model(model)
    last = (
        MoveRecord.objects.filter(content_type=content_type, object_id=OuterRef("pk"))
        .order_by("-pk")
        .values("target")[:1]
    )
    queryset = model._base_manager.annotate(recorded_state=Subquery(last))
    agrees = Q(voided_at=None, recorded_state=F("state")) | Q(voided_at__isnull=False, recorded_state="")
    return queryset.exclude(agrees) | queryset.filter(recorded_state=None)
