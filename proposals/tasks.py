"""Background work: a task only wakes what does it."""

import logging

from celery import shared_task

from workflows.replay import disagreements, machine_models

logger = logging.getLogger(__name__)


@shared_task
def check_records():
    """Check, each night, that records and states agree; returns {model: [ids]} of those that do not."""
    found = {}
    for model in machine_models():
        ids = list(disagreements(model).values_list("pk", flat=True)[:1000])
        if ids:
            found[model._meta.label] = ids
            logger.error("Records and states disagree: %s %s", model._meta.label, ids)
    return found
