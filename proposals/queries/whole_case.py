"""One case with everything recorded on it, in one statement: rows, whom they name, and the history."""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from cppcc.accounts.models import Organisation, Post, User
from cppcc.gathering import PLACES, Gathering, by_owner, fill, tie
from proposals.models import (
    Assignment,
    Attachment,
    Category,
    ClockPause,
    CoHandlingOpinion,
    Consultation,
    Countersignature,
    DeclineReason,
    Examination,
    Extension,
    Feedback,
    FollowUp,
    HandBack,
    Instruction,
    JoinRequest,
    KeySupervision,
    Member,
    OutcomeClass,
    Proposal,
    ProposedUnit,
    Proposer,
    Reminder,
    Reply,
    Result,
    Suggestion,
    TextVersion,
)
from proposals.queries.history import records_for

OF_CASE = {
    TextVersion: "texts",
    Suggestion: "suggestions",
    ProposedUnit: "proposed_units",
    FollowUp: "follow_ups",
    Instruction: "instructions",
    Attachment: "attachments",
    Assignment: "assignments",
    KeySupervision: "supervisions",
}
OF_TASK = {
    HandBack: "hand_backs",
    Extension: "extensions",
    ClockPause: "pauses",
    JoinRequest: "join_requests",
    Reminder: "reminders",
    Consultation: "consultations",
    Reply: "replies",
    CoHandlingOpinion: "co_handling_opinions",
    Feedback: "feedback",
}
OF_REPLY = {Countersignature: "countersignatures"}
UNREAD = ("user.password", "user.email", "post.saved_views", "member.phone")


def load_case(proposal, post):
    """Fill `proposal` with all that is recorded on it and return {model: {pk: row}} of it and of what it names.

    The reverse managers of the case, its tasks and its replies then answer without a statement, and so do the
    rules and guards that ask them.
    """
    gathering = _gathering(post.role, ContentType.objects.get_for_model(Proposal).pk)
    found = gathering.ask(proposal.pk, proposal.plenary_session_id)
    found[Proposal][proposal.pk] = proposal
    tie(found)
    for other in found[Proposal].values():
        other.plenary_session = proposal.plenary_session
        _fill(other, found, {Proposer: "proposers"})
    _fill(proposal, found, OF_CASE)
    fill(proposal, "examinations", by_owner(found[Examination], "proposal_id")[proposal.pk])
    fill(proposal, "mergers", by_owner(found[Examination], "merged_into_id")[proposal.pk])
    for task in found[Assignment].values():
        _fill(task, found, OF_TASK)
    for reply in found[Reply].values():
        _fill(reply, found, OF_REPLY)
    return found


@cache
def _gathering(role, _content_type):
    """Return the statement for posts of a role; content types that are made anew need a new one."""
    place, place_of_session = PLACES[:2]
    case = Proposal(pk=place, plenary_session_id=place_of_session)
    return Gathering(_parts(case, Post(role=role)), without=UNREAD)


def _fill(owner, found, names):
    for model, name in names.items():
        key = owner._meta.get_field(name).field.attname
        rows = [row for row in found[model].values() if getattr(row, key) == owner.pk]
        fill(owner, name, sorted(rows, key=lambda row: (getattr(row, "position", 0), row.pk)))


def _parts(proposal, post):
    tasks = Assignment.objects.filter(proposal=proposal)
    plan = ProposedUnit.objects.filter(proposal=proposal)
    examinations = Examination.objects.holding().filter(proposal=proposal)
    mergers = Examination.objects.holding().filter(merged_into=proposal, result=Result.MERGED)
    absorbed = mergers.values("proposal")
    proposers = Proposer.objects.filter(Q(proposal=proposal) | Q(proposal__in=absorbed))
    records = records_for(proposal, post)
    posts = Post.objects.filter(pk__in=records.values("by"))
    joins = JoinRequest.objects.filter(assignment__in=tasks)
    naming = ((tasks, "unit"), (plan, "unit"), (joins, "unit"), (posts, "organisation"))
    bodies = Q()
    for rows, name in naming:
        bodies |= Q(pk__in=rows.values(name))
    return [
        *(model.objects.filter(proposal=proposal) for model in OF_CASE),
        *(model.objects.filter(assignment__in=tasks) for model in OF_TASK),
        *(model.objects.filter(reply__assignment__in=tasks) for model in OF_REPLY),
        examinations,
        mergers,
        Proposal.objects.filter(Q(pk__in=absorbed) | Q(pk__in=examinations.values("merged_into"))),
        proposers,
        Member.objects.filter(pk__in=proposers.values("member")),
        Organisation.objects.filter(bodies),
        Category.objects.filter(plenary_session=proposal.plenary_session_id),
        OutcomeClass.objects.filter(plenary_session=proposal.plenary_session_id),
        DeclineReason.objects.filter(plenary_session=proposal.plenary_session_id),
        records,
        posts,
        User.objects.filter(pk__in=posts.values("user")),
    ]


def unit_of_record(proposal):
    """Return {subject of a record: unit's name} of everything loaded that belongs to a task."""
    types = ContentType.objects.get_for_models(Assignment, *OF_TASK)
    names = {}
    for task in proposal.assignments.all():
        names[types[Assignment].pk, task.pk] = task.unit_label
        for model, name in OF_TASK.items():
            names |= {(types[model].pk, row.pk): task.unit_label for row in getattr(task, name).all()}
    return names
