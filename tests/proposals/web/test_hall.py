"""The plenary screen: what it counts, who opens it, and how it refreshes."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.actions import drafting
from proposals.models import Proposal, Sector
from proposals.statistics.arrivals import Tally, arrivals
from proposals.statistics.scope import Scope
from tests.world import DAY


def submitted(world, title, at, **facts):
    moment = timezone.make_aware(datetime.combine(DAY, datetime.min.time()) + at)
    proposal = world.submitted(title)
    Proposal.objects.filter(pk=proposal.pk).update(
        submitted_at=moment, submitted_on=timezone.localtime(moment).date(), **facts
    )
    return proposal


def test_the_count_by_kind_sector_day_and_hour(world, django_assert_num_queries):
    sector = Sector.objects.create(term=world.session.term, name="教育界")
    submitted(world, "甲", timedelta(days=-1, hours=10))
    submitted(world, "乙", timedelta(hours=9, minutes=5), sector=sector)
    submitted(world, "丙", timedelta(hours=9, minutes=59), sector=sector, kind="SECTOR")
    submitted(world, "丁", timedelta(hours=23, minutes=1), kind="")
    world.draft("草稿不算")

    with django_assert_num_queries(3):
        found = arrivals(Scope(world.session, as_of=DAY))

    assert found.total == 4
    assert found.kinds == [Tally("个人提案", 2), Tally("性质不详", 1), Tally("界别提案", 1)]
    assert found.sectors == [Tally("教育界", 2), Tally("集体或不详", 2)]
    assert found.days == [(DAY - timedelta(days=1), 1), (DAY, 3)]
    assert [(timezone.localtime(hour).hour, number) for hour, number in found.hours] == [(9, 2), (23, 1)]
    assert (found.day, found.on_day, found.busiest) == (DAY, 3, 2)


def test_a_proposal_without_a_sector_counts_for_that_of_its_first_proposer(world):
    world.zhang.sector = Sector.objects.create(term=world.session.term, name="教育界")
    world.zhang.save()
    world.submitted("委员提的")
    other = Sector.objects.create(term=world.session.term, name="经济界")
    submitted(world, "写明界别的", timedelta(hours=9), sector=other)
    body = world.draft("集体提的", by_party=True)
    drafting.submit_proposal(body, **world.for_others())

    found = arrivals(Scope(world.session))

    assert found.sectors == [Tally("教育界", 1), Tally("经济界", 1), Tally("集体或不详", 1)]


def test_a_day_on_which_none_came_counts_none_and_days_that_cannot_be_right_are_not_listed(world):
    for title, day in (("甲", DAY), ("乙", date(1900, 1, 1)), ("丙", DAY + timedelta(days=5))):
        Proposal.objects.filter(pk=world.submitted(title).pk).update(submitted_on=day)

    found = arrivals(Scope(world.session, as_of=DAY + timedelta(days=1)))

    assert (found.total, found.on_day, found.days, found.hours) == (2, 0, [(DAY, 1)], [])


def test_a_session_without_proposals_counts_nothing(world):
    found = arrivals(Scope(world.session))

    assert (found.total, found.kinds, found.days, found.hours, found.busiest) == (0, [], [], [], 0)


@pytest.mark.parametrize(
    ("role", "status"), [("clerk", 200), ("leader", 200), ("office", 200), ("member", 403)]
)
def test_who_opens_the_screen(client, world, role, status):
    client.force_login(getattr(world, role).user)

    assert client.get(reverse("hall", args=[world.session.code])).status_code == status


def test_the_screen_is_asked_for_again_and_shows_what_came_meanwhile(client, world):
    submitted(world, "甲", timedelta(hours=9))
    client.force_login(world.clerk.user)
    address = reverse("hall", args=[world.session.code])
    first = client.get(address)
    submitted(world, "乙", timedelta(hours=10))

    second = client.get(address)

    assert first["Refresh"] == "30"
    assert "<b>1</b>件" in first.content.decode()
    assert "<b>2</b>件" in second.content.decode()
