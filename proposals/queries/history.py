"""The history of a case: every record of the proposal, its tasks, talks, replies and forms, and what they say."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from cppcc.accounts.models import Role
from proposals.models import (
    ISSUED_REPLY,
    Assignment,
    Attachment,
    ClockPause,
    CoHandlingOpinion,
    Commitment,
    Consultation,
    Examination,
    Extension,
    Feedback,
    FollowUp,
    HandBack,
    JoinRequest,
    KeySupervision,
    LookBackFinding,
    Proposal,
    ProposedUnit,
    Proposer,
    Reply,
    Suggestion,
)
from proposals.models.proposer import PROPOSING
from workflows.models import MoveRecord

_OF_TASKS = (
    ClockPause,
    CoHandlingOpinion,
    Commitment,
    LookBackFinding,
    Consultation,
    Extension,
    HandBack,
    JoinRequest,
    Feedback,
    Reply,
)
_OF_PROPOSALS = (
    Assignment,
    Attachment,
    Examination,
    FollowUp,
    KeySupervision,
    ProposedUnit,
    Proposer,
    Suggestion,
)
_UNDOABLE = (MoveRecord.Kind.MOVE, MoveRecord.Kind.FACT)


def records_of(proposal):
    """Return the records about the case and every part of it (流转记录)."""
    types = ContentType.objects.get_for_models(Proposal, *_OF_PROPOSALS, *_OF_TASKS)
    about = Q(content_type=types[Proposal], object_id=proposal.pk)
    for model in _OF_PROPOSALS:
        rows = model._base_manager.filter(proposal=proposal)
        about |= Q(content_type=types[model], object_id__in=rows.values("pk"))
    for model in _OF_TASKS:
        rows = model._base_manager.filter(assignment__proposal=proposal)
        about |= Q(content_type=types[model], object_id__in=rows.values("pk"))
    return MoveRecord.objects.filter(about)


def records_for(proposal, post):
    """Return the records of the case that `post` may read.

    What proposers said is no unit's before it is released; how a letter came about is no proposer's.
    """
    records = records_of(proposal)
    if post.role == Role.OFFICER:
        forms = Feedback.objects.filter(assignment__proposal=proposal)
        unreleased = forms.exclude(pk__in=forms.released().values("pk"))
        of_forms = ContentType.objects.get_for_model(Feedback)
        given = unreleased.exclude(record=None).values("record")
        return records.exclude(pk__in=given).exclude(
            content_type=of_forms, object_id__in=unreleased.values("pk")
        )
    if post.role in PROPOSING:
        is_out = Q(target__in=ISSUED_REPLY) | Q(name="show")
        return records.filter(is_out | ~Q(content_type=ContentType.objects.get_for_model(Reply)))
    return records


def settlings(session):
    """Return the records of what was settled of a session: its rules and its lists, latest first."""
    types = ContentType.objects.get_for_models(type(session), type(session.policy))
    about_rules = Q(content_type=types[type(session.policy)], object_id=session.policy.pk)
    about_session = Q(content_type=types[type(session)], object_id=session.pk, name__in=["settle", "correct"])
    return MoveRecord.objects.filter(about_rules | about_session).select_related("by__user").order_by("-pk")


def changes_since(proposal, seen, post):
    """Return the records about the case that `post` may read and that came after the one with the id `seen`."""
    later = records_for(proposal, post).filter(pk__gt=seen).exclude(kind=MoveRecord.Kind.HISTORY)
    return later.select_related("by__user", "by__organisation").order_by("pk")


def last_record(subject):
    """Return the last record about one thing, or None."""
    return MoveRecord.objects.of(subject).last()


def subject_of(record):
    """Return what tells the subject of a record from every other."""
    return record.content_type_id, record.object_id


def last_steps_to_undo(records, post):
    """Return the steps of the person, each the last on its subject, that nobody has acted on since.

    What a step brought about is taken back with it. Should it have moved another case that has gone on since,
    the undo itself says so.
    """
    standing = _standing(records)
    last = {}
    for record in standing:
        if record.by.user_id == post.user_id and record.cause_id is None and record.kind in _UNDOABLE:
            last[subject_of(record)] = record
    return [record for record in last.values() if not _has_followers(record, standing)]


def corrections_by_fact(records):
    """Return {(content type id, object id, field's attribute): [(record, old, new)]}, oldest first."""
    found = {}
    for record in records:
        if record.kind == MoveRecord.Kind.CORRECTION:
            for attribute, (old, new) in record.changes.items():
                found.setdefault((*subject_of(record), attribute), []).append((record, old, new))
    return found


def undone(records):
    """Return the ids of the records that have been taken back."""
    return {record.undoes_id for record in records} - {None}


def _standing(records):
    taken_back = undone(records)
    return [each for each in records if each.pk not in taken_back and each.kind != MoveRecord.Kind.UNDO]


def _has_followers(record, standing):
    group = {record.pk}
    for each in standing:
        if each.cause_id in group:
            group.add(each.pk)
    taken_back = [each for each in standing if each.pk in group]
    return any(each.builds_on(earlier) for each in standing if each.pk not in group for earlier in taken_back)
