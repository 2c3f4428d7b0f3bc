"""Short words for the pages of the desks."""

from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import NOON


class Desk:
    """One post at its pages."""

    def __init__(self, client, post, code):
        client.force_login(post.user)
        self.client, self.code = client, code

    def open(self, name, *arguments, **query):
        """Open a page of the session."""
        return self.client.get(reverse(name, args=[self.code, *arguments]), query)

    def send(self, name, values, **query):
        """Send a form of a page of the session."""
        return self.client.post(reverse(name, args=[self.code], query=query or None), values)

    def confirm(self, name, values, **query):
        """Send a form and, being asked, say yes with what the question carries along."""
        asked = self.send(name, values, **query)
        assert asked.status_code == 200, words(asked)
        kept = {}
        for key, value in asked.context["kept"]:
            kept.setdefault(key, []).append(value)
        return self.send(name, {**kept, "confirmed": "1"}, **query)

    def statements(self, act):
        """Return how many statements `act` takes."""
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)


def words(answer):
    """Return the page as text."""
    return unescape(answer.content.decode())


@pytest.fixture
def desk(world, client):
    """Return a function that takes a post to its desk."""
    return lambda post: Desk(client, post, world.session.code)


@pytest.fixture
def on_the_day(settings, tmp_path):
    """Let it be noon of the day on which the cases of the tests are handled; files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member(sign_in, world):
    """Return the browser of the member."""
    return sign_in(world.member)


@pytest.fixture
def officer(sign_in, world):
    """Return the browser of the officer of the unit."""
    return sign_in(world.officer)


@pytest.fixture
def as_clerk(client, world):
    """Return a function that opens a page of the session as the clerk, or sends values to it."""
    client.force_login(world.clerk.user)

    def ask(name, /, *arguments, **values):
        address = reverse(name, args=[world.session.code, *arguments])
        return client.post(address, values) if values else client.get(address)

    return ask
