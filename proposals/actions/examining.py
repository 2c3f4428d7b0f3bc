"""The examination table (审查): the decisions on many proposals, taken together or not at all."""

from dataclasses import dataclass, field

from django.db import transaction

from proposals.actions.drafting import return_proposals
from proposals.actions.filing import decline_proposals, file_proposals
from proposals.actions.mending import undo_step
from proposals.actions.merging import merge_into


@dataclass
class Findings:
    """What is decided on each proposal; `filed` {proposal: category or None}, in the order of their numbers.

    `declined` {proposal: Refusal}, `merged` {proposal: the one that goes on}, `returned` {proposal: what to mend}.
    """

    filed: dict = field(default_factory=dict)
    declined: dict = field(default_factory=dict)
    merged: dict = field(default_factory=dict)
    returned: dict = field(default_factory=dict)


@transaction.atomic
def examine(findings, **how):
    """Carry out all the findings of one session, or none; one may be merged into another that is filed here.

    Raises:
        ValidationError, MoveRefused: as the actions for one proposal.
    """
    return [
        *file_proposals(findings.filed, categories=findings.filed, **how),
        *decline_proposals(findings.declined, **how),
        *return_proposals(findings.returned, **how),
        *merge_into(findings.merged, **how),
    ]


@transaction.atomic
def undo_steps(records, *, by, reason):
    """Take every one of `records` back, the last first, or none.

    Raises:
        PermissionDenied, MoveRefused: as `undo_step`.
    """
    for record in sorted(records, key=lambda each: -each.pk):
        undo_step(record, by=by, reason=reason)
