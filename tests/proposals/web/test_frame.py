"""The bar under the title: each role finds its own work in it, a dozen words at most."""

import re

import pytest
from django.urls import reverse

from cppcc.accounts.models import Role
from proposals.web.frame import BAR, Menu, bar_of, entries_in


@pytest.mark.parametrize("role", Role)
def test_the_bar_of_each_role_is_short(role):
    assert len(bar_of(role)) <= 11


def test_a_clerk_has_every_entry_but_those_of_writers_and_units():
    entries = {entry.name for each in BAR for entry in entries_in(each)}
    held = {entry.name for each in bar_of(Role.CLERK) for entry in entries_in(each)}
    assert entries - held == {"own_desk", "write", "unit_desk"}


def test_a_menu_of_one_entry_stands_as_that_entry():
    labels = [str(each.label) for each in bar_of(Role.MEMBER)]
    assert "期限" in labels
    assert not any(isinstance(each, Menu) and each.label == "设置" for each in bar_of(Role.MEMBER))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "marked"),
    [("home", "待办"), ("proposal_list", "提案列表"), ("boards", "工作表"), ("inbox", None)],
)
def test_the_bar_marks_the_page_at_hand(world, client, page, marked):
    client.force_login(world.clerk.user)
    arguments = [world.session.code] if page in ("proposal_list", "boards") else []

    shown = client.get(reverse(page, args=arguments)).content.decode()

    assert re.findall(r'aria-current="page">([^<]+)<', shown) == ([marked] if marked else [])
