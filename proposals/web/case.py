"""What one case page shows: the tasks with their facts, and the steps offered on each."""

from dataclasses import dataclass

import rules
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.models import (
    Assignment,
    Attachment,
    CoHandlingOpinion,
    Consultation,
    Examination,
    Extension,
    Feedback,
    FollowUp,
    JoinRequest,
    Proposal,
    ProposedUnit,
    Proposer,
    Reply,
    Suggestion,
)
from proposals.models.recorded import standing_in
from proposals.queries.history import corrections_by_fact, last_steps_to_undo, subject_of, undone
from proposals.queries.holding import holders
from proposals.queries.visibility import may_read_feedback, may_read_reply
from proposals.queries.whole_case import load_case, unit_of_record
from proposals.web.steps import offered
from proposals.web.watch_steps import WATCH_STEPS
from workflows.machines.assignment import State
from workflows.models import MoveRecord

SUBJECTS = {
    model._meta.model_name: model
    for model in (
        Proposal,
        Proposer,
        Examination,
        Assignment,
        Consultation,
        Reply,
        CoHandlingOpinion,
        Feedback,
        FollowUp,
        Extension,
        JoinRequest,
        ProposedUnit,
        Suggestion,
        Attachment,
        *WATCH_STEPS,
    )
}

CORRECTABLE = {
    "proposal": (
        "title",
        "kind",
        "category",
        "occasion",
        "submitted_on",
        "concluded_on",
        "supervising_leader",
        "is_key",
        "is_outstanding",
        "note",
    ),
    "proposer": ("name", "contact_person", "phone"),
    "examination": ("decided_on", "reason", "reason_text", "disposition", "noticed_on"),
    "assignment": (
        "assigned_on",
        "due_on",
        "accepted_on",
        "concluded_on",
        "published_on",
        "no_consultation_reason",
        "officer",
        "phone",
    ),
    "consultation": ("met_on", "manner", "place", "people", "summary"),
    "reply": ("outcome", "document_number", "disclosure", "issued_on", "signer"),
    "cohandlingopinion": ("given_on", "text", "document_number"),
    "feedback": ("attitude", "result", "given_on", "comment"),
    "followup": ("made_on", "manner", "findings"),
}


def case_page(proposal, post):
    """Return what the page of a case shows beside its own fields; everything is read at once."""
    found = load_case(proposal, post)
    records = list(found[MoveRecord].values())
    tasks = [_with_steps(task, post) for task in proposal.assignments.all() if task.voided_at is None]
    plan, suggestions = standing_in(proposal.proposed_units), list(proposal.suggestions.all())
    proposers, papers = list(proposal.proposers.all()), standing_in(proposal.attachments)
    for row in (*plan, *suggestions, *proposers, *papers):
        row.offered = offered(row, post)
    own_rows = [row for task in tasks for row in (task, *task.standing_talks)]
    steps = offered(proposal, post)
    own_steps = {
        each.step.name
        for row in (steps, *(task.offered for task in tasks))
        for each in row
        if each.in_own_right
    }
    return {
        "offered": steps,
        "asked": [
            each
            for row in own_rows
            for each in row.offered
            if each.in_own_right and each.step.name in _ASKED_OF_PROPOSERS and _is_waited_for(row, post)
        ],
        "holders": holders(proposal, records),
        "tasks": tasks,
        "own_tasks": [task for task in tasks if rules.has_perm("proposals.accept_assignment", post, task)],
        "plan": plan,
        "suggestions": suggestions,
        "proposers": proposers,
        "text": proposal.text(),
        "versions": standing_in(proposal.texts),
        "decision": proposal.examination(),
        "absorbed": proposal.absorbed_cases(),
        "follow_ups": standing_in(proposal.follow_ups),
        "instructions": standing_in(proposal.instructions),
        "attachments": papers,
        "undoable": [
            record
            for record in last_steps_to_undo(records, post)
            if _TAKEN_BACK_BY.get(record.name) not in own_steps
        ],
        "may_correct": rules.has_perm("proposals.correct_proposal", post, proposal),
        "timeline": _timeline(proposal, found),
    }


_ASKED_OF_PROPOSERS = ("confirm", "rate")
_TAKEN_BACK_BY = {"submit": "recall", "request_hand_back": "withdraw_hand_back"}


def _is_waited_for(row, post):
    """Say whether the talk, or the reply on the task, still waits for what `post` says of it."""
    if isinstance(row, Consultation):
        return True
    answered = {form.proposer_id for form in standing_in(row.feedback) if form.round == row.round}
    waiting = [each for each in row.proposers_asked() if each.pk not in answered]
    return row.state == State.REPLIED and any(each.is_spoken_for_by(post) for each in waiting)


def _with_steps(task, post):
    """Return the task with the rows that stand and the steps offered on each."""
    task.offered = offered(task, post)
    task.standing_replies = [each for each in standing_in(task.replies) if may_read_reply(post, each)]
    task.standing_talks = standing_in(task.consultations)
    task.standing_forms = [form for form in task.holding_forms() if may_read_feedback(post, form)]
    task.standing_opinions = standing_in(task.co_handling_opinions)
    task.sent_reminders = standing_in(task.reminders)
    task.standing_hand_backs = standing_in(task.hand_backs)
    task.standing_joins = standing_in(task.join_requests)
    task.standing_extensions = standing_in(task.extensions)
    task.standing_pauses = standing_in(task.pauses)
    for rows in (
        task.standing_replies,
        task.standing_talks,
        task.standing_forms,
        task.standing_joins,
        task.standing_extensions,
        task.standing_pauses,
    ):
        for row in rows:
            row.offered = offered(row, post)
    return task


@dataclass(frozen=True)
class Line:
    """One line of the timeline: the record, the unit it is about, whether it was taken back, what it corrected."""

    record: MoveRecord
    unit: str
    is_undone: bool
    corrections: tuple


def _timeline(proposal, found):
    records = list(found[MoveRecord].values())
    units, taken_back = unit_of_record(proposal), undone(records)
    return [
        Line(
            record,
            units.get(subject_of(record), ""),
            record.pk in taken_back,
            tuple(_corrected(record, found)),
        )
        for record in records
    ]


def _corrected(record, found):
    """Yield (label of the fact, old, new) of a correction."""
    if record.kind != MoveRecord.Kind.CORRECTION:
        return
    model = ContentType.objects.get_for_id(record.content_type_id).model_class()
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for attribute, values in record.changes.items():
        field = fields[attribute]
        yield (field.verbose_name, *(_in_words(field, value, found) for value in values))


def _in_words(field, value, found):
    if value in (None, ""):
        return _("（空）")
    if field.is_relation:
        return found[field.related_model].get(value, _("（已不在名单上）"))
    if isinstance(field, models.DateField):
        return date_format(field.to_python(value))
    if isinstance(value, bool):
        return _yes_or_no(value)
    return dict(field.flatchoices).get(value, value)


def corrections_of(proposal, post):
    """Return [(thing, kind, [(field, label, value, history)])] of what the post may correct on the case."""
    if not rules.has_perm("proposals.correct_proposal", post, proposal):
        return []
    found = load_case(proposal, post)
    history = corrections_by_fact(found[MoveRecord].values())
    things = [proposal, *proposal.proposers.all(), *standing_in(proposal.examinations)]
    for task in standing_in(proposal.assignments):
        things += [task, *standing_in(task.consultations), *standing_in(task.co_handling_opinions)]
        things += [*standing_in(task.replies), *standing_in(task.feedback)]
    things += standing_in(proposal.follow_ups)
    return [(thing, thing._meta.model_name, list(_fields(thing, history, found))) for thing in things]


def _fields(thing, history, found):
    content_type = ContentType.objects.get_for_model(thing).pk
    for name in CORRECTABLE[thing._meta.model_name]:
        field = thing._meta.get_field(name)
        display = getattr(thing, f"get_{name}_display", None)
        earlier = [
            (record, _in_words(field, old, found), _in_words(field, new, found))
            for record, old, new in history.get((content_type, thing.pk, field.attname), ())
        ]
        value = display() if display else getattr(thing, name)
        if isinstance(value, bool):
            value = _yes_or_no(value)
        yield name, field.verbose_name, value, earlier


def _yes_or_no(value):
    return _("是") if value else _("否")
