"""The leader's one screen: who sees it, what it shows, and that every number opens its list."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import HeadlineTotal, Proposal


@pytest.fixture
def glance(client, world):
    def of(post, **query):
        client.force_login(post.user)
        return client.get(reverse("glance", args=[world.session.code]), query)

    return of


def test_leaders_clerks_and_the_office_see_it_and_nobody_else(world, glance):
    world.assigned()
    statuses = {
        role: glance(getattr(world, role)).status_code
        for role in ("leader", "clerk", "office", "officer", "stranger", "member", "contact")
    }

    assert statuses == {
        "leader": 200, "clerk": 200, "office": 200, "officer": 403, "stranger": 404, "member": 403, "contact": 403,
    }  # fmt: skip


def test_every_number_opens_a_list_of_exactly_that_many(world, glance, client):
    world.conclude(world.assigned(title="已办结"))
    world.reply(world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="已答复"))
    world.submitted("待审查")
    page = glance(world.leader, as_of="2026-06-30").content.decode()

    links = re.findall(r'href="(/sessions/[^"]+/counted/[^"]+)">(\d+)</a>', page)

    assert len(links) > 30
    for address, number in links:
        opened = client.get(address.replace("&amp;", "&"))
        assert (address, opened.context["page"].paginator.count) == (address, int(number))


def test_last_year_known_as_totals_is_marked(world, glance):
    world.submitted()
    last = open_plenary_session(Opening("test-0", "政协某市委员会", "city", 1, 2, 2025, {}, {}))
    HeadlineTotal.objects.create(plenary_session=last, figure="received", part=421, source="工作报告")

    page = " ".join(glance(world.leader).content.decode().split())

    assert '421 <span class="quiet">（总数）</span>' in page


def test_what_a_ledger_dates_in_the_future_is_not_counted_before_its_day(world, glance):
    proposal = world.submitted()
    Proposal.objects.filter(pk=proposal.pk).update(submitted_on=timezone.localdate() + timedelta(days=1))

    [line] = [each for each in glance(world.leader).context["lines"] if each.key == "received"]

    assert line.cells[0].part in (None, 0)


def test_an_empty_session_says_what_would_fill_it(world, glance):
    page = glance(world.leader).content.decode()

    assert "还没有收到写明日期的提案" in page
    assert "还没有交办的提案" in page


@pytest.mark.parametrize(("name", "tables"), [("glance", 2), ("charts", 3)])
def test_a_session_known_as_totals_does_not_say_that_nothing_came(world, client, name, tables):
    HeadlineTotal.objects.create(
        plenary_session=world.session, figure="received", part=421, source="工作报告"
    )
    client.force_login(world.leader.user)

    page = client.get(reverse(name, args=[world.session.code])).content.decode()

    assert "421" in page
    assert page.count("只知道全年总数，没有逐件记录") == tables
    assert "还没有" not in page


def test_the_statements_do_not_grow_with_the_cases(world, glance, client, django_assert_max_num_queries):
    world.assigned()
    client.force_login(world.leader.user)
    for titles in ([], [f"又一件{number}" for number in range(6)]):
        for title in titles:
            world.assigned(title=title)
        with django_assert_max_num_queries(45):
            client.get(reverse("glance", args=[world.session.code]))
