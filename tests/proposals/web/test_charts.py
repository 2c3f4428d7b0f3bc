"""The charts page: the tables that are drawn, their definitions, and the lists behind every number."""

import re

import pytest
from django.urls import reverse

from proposals.actions.opening import Opening, open_plenary_session
from proposals.models import HeadlineTotal


def charts(client, world, post, **query):
    client.force_login(post.user)
    return client.get(reverse("charts", args=[world.session.code]), query)


@pytest.mark.parametrize(
    ("role", "status"), [("clerk", 200), ("leader", 200), ("office", 200), ("officer", 403), ("member", 403)]
)
def test_who_sees_the_charts(client, world, role, status):
    world.assigned()

    assert charts(client, world, getattr(world, role)).status_code == status


def test_each_chart_has_its_table_its_definition_and_a_list_behind_each_number(client, world):
    world.conclude(world.assigned(title="已办结", category=world.session.category_list.first()))
    world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), title="已交办")
    page = charts(client, world, world.leader).content.decode()

    figures = re.findall(r"<figure class=\"chart.*?</figure>", page, re.DOTALL)
    links = re.findall(r'href="(/sessions/[^"]+/counted/[^"]+)">(\d+)</a>', page)

    assert len(figures) == 6
    assert all("<table" in each and re.search(r'<p class="quiet">\s*\S', each) for each in figures)
    assert len(links) > 40
    for address, number in links:
        opened = client.get(address.replace("&amp;", "&"))
        assert (address, opened.context["page"].paginator.count) == (address, int(number))


def test_five_years_stand_side_by_side_oldest_first(client, world):
    for number in range(2, 8):
        last = open_plenary_session(
            Opening(f"test-{number}", "政协某市委员会", "city", 1, number, 2027 - number, {}, {})
        )
        HeadlineTotal.objects.create(
            plenary_session=last, figure="received", part=100 + number, source="工作报告"
        )

    page = charts(client, world, world.leader).context["columns"]

    assert [column.title for column in page] == ["2022年", "2023年", "2024年", "2025年", "2026年"]


def test_the_charts_of_an_empty_session_say_what_would_fill_them(client, world):
    page = charts(client, world, world.leader).content.decode()

    assert "还没有收到写明日期的提案" in page


def test_the_day_in_the_address_is_kept_in_every_list(client, world):
    world.assigned()

    page = charts(client, world, world.leader, as_of="2026-03-01").content.decode()

    assert "as_of=2026-03-01" in page
