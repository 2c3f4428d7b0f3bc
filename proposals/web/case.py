"""What one case page shows: the tasks with their facts, and the steps offered on each."""

import rules
from django.db.models import Prefetch

from proposals.models import (
    Assignment,
    CoHandlingOpinion,
    Consultation,
    Examination,
    Extension,
    Feedback,
    FollowUp,
    Proposal,
    ProposedUnit,
    Proposer,
    Reply,
    Suggestion,
)
from proposals.queries.visibility import visible_feedback
from proposals.web.steps import offered
from proposals.web.watch_steps import WATCH_STEPS
from workflows.mend import why_not_undo
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
        ProposedUnit,
        Suggestion,
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
    """Return what the page of a case shows beside its own fields."""
    tasks = list(_tasks(proposal, post))
    for task in tasks:
        task.offered = offered(task, post)
        task.waiting_requests = [
            each
            for each in (*task.extensions.all(), *task.pauses.all())
            if not each.ruling and not each.voided_at
        ]
        for rows in (
            task.standing_replies,
            task.standing_talks,
            task.standing_forms,
            task.waiting_requests,
        ):
            for row in rows:
                row.offered = offered(row, post)
    plan = list(proposal.proposed_units.standing().select_related("unit"))
    suggestions = list(proposal.suggestions.all())
    for row in (*plan, *suggestions):
        row.offered = offered(row, post)
    return {
        "offered": offered(proposal, post),
        "tasks": tasks,
        "plan": plan,
        "suggestions": suggestions,
        "proposers": proposal.proposers.all(),
        "text": proposal.text(),
        "versions": proposal.texts.standing(),
        "decision": proposal.examination(),
        "absorbed": proposal.absorbed(),
        "follow_ups": proposal.follow_ups.standing(),
        "instructions": proposal.instructions.standing(),
        "attachments": proposal.attachments.standing(),
        "undoable": _undoable(proposal, tasks, post),
        "may_correct": rules.has_perm("proposals.correct_proposal", post, proposal),
    }


def corrections_of(proposal, post):
    """Return [(thing, kind, [(field, label, value)])] of what the post may correct on the case."""
    if not rules.has_perm("proposals.correct_proposal", post, proposal):
        return []
    tasks = list(proposal.assignments.standing())
    things = [proposal, *proposal.proposers.all(), *proposal.examinations.standing()]
    for task in tasks:
        things += [task, *task.consultations.standing(), *task.co_handling_opinions.standing()]
        things += [*task.replies.standing(), *task.feedback.standing()]
    things += list(proposal.follow_ups.standing())
    return [(thing, thing._meta.model_name, list(_fields(thing))) for thing in things]


def _fields(thing):
    for name in CORRECTABLE[thing._meta.model_name]:
        field = thing._meta.get_field(name)
        display = getattr(thing, f"get_{name}_display", None)
        yield name, field.verbose_name, display() if display else getattr(thing, name)


def _tasks(proposal, post):
    return (
        proposal.assignments.standing()
        .select_related("unit", "channel", "proposal__plenary_session__policy")
        .prefetch_related(
            "extensions",
            "pauses",
            "hand_backs",
            Prefetch(
                "replies", Reply.objects.standing().select_related("outcome"), to_attr="standing_replies"
            ),
            Prefetch("consultations", Consultation.objects.standing(), to_attr="standing_talks"),
            Prefetch("feedback", visible_feedback(post).select_related("proposer"), to_attr="standing_forms"),
            Prefetch(
                "co_handling_opinions", CoHandlingOpinion.objects.standing(), to_attr="standing_opinions"
            ),
            Prefetch("reminders", to_attr="sent_reminders"),
        )
        .order_by("pk")
    )


def _undoable(proposal, tasks, post):
    """Return the last steps of the person on the case that may still be taken back."""
    found = []
    for subject in (proposal, *tasks, *(reply for task in tasks for reply in task.standing_replies)):
        record = (
            MoveRecord.objects.of(subject)
            .filter(by__user=post.user_id, cause=None, undone_by=None)
            .exclude(kind__in=[MoveRecord.Kind.UNDO, MoveRecord.Kind.CORRECTION, MoveRecord.Kind.HISTORY])
            .last()
        )
        if record and why_not_undo(record) is None:
            found.append(record)
    return found
