"""Mistakes: take back one's own last step, or correct a recorded fact; the figures follow."""

from django.db import transaction

from proposals.actions.following import follow
from proposals.actions.recording import void_facts_of
from proposals.models import Proposal
from proposals.permissions import case_of
from workflows.mend import correct, undo
from workflows.models import MoveRecord


@transaction.atomic
def undo_step(record, *, by, reason):
    """Take `record` back with all that followed from it: states, fields and facts; the proposal follows its tasks.

    Raises:
        PermissionDenied, MoveRefused: as `workflows.mend.undo`.
    """
    taken_back = undo(record, by=by, reason=reason)
    void_facts_of(taken_back)
    case = case_of(record.subject)
    if case.voided_at is None and record.subject.pk:
        follow(case, cause=MoveRecord.objects.get(undoes=record))
    return taken_back


@transaction.atomic
def correct_fact(fact, changes, *, by, reason, provenance=None):
    """Correct `changes` {field: value} of a recorded fact (更正) and return the record, or None if nothing differs.

    Raises:
        PermissionDenied, MoveRefused: as `workflows.mend.correct`.
        ValidationError: a value that cannot be stored.
    """
    record = correct(fact, changes, by=by, reason=reason, provenance=provenance)
    if record and not isinstance(fact, Proposal):
        follow(case_of(fact), cause=record)
    return record
