"""Makes a site to measure on: years of proposals with tasks and what was done on them, and a year just begun.

Everything depends on the numbers of the rows alone, so every run measures the same.
"""

import random
from datetime import date, timedelta
from itertools import islice

from django.db import connection, transaction

from cppcc.accounts.models import Organisation, Post, Role, User
from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import (
    Assignment,
    CoHandlingOpinion,
    Consultation,
    Examination,
    Feedback,
    FollowUp,
    Proposal,
    Proposer,
    Reply,
)

UNITS = 101
CHUNK = 5000
PASSWORD = "for-measuring"
TO_ACCEPT, TO_ASSIGN = 300, 700
_KINDS = ("INDIVIDUAL", "JOINT", "PARTY", "PEOPLES_ORGANISATION", "SECTOR", "SPECIAL_COMMITTEE")
_RATINGS = ("SATISFIED",) * 8 + ("FAIRLY_SATISFIED", "DISSATISFIED")


def make_years(years, proposals_a_year):
    """Fill the empty database of the default connection: a session a year, one just begun, a clerk and an officer."""
    Organisation.objects.bulk_create(Organisation(name=f"第{n}承办单位") for n in range(UNITS))
    units = list(Organisation.objects.filter(kind=Organisation.Kind.UNIT).order_by("pk"))
    for session in [_session(f"bench-{year}", year) for year in years]:
        with transaction.atomic():
            _fill(session, units, proposals_a_year)
    _begin(_session("bench-open", years[-1] + 1), units[0])
    for name, role, body in (("clerk", Role.CLERK, None), ("officer", Role.OFFICER, units[0])):
        user = User.objects.create_user(name, password=PASSWORD, name=name)
        Post.objects.create(user=user, role=role, organisation=body)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _session(code, year):
    opening = Opening(code, "政协测量市委员会", "city", 1, year - 2005, year, {}, {})
    return open_plenary_session(opening)


def _fill(session, units, number):
    chance = random.Random(session.year)
    categories = list(session.category_list.all())
    outcomes = list(session.outcomeclass_list.order_by("position"))
    opening = date(session.year, 2, 10)
    proposals = _store(
        Proposal,
        (
            Proposal(
                plenary_session=session,
                number=f"{n:04d}",
                number_order=n,
                title=f"关于第{n}件事项的提案",
                kind=chance.choice(_KINDS),
                category=chance.choice(categories),
                submitted_on=opening,
                state=_result(n),
                concluded_on=opening + timedelta(days=150) if n % 20 else None,
                is_text_on_paper=True,
            )
            for n in range(1, number + 1)
        ),
    )
    _store(Proposer, (Proposer(proposal=each, name=f"委员{each.number}") for each in proposals))
    _store(
        Examination,
        (
            Examination(
                proposal=each,
                result="FILED" if each.state == "CONCLUDED" else each.state,
                disposition="WORK_SUGGESTION" if each.state == "DECLINED" else "",
                merged_into=before if each.state == "MERGED" else None,
                decided_on=opening + timedelta(days=5),
            )
            for before, each in zip([None, *proposals], proposals, strict=False)
        ),
    )
    filed = [each for each in proposals if each.state == "CONCLUDED"]
    tasks = _store(
        Assignment,
        (task for each in filed for task in _tasks(each, units, opening, chance)),
    )
    owing = [task for task in tasks if task.part != "CO_HANDLER"]
    talked = opening + timedelta(days=60)
    replied = opening + timedelta(days=100)
    _store(Consultation, (Consultation(assignment=task, met_on=talked, manner="MEETING") for task in owing))
    _store(
        CoHandlingOpinion,
        (CoHandlingOpinion(assignment=task, given_on=talked) for task in tasks if task.part == "CO_HANDLER"),
    )
    _store(
        Reply,
        (
            Reply(
                assignment=task,
                outcome=outcomes[task.proposal_id % len(outcomes)],
                state="DELIVERED",
                issued_on=replied + timedelta(days=task.proposal_id % 30),
            )
            for task in owing
        ),
    )
    _store(
        Feedback,
        (
            Feedback(assignment=task, attitude="SATISFIED", result=chance.choice(_RATINGS), given_on=replied)
            for task in owing
            if task.proposal_id % 7
        ),
    )
    _store(FollowUp, (FollowUp(proposal=each, made_on=replied) for each in filed if each.number_order % 3))


def _result(number):
    """Return the state of the proposal of that number: of forty one is declined and one merged into the one before."""
    return {0: "MERGED", 20: "DECLINED"}.get(number % 40, "CONCLUDED")


def _begin(session, unit):
    """Put cases where they wait to be signed for by `unit`, and where they wait to be assigned."""
    opening = date(session.year, 2, 10)
    proposals = _store(
        Proposal,
        (
            Proposal(
                plenary_session=session,
                number=f"{n:04d}",
                number_order=n,
                title=f"关于第{n}件新事项的提案",
                submitted_on=opening,
                state="ASSIGNED" if n <= TO_ACCEPT else "FILED",
                is_text_on_paper=True,
            )
            for n in range(1, TO_ACCEPT + TO_ASSIGN + 1)
        ),
    )
    _store(Proposer, (Proposer(proposal=each, name=f"委员{each.number}") for each in proposals))
    _store(
        Examination, (Examination(proposal=each, result="FILED", decided_on=opening) for each in proposals)
    )
    _store(
        Assignment,
        (
            Assignment(proposal=each, unit=unit, part="SOLE", assigned_on=opening)
            for each in proposals[:TO_ACCEPT]
        ),
    )


def _tasks(proposal, units, opening, chance):
    """Yield one to six tasks, three and a half on average, so that 400,000 come together."""
    number = chance.choice((2, 3, 3, 4, 4, 5))
    chosen = chance.sample(units, number)
    for place, unit in enumerate(chosen):
        yield Assignment(
            proposal=proposal,
            unit=unit,
            part="CO_HANDLER" if place else "LEAD",
            state="CONCLUDED",
            assigned_on=opening + timedelta(days=20),
            due_on=opening + timedelta(days=120),
            accepted_on=opening + timedelta(days=22),
            concluded_on=opening + timedelta(days=150),
            published_on=opening + timedelta(days=160) if proposal.number_order % 2 else None,
        )


def _store(model, rows):
    rows = iter(rows)
    stored = []
    while chunk := list(islice(rows, CHUNK)):
        stored += model.objects.bulk_create(chunk)
    return stored
