"""The leaders', the clerks' and the public pages in a browser: no barrier, one A4 page, drawn charts."""

import re

import pytest
from django.urls import reverse

from proposals.actions import concluding
from tests.world import World

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = [360, 1920]


@pytest.fixture
def world(transactional_db):
    return World()


@pytest.fixture
def published(world):
    proposal = world.assigned((world.education, "LEAD"), (world.finance, "CO_HANDLER"), disclosure="FULL")
    world.conclude(proposal)
    concluding.publish(proposal.tasks().owing_reply().get(), **world.as_clerk())
    world.submitted("关于另一件事的提案")
    return proposal


def pages_of(world, published):
    """Return (who, address) of every page; nobody is who has not signed in."""
    code = world.session.code
    lists = ["members", "contacts", "officers", "staff", "bodies", "records"]
    rows = ["categories", "reasons", "outcomes", "channels", "totals", "notes"]
    return [
        ("", reverse("public")),
        ("", reverse("public_proposal", args=[published.pk])),
        ("", reverse("public_figures", args=[code])),
        ("leader", reverse("glance", args=[code])),
        ("leader", reverse("charts", args=[code])),
        ("clerk", reverse("hall", args=[code])),
        *(("clerk", reverse("people", args=[code, name])) for name in lists),
        ("clerk", reverse("new_person", args=[code])),
        ("clerk", reverse("new_people", args=[code])),
        ("clerk", reverse("new_body", args=[code])),
        ("clerk", reverse("standing", args=[code, world.zhang.pk])),
        ("clerk", reverse("leave", args=[code, world.officer.pk])),
        ("clerk", reverse("reorganise", args=[code, world.education.pk])),
        ("clerk", reverse("settings", args=[code])),
        ("clerk", reverse("settings_dates", args=[code])),
        *(("clerk", reverse("settings_rows", args=[code, name])) for name in rows),
    ]


def test_every_page_can_be_used_by_everybody(world, published, watched):
    signed_in = ""
    for who, address in pages_of(world, published):
        if who != signed_in:
            watched.page.context.clear_cookies()
            watched.sign_in(who)
            signed_in = who

        assert (address, watched.open(address)) == (address, 200)
        assert (address, watched.faults(*WIDTHS)) == (address, [])

    assert watched.complaints == []


def test_the_leaders_screen_prints_on_one_page(world, watched):
    for number in range(14):
        world.assigned((world.education, "SOLE"), title=f"第{number}件")
    watched.sign_in("leader")
    watched.open(reverse("glance", args=[world.session.code]))

    paper = watched.page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_six_charts_are_drawn_and_a_tooltip_breaks_no_rule(world, published, watched):
    watched.sign_in("leader")
    watched.open(reverse("charts", args=[world.session.code]))

    drawings = watched.page.locator(".drawing canvas")
    watched.page.locator(".drawing").first.hover()

    assert drawings.count() == 6
    assert watched.complaints == []


def test_a_change_of_rules_is_previewed_and_confirmed_by_hand(world, published, watched):
    watched.sign_in("clerk")
    watched.open(reverse("settings", args=[world.session.code]))
    watched.page.get_by_label("百分数小数位").fill("0")
    watched.page.get_by_role("button", name="看看会改变什么").click()
    assert "还没有生效" in watched.page.inner_text("main")
    assert watched.barriers() == []

    watched.page.get_by_label("改动原因").fill("主席会议决定")
    watched.page.get_by_role("button", name="确认改动").click()

    assert "规定已改动" in watched.page.inner_text("main")
    world.session.policy.refresh_from_db()
    assert world.session.policy.decimals == 0


def test_slips_are_printed_and_the_first_password_is_changed(world, watched):
    watched.sign_in("clerk")
    watched.open(reverse("people", args=[world.session.code, "officers"]))
    row = watched.page.get_by_role("row", name=re.compile("officer"))
    row.get_by_role("button", name="重设密码并打印").click()
    username, password = watched.page.locator(".slip .given").all_inner_texts()
    assert watched.barriers() == []
    watched.page.context.clear_cookies()

    watched.sign_in(username, password)

    assert watched.page.url.endswith(reverse("change_password"))
