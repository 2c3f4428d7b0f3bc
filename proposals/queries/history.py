"""The history of a case: every record of the proposal, its tasks, talks, replies and forms, oldest first."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from proposals.models import (
    Assignment,
    Consultation,
    Extension,
    Feedback,
    HandBack,
    Proposal,
    ProposedUnit,
    Reply,
    Suggestion,
)
from workflows.models import MoveRecord

_OF_TASKS = (Consultation, Extension, HandBack, Feedback, Reply)
_OF_PROPOSALS = (Assignment, ProposedUnit, Suggestion)


def timeline(proposal):
    """Return the records of the case (流转记录), oldest first, with who and what they are about."""
    types = ContentType.objects.get_for_models(Proposal, *_OF_PROPOSALS, *_OF_TASKS)
    about = Q(content_type=types[Proposal], object_id=proposal.pk)
    for model in _OF_PROPOSALS:
        rows = model._base_manager.filter(proposal=proposal)
        about |= Q(content_type=types[model], object_id__in=rows.values("pk"))
    for model in _OF_TASKS:
        rows = model._base_manager.filter(assignment__proposal=proposal)
        about |= Q(content_type=types[model], object_id__in=rows.values("pk"))
    records = MoveRecord.objects.filter(about).select_related("by__user", "by__organisation", "undone_by")
    return records.prefetch_related("subject").order_by("pk")
