"""Makes a large site to measure on: twenty years, 120,000 proposals, 400,000 tasks and what was done on them.

Everything depends on the numbers of the rows alone, so every run measures the same.
"""

import random
from datetime import date, timedelta
from itertools import islice

from django.db import connection, transaction

from cppcc.accounts.models import Organisation
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

YEARS = range(2006, 2026)
PROPOSALS_A_YEAR = 6000
UNITS = 101
CHUNK = 5000
_KINDS = ("INDIVIDUAL", "JOINT", "PARTY", "PEOPLES_ORGANISATION", "SECTOR", "SPECIAL_COMMITTEE")
_RATINGS = ("SATISFIED",) * 8 + ("FAIRLY_SATISFIED", "DISSATISFIED")


def make_years(years=YEARS, proposals_a_year=PROPOSALS_A_YEAR):
    """Fill the empty database of the default connection, a session a year."""
    Organisation.objects.bulk_create(Organisation(name=f"第{n}承办单位") for n in range(UNITS))
    units = list(Organisation.objects.filter(kind=Organisation.Kind.UNIT).order_by("pk"))
    for session in [_session(f"bench-{year}", year) for year in years]:
        with transaction.atomic():
            _fill(session, units, proposals_a_year)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _session(code, year):
    opening = Opening(code, "政协测量市委员会", "city", 1, year - YEARS[0] + 1, year, {}, {})
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
                state="CONCLUDED" if n % 20 else "DECLINED",
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
                result="FILED" if each.state == "CONCLUDED" else "DECLINED",
                disposition="" if each.state == "CONCLUDED" else "WORK_SUGGESTION",
                decided_on=opening + timedelta(days=5),
            )
            for each in proposals
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
