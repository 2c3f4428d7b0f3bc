"""The hot pages of the site beside a bare Django page on the same tables: both served by gunicorn, asked in turn.

Traffic goes to 127.0.0.1 alone and every loop is bounded.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from cppcc.accounts.models import Organisation, Post, User
from proposals.models import Assignment, PlenarySession
from tests.bench.measure import Line

_ASKED = 60
_CLIENTS = 8
_ASKED_BY_EACH = 25
_PASSWORD = "measuring-only"


class Visitor:
    """One browser: a kept connection and its cookies."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {}

    def get(self, address):
        """Ask for a page and return its text; anything but 200 or a redirect is an error."""
        return self._ask("GET", address)

    def post(self, address, **values):
        """Send a form with the token of this browser."""
        values.setdefault("csrfmiddlewaretoken", self.cookies.get("csrftoken", ""))
        return self._ask("POST", address, urlencode(values))

    def _ask(self, method, address, body=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _sign, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {address}: {answer.status}")
        return text


def measure_pages():
    """Return the lines of list, case, one step, growth and eight visitors at once."""
    session = PlenarySession.objects.get(code="bench-2025")
    small = PlenarySession.objects.get(code="bench-small")
    clerk = _clerk()
    with _served("cppcc.wsgi", CPPCC_HTTPS="0") as ours, _served("tests.bench.bare_site") as bare:
        us, them = Visitor(ours), Visitor(bare)
        _sign_in(us, clerk)
        them.get("/sign-in")
        cases = list(session.proposals.filter(state="CONCLUDED").values_list("pk", flat=True)[: _ASKED + 5])
        return [
            _in_turn(
                "list of 50 of a year, p50", 1.5,
                lambda n: us.get(f"/sessions/{session.code}/proposals/?state=CONCLUDED"),
                lambda n: them.get(f"/list/{session.pk}"),
            ),
            _in_turn(
                "one case with its tasks and records, p50", 2.5,
                lambda n: us.get(f"/cases/{cases[n]}/"), lambda n: them.get(f"/case/{cases[n]}"),
            ),
            _steps(us, them, session),
            _in_turn(
                "list of a year of 6,000 beside a year of 50", 1.2,
                lambda n: us.get(f"/sessions/{session.code}/proposals/?state=CONCLUDED"),
                lambda n: us.get(f"/sessions/{small.code}/proposals/?state=CONCLUDED"),
            ),
            _at_once(ours, bare, clerk, session),
        ]  # fmt: skip


def _clerk():
    user, is_new = User.objects.get_or_create(username="bench", defaults={"name": "测量"})
    if is_new:
        user.set_password(_PASSWORD)
        user.save()
        Post.objects.create(user=user, role="CLERK")
    return user


def _sign_in(visitor, user):
    visitor.get("/accounts/sign-in/")
    visitor.post("/accounts/sign-in/", username=user.username, password=_PASSWORD)
    visitor.get("/")


def _in_turn(name, target, ours, theirs):
    taken = ([], [])
    for number in range(_ASKED + 5):
        for place, ask in ((0, ours), (1, theirs)) if number % 2 else ((1, theirs), (0, ours)):
            started = time.perf_counter()
            ask(number)
            if number >= 5:
                taken[place].append((time.perf_counter() - started) * 1000)
    return Line(name, statistics.median(taken[0]), statistics.median(taken[1]), target)


def _steps(us, them, session):
    """Sign for one task after another (代录), beside one UPDATE and one INSERT."""
    tasks = list(_open_tasks(session))

    def sign_for(number):
        us.post(f"/steps/assignment/{tasks[number]}/accept/", at="2026-03-02", party="单位", via="PHONE")

    line = _in_turn(
        "signing for a task, p50", 1.5, sign_for, lambda number: them.post(f"/change/{tasks[number]}")
    )
    moved = Assignment.objects.filter(pk__in=tasks, state="ACCEPTED").count()
    if moved != len(tasks):
        raise RuntimeError(f"{len(tasks) - moved} of the steps were refused")
    return line


def _open_tasks(session):
    unit = Organisation.objects.create(name=f"第{time.time_ns()}签收单位")
    proposals = session.proposals.filter(state="CONCLUDED").values_list("pk", flat=True)[: _ASKED + 5]
    made = Assignment.objects.bulk_create(
        Assignment(proposal_id=pk, unit=unit, part="CO_HANDLER", assigned_on="2026-03-01") for pk in proposals
    )
    return (task.pk for task in made)


def _at_once(ours, bare, clerk, session):
    """Compare the lists a second that eight visitors get; the limit's share is turned round: less is better."""

    def visit(port):
        visitor = Visitor(port)
        if port == ours:
            _sign_in(visitor, clerk)
            address = f"/sessions/{session.code}/proposals/?state=CONCLUDED"
        else:
            visitor.get("/sign-in")
            address = f"/list/{session.pk}"
        started = time.perf_counter()
        for _time in range(_ASKED_BY_EACH):
            visitor.get(address)
        return time.perf_counter() - started

    spans = {}
    for port in (ours, bare):
        with ThreadPoolExecutor(_CLIENTS) as pool:
            spans[port] = max(pool.map(visit, [port] * _CLIENTS))
    asked = _CLIENTS * _ASKED_BY_EACH
    return Line(
        "list, 8 visitors at once, ms a page",
        spans[ours] / asked * 1000,
        spans[bare] / asked * 1000,
        1 / 0.65,
    )


@contextmanager
def _served(module, **environment):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = re.sub("^sqlite:///", "", os.environ["DATABASE_URL"])
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--log-level", "error", "--bind", f"127.0.0.1:{port}", f"{module}:application"],
        env=os.environ | {"DATABASE": database, "CPPCC_ALLOWED_HOSTS": "127.0.0.1"} | environment,
    )  # fmt: skip
    try:
        for _time in range(100):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        server.terminate()
        server.wait()
