"""What somebody opens: a thing with its case and what the case hangs on, or the sessions to choose from.

Each is one statement, put together once for all posts of a role at a body or at none.
"""

from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post
from cppcc.gathering import PLACES, Gathering, tie
from proposals.models import Assignment, Committee, PlenarySession, Policy, Proposal, Term
from proposals.queries.visibility import visible_plenary_sessions, visible_proposals

FROM_CASE = ("plenary_session", "term", "committee", "organisation")


def part_at_hand(model, pk, post):
    """Return the row `pk` of `model`, a case or a part of one, or None where `post` may not open the case.

    Its task, its case, the session with its policy and committee, and the task's unit are read with it.
    """
    if pk >= PLACES[0]:
        return None
    gathering = _gathering_part(model, post.role, post.organisation_id is not None, timezone.localdate())
    return _ask(gathering, post, pk)[model].get(pk)


def sessions_at_hand(post):
    """Return the sessions that `post` has to do with, newest first, each with its committee."""
    found = _ask(_gathering_sessions(post.role, post.organisation_id is not None), post)
    return sorted(found[PlenarySession].values(), key=lambda each: (-each.year, each.code))


@lru_cache(maxsize=500)
def _gathering_part(model, role, has_organisation, _today):
    """Return the statement for posts of a role; who may see a draft hangs on the day."""
    return Gathering(list(_parts(model, PLACES[0], _any_post(role, has_organisation))))


@lru_cache(maxsize=20)
def _gathering_sessions(role, has_organisation):
    sessions = visible_plenary_sessions(_any_post(role, has_organisation)).order_by()
    of_committees = Q(pk__in=Committee.objects.values("organisation"))
    return Gathering(
        [
            sessions,
            Term.objects.all(),
            Committee.objects.all(),
            Organisation.objects.filter(of_committees | Q(pk__in=sessions.values("only_unit"))),
        ]
    )


def _any_post(role, has_organisation):
    """Return a post that stands for all of its kind, with places where `_ask` puts the values of one."""
    _pk, organisation, user = PLACES
    return Post(role=role, organisation_id=organisation if has_organisation else None, user_id=user)


def _ask(gathering, post, pk=None):
    found = gathering.ask(pk, post.organisation_id, post.user_id)
    tie(found)
    return found


def _parts(model, pk, post):
    rows = model._base_manager.filter(pk=pk)
    way = _way_to_case(model)
    case = "__".join([*way, "pk"])
    yield rows.filter(Exists(visible_proposals(post).filter(pk=OuterRef(case))))
    path, owner = [], model
    for name in (*way, *FROM_CASE):
        if owner is Assignment:
            yield Organisation.objects.filter(pk__in=rows.values("__".join([*path, "unit"])))
        path.append(name)
        owner = owner._meta.get_field(name).related_model
        owners = rows.values("__".join(path))
        yield owner._base_manager.filter(pk__in=owners)
        if owner is PlenarySession:
            yield Policy.objects.filter(plenary_session__in=owners)


def _way_to_case(model):
    """Return the names of the relations that lead from `model` to its case; none from a case."""
    if model is Proposal:
        return []
    relations = {field.name: field for field in model._meta.concrete_fields}
    name = next(each for each in ("proposal", "assignment", "supervision", "commitment") if each in relations)
    return [name, *_way_to_case(relations[name].related_model)]
