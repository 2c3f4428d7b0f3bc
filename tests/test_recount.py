"""Every figure is recounted row by row in plain Python over random years: any day, any policy, any unit."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.models import Policy
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope
from tests.chance import ChanceYear
from tests.oracle import Oracle, printed
from tests.test_courses import Course, courses
from tests.world import DAY, World

POLICIES = st.fixed_dictionaries(
    {
        "filing_base": st.sampled_from(["net", "gross"]),
        "share_base": st.sampled_from(["net", "gross", "received"]),
        "consultation_base": st.sampled_from(["repliers", "all", "minus_waived"]),
        "satisfaction_base": st.sampled_from(["returned", "all"]),
        "conclusion": st.sampled_from(["feedback", "reply"]),
        "decimals": st.integers(0, 2),
        "minimum_consultations": st.integers(1, 2),
        "phone_counts": st.booleans(),
        "fairly_satisfied_counts": st.booleans(),
        "unit_conclusion_base_all": st.booleans(),
        "unit_satisfaction_base_all": st.booleans(),
    }
)


def compare(scope, oracle):
    found = figures_of(scope)
    rates = oracle.task_rates() if scope.unit else oracle.case_rates()
    lines, whole = oracle.breakdowns()

    assert found.counts == oracle.counts()
    assert {key: (rate.part, rate.whole) for key, rate in found.rates.items()} == rates
    assert {key: rate.percent(scope.policy) for key, rate in found.rates.items()} == {
        key: printed(*pair, scope.policy.decimals) for key, pair in rates.items()
    }
    for name, parts in lines.items():
        assert (name, {line.key: line.part for line in found.breakdowns[name] if line.part}) == (name, parts)
    for name in ("proposer_kind", "category", "outcome"):
        assert {line.whole for line in found.breakdowns[name]} <= {whole}


UNITS = st.sampled_from([None, None, "education", "water"])
VIEWS = st.lists(st.tuples(POLICIES, st.none() | st.integers(-1, 60), UNITS), min_size=4, max_size=4)


def recount(world, views):
    world.finance.parent = world.education
    world.finance.save()
    for policy, after, name in views:
        Policy.objects.update(**policy)
        world.session.policy.refresh_from_db()
        as_of = None if after is None else DAY + timedelta(days=after)
        unit = name and getattr(world, name)
        compare(Scope(world.session, as_of=as_of, unit=unit), Oracle(world.session, as_of, unit))


@pytest.mark.no_cover
@pytest.mark.django_db
@settings(max_examples=20)
@given(chance=st.randoms(use_true_random=False), views=VIEWS)
def test_every_figure_of_a_year_at_random_is_what_plain_counting_finds(chance, views):
    with transaction.atomic():
        world = World()
        ChanceYear(world, chance)
        recount(world, views)
        transaction.set_rollback(True)


@pytest.mark.no_cover
@pytest.mark.django_db
@settings(max_examples=6)
@given(course=courses(min_size=20), views=VIEWS)
@time_machine.travel("2026-11-01 09:00+08:00", tick=False)
def test_every_figure_of_a_random_course_is_what_plain_counting_finds(course, views):
    with transaction.atomic():
        taken = Course(pace=2)
        for step, pick, other in course:
            taken.take(step, pick, other)
        recount(taken.world, views)
        transaction.set_rollback(True)
