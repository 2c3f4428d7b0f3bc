"""What every test may ask for: a small committee with people and units, a browser and an office where there are."""

import os
import shutil

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings

from tests.world import World

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("steady")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OFFICE = shutil.which("soffice") and shutil.which("pdftotext")
ABSENT = {
    "e2e": (CHROMIUM, "NO CHROMIUM ON PATH: THE BROWSER TESTS WERE SKIPPED"),
    "office": (OFFICE, "NO LIBREOFFICE (OR POPPLER) ON PATH: THE TESTS OF PRINTED PAGES WERE SKIPPED"),
}


@pytest.fixture
def world(db):
    """Return a committee with a session, a post for each role, three units and three members."""
    return World()


@pytest.fixture
def sign_in(world, client):
    """Return a function that signs a post in and returns its browser."""

    def as_post(post):
        client.force_login(post.user)
        return client

    return as_post


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """Keep what a module's own fixtures store while its tests run, each of which takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use Debian's chromium."""
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Run the modules that empty the database last, in whatever order the rest comes; skip what needs an absent program.

    Being watched for coverage doubles what a test takes; those in a browser see nothing that others do not.
    """
    for item in items:
        if "e2e" in item.keywords:
            item.add_marker(pytest.mark.no_cover)
    emptying = {item.path for item in items if _empties_the_database(item)}
    items.sort(key=lambda item: item.path in emptying)
    for keyword, (program, reason) in ABSENT.items():
        for item in items:
            if not program and keyword in item.keywords:
                item.add_marker(pytest.mark.skip(reason=reason))


def _empties_the_database(item):
    return any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))


def pytest_terminal_summary(terminalreporter):
    """Say loudly which tests were left out."""
    for program, reason in ABSENT.values():
        if not program:
            terminalreporter.write_line(f"*** {reason} ***", red=True, bold=True)
