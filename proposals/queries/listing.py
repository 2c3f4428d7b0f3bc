"""What a page of a list needs, in as few statements whatever the number of rows."""

from django.db.models import F, Func, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce

from cppcc.accounts.models import Organisation, Role
from proposals.models import Assignment, Category, Feedback, Proposal, Proposer, Reply

HANDLING = (Organisation.Kind.UNIT, Organisation.Kind.OFFICE)


def count_of(rows):
    """Return the number of `rows` as an expression, so that it comes with another statement."""
    count = Func(F("pk"), function="COUNT")
    return Subquery(rows.order_by().annotate(row_count=count).values("row_count"))


def proposals_listed(proposals, order=()):
    """Return `proposals` in order, with what the columns show."""
    first = Proposer.objects.filter(proposal=OuterRef("pk"), role=Proposer.Role.FIRST)
    first = first.order_by("position", "pk").values("name")[:1]
    return (
        proposals.defer("note")
        .select_related("category", "sector")
        .annotate(first_proposer=Subquery(first))
        .order_by(*order, "number_order", "pk")
    )


def first_limit():
    """Return what a case is sorted by for its limits: the earliest of those by which a reply is owed."""
    repliers = Assignment.objects.in_charge().owing_reply().filter(proposal=OuterRef("pk"))
    limits = repliers.annotate(limit=Coalesce("round_due_on", "due_on"))
    return Subquery(limits.order_by("limit").values("limit")[:1])


def last_replied_on():
    """Return what a case is sorted by for its replies: the last day of one of the present rounds that is out."""
    repliers = Assignment.objects.in_charge().owing_reply()
    of_round = {"assignment__proposal": OuterRef("pk"), "round": F("assignment__round")}
    replies = Reply.objects.issued().filter(assignment__in=repliers, **of_round)
    return Subquery(replies.order_by(F("issued_on").desc(nulls_last=True)).values("issued_on")[:1])


def units_at_hand(proposals):
    """Return {id of a case: [(part, name of the unit, None where history does not say)]} of the tasks that stand."""
    tasks = Assignment.objects.in_charge().filter(proposal__in=[each.pk for each in proposals])
    found = {each.pk: [] for each in proposals}
    for proposal, part, unit in tasks.order_by("pk").values_list("proposal", "part", "unit__name"):
        found[proposal].append((part, unit))
    return found


def repliers_at_hand(proposals, post):
    """Return {id of a case: [task that owes a reply, with its replies that are out and the forms `post` may read]}."""
    tasks = Assignment.objects.in_charge().owing_reply().filter(proposal__in=[each.pk for each in proposals])
    told = Feedback.objects.released() if post.role == Role.OFFICER else Feedback.objects.all()
    found = {each.pk: [] for each in proposals}
    for task in (
        tasks.select_related("unit", "proposal__plenary_session__policy")
        .prefetch_related(
            Prefetch("replies", Reply.objects.issued().defer("text").select_related("outcome")),
            Prefetch("feedback", told.holding()),
        )
        .order_by("pk")
    ):
        found[task.proposal_id].append(task)
    return found


def with_sessions(proposals):
    """Return `proposals` with their sessions, which a list of one session has at hand."""
    return proposals.select_related("plenary_session__term__committee__organisation")


def tasks_listed(tasks, order=()):
    """Return `tasks` in order, with what the columns show."""
    return (
        tasks.select_related("proposal__plenary_session__policy", "unit", "channel")
        .annotate(limit_day=Coalesce("round_due_on", "due_on"))
        .order_by(*order, "proposal__number_order", "pk")
    )


def filter_choices(session):
    """Return ([(id, category of the session)], [(id, body that handles cases)]), with one statement."""
    categories = Category.objects.filter(plenary_session=session).order_by()
    units = Organisation.objects.filter(kind__in=HANDLING).order_by()
    rows = _named(categories, "category", F("position")).union(_named(units, "unit", Value(0)), all=True)
    found = {"category": [], "unit": []}
    for kind, key, name, _position in rows.order_by("list_kind", "list_position", "name"):
        found[kind].append((key, name))
    return found["category"], found["unit"]


def _named(rows, kind, position):
    marked = rows.annotate(list_kind=Value(kind), list_position=position)
    return marked.values_list("list_kind", "pk", "name", "list_position")


def chosen_proposals(proposals, keys):
    """Return the cases of `keys` (ids) among `proposals`, in the order of their numbers."""
    chosen = Proposal.objects.filter(pk__in=proposals.filter(pk__in=keys).order_by().values("pk"))
    return with_sessions(proposals_listed(chosen))
