"""The history of a case: every record of the proposal, its tasks, talks, replies and forms, oldest first."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from cppcc.accounts.models import Role
from proposals.models import (
    Assignment,
    ClockPause,
    Commitment,
    Consultation,
    Extension,
    Feedback,
    HandBack,
    KeySupervision,
    LookBackFinding,
    Proposal,
    ProposedUnit,
    Reply,
    Suggestion,
)
from workflows.models import MoveRecord

_OF_TASKS = (ClockPause, Commitment, LookBackFinding, Consultation, Extension, HandBack, Feedback, Reply)
_OF_PROPOSALS = (Assignment, KeySupervision, ProposedUnit, Suggestion)


def timeline(proposal, post):
    """Return [(record, name of the unit it is about or "")] of the case (流转记录) that `post` may read, oldest first.

    What proposers said is no unit's to read before it is released.
    """
    types = ContentType.objects.get_for_models(Proposal, *_OF_PROPOSALS, *_OF_TASKS)
    about = Q(content_type=types[Proposal], object_id=proposal.pk)
    for model in _OF_PROPOSALS:
        rows = model._base_manager.filter(proposal=proposal)
        about |= Q(content_type=types[model], object_id__in=rows.values("pk"))
    for model in _OF_TASKS:
        rows = model._base_manager.filter(assignment__proposal=proposal)
        about |= Q(content_type=types[model], object_id__in=rows.values("pk"))
    names = _unit_names(types, proposal)
    records = MoveRecord.objects.filter(about).select_related("by__user", "by__organisation", "undone_by")
    if post.role == Role.OFFICER:
        forms = Feedback.objects.filter(assignment__proposal=proposal)
        unreleased = forms.exclude(pk__in=forms.released().values("pk")).exclude(record=None)
        records = records.exclude(pk__in=unreleased.values("record"))
    return [(record, _about(record, names)) for record in records.order_by("pk")]


def settlings(session):
    """Return the records of what was settled of a session: its rules and its lists, latest first."""
    types = ContentType.objects.get_for_models(type(session), type(session.policy))
    about_rules = Q(content_type=types[type(session.policy)], object_id=session.policy.pk)
    about_session = Q(content_type=types[type(session)], object_id=session.pk, name__in=["settle", "correct"])
    return MoveRecord.objects.filter(about_rules | about_session).select_related("by__user").order_by("-pk")


def _unit_names(types, proposal):
    """Return {(type, id): name of the unit} of everything that belongs to a task of the case."""
    tasks = {task.pk: task.unit_label for task in proposal.assignments.select_related("unit")}
    names = {(types[Assignment].pk, pk): label for pk, label in tasks.items()}
    for model in _OF_TASKS:
        rows = model._base_manager.filter(assignment__in=tasks).values_list("pk", "assignment")
        names |= {(types[model].pk, pk): tasks[task] for pk, task in rows}
    return names


def _about(record, names):
    return names.get((record.content_type_id, record.object_id), "")
