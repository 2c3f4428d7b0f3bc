"""What every test may ask for: a small committee with people and units, and a browser where there is one."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

from tests.world import World

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("steady")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def world(db):
    """Return a committee with a session, a post for each role, three units and three members."""
    return World()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use Debian's chromium."""
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Run what empties the database last, in whatever order the rest comes; skip what needs a browser."""
    items.sort(
        key=lambda item: any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    )
    if CHROMIUM is None:
        for item in items:
            if "e2e" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="no chromium on PATH"))


def pytest_terminal_summary(terminalreporter):
    """Say loudly that browser tests were left out."""
    if CHROMIUM is None:
        terminalreporter.write_line(
            "*** NO CHROMIUM ON PATH: THE BROWSER TESTS WERE SKIPPED ***", red=True, bold=True
        )
