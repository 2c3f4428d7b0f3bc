"""The hot pages of the site beside a bare Django page on the same tables: both served by gunicorn, asked in turn.

The site runs as it is deployed, on copies of the two sites; traffic goes to 127.0.0.1 alone.
"""

import http.client
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from uuid import uuid4

from tests.bench.measure import Line
from tests.bench.sites import LARGE, SMALL, VAR, database
from tests.bench.years import PASSWORD

ROUNDS, WARMING = 60, 5
VISITORS, VISITS = 8, 40
DAY = "2026-03-02"
LIST, BARE_LIST = "/sessions/bench-2025/proposals/?state=CONCLUDED", "/list"
_CASES = """
    select p.id from proposals_proposal p join proposals_plenarysession s on s.id = p.plenary_session_id
    where s.code = 'bench-2025' and p.state = 'CONCLUDED' order by p.id
"""
_TASKS = "select id from proposals_assignment where state = 'ISSUED' order by id"


class Visitor:
    """One browser: a kept connection and its cookies."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
        self.cookies = {}

    def get(self, address):
        """Ask for a page and return its text."""
        return self._ask("GET", address, 200)

    def post(self, address, **values):
        """Send a form with the token of this browser; it must be carried out."""
        values["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        return self._ask("POST", address, 302, urlencode(values, doseq=True))

    def sign_in(self, name):
        """Sign in at the site; return this visitor."""
        self.get("/accounts/sign-in/")
        self.post("/accounts/sign-in/", username=name, password=PASSWORD)
        return self

    def _ask(self, method, address, status, body=None):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _sign, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status != status:
            raise RuntimeError(f"{method} {address}: {answer.status}")
        return text


class Server:
    """One site behind gunicorn, with two workers of four threads as in deploy/."""

    def __init__(self, module, path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {
            "DATABASE_URL": f"sqlite:///{path}", "CPPCC_ALLOWED_HOSTS": "127.0.0.1", "CPPCC_HTTPS": "0", "DEBUG": "0",
        }  # fmt: skip
        command = [sys.executable, "-m", "gunicorn", module, "--preload", "--workers", "2", "--threads", "4"]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [*command, "--keep-alive", "600", "--log-level", "error", "--bind", f"127.0.0.1:{self.port}"],
            env=os.environ | environment,
        )
        self._wait()
        self.started_in = (time.perf_counter() - started) * 1000

    def _wait(self):
        while True:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)) as door:
                try:
                    door.request("GET", "/healthz")
                    door.getresponse()
                except ConnectionError:
                    time.sleep(0.02)
                else:
                    return

    def memory(self):
        """Return what master and workers hold, shared pages in proportion, in MB."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in (self.process.pid, *children))
        lines = (line.split() for text in rollups for line in text.splitlines())
        return sum(int(line[1]) for line in lines if line[0] == "Pss:") / 1024

    def stop(self):
        """Stop it."""
        self.process.terminate()
        self.process.wait()


def measure_pages():
    """Yield the lines of list, case and step beside the bare page, of growth, of eight at once, start and memory."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], check=True
    )
    with TemporaryDirectory(dir=VAR) as folder, ExitStack() as open_servers:
        large, small = (_copy(database(name), Path(folder)) for name in (LARGE, SMALL))
        ours, little, bare = (
            open_servers.enter_context(_served(module, path))
            for module, path in (
                ("cppcc.wsgi", large),
                ("cppcc.wsgi", small),
                ("tests.bench.bare_site", large),
            )
        )
        yield Line("start to the first answer", ours.started_in, bare.started_in, 2)
        yield Line("memory of master and workers, started", ours.memory(), 160, 1, "MB")
        us, few, them = Visits(ours, large), Visits(little, small), BareVisits(bare, large)
        yield _in_turn("list of 50 of a year", us.list, them.list, 1.5)
        yield _in_turn("case with its tasks and records", us.case, them.case, 2.5)
        yield _in_turn("signing for a task", us.step, them.step, 1.5)
        yield _at_once(us, them)
        for name in ("list", "case", "step"):
            large_one, small_one = getattr(us, name), getattr(few, name)
            yield _in_turn(f"{name}, of 120,000 proposals beside 1,000", large_one, small_one, 1.2)
        yield Line("memory of master and workers, afterwards", ours.memory(), 220, 1, "MB")


class Visits:
    """What is asked of the site: the n-th time another case and another task."""

    def __init__(self, server, path):
        self.server = server
        self.cases, self.tasks = _keys(path, _CASES), iter(_keys(path, _TASKS))
        self.clerk, self.officer = self.arrive(), Visitor(server).sign_in("officer")

    def arrive(self):
        """Return another visitor who has signed in."""
        return Visitor(self.server).sign_in("clerk")

    def list(self, _number, visitor=None):
        """Ask for 50 concluded cases of a year."""
        (visitor or self.clerk).get(LIST)

    def case(self, number):
        """Ask for a case with its tasks and all that was done on them."""
        self.clerk.get(f"/cases/{self.cases[number]}/")

    def step(self, _number):
        """Sign for another task."""
        self.officer.post(f"/steps/assignment/{next(self.tasks)}/accept/", at=DAY, token=uuid4())


class BareVisits(Visits):
    """The same asked of the bare site."""

    def __init__(self, server, path):
        self.server = server
        self.cases, self.tasks = _keys(path, _CASES), iter(_keys(path, _TASKS))
        self.clerk = self.arrive()

    def arrive(self):
        """Return another visitor whom the bare site knows."""
        visitor = Visitor(self.server)
        visitor.get("/sign-in")
        return visitor

    def list(self, _number, visitor=None):
        """Ask for the same 50 cases."""
        (visitor or self.clerk).get(BARE_LIST)

    def case(self, number):
        """Ask for the same case and its tasks."""
        self.clerk.get(f"/case/{self.cases[number]}")

    def step(self, _number):
        """Change one row and store another."""
        self.clerk.post(f"/change/{next(self.tasks)}")


def _in_turn(name, ours, limit, target):
    taken = {ours: [], limit: []}
    for number in range(WARMING + ROUNDS):
        for ask in (ours, limit) if number % 2 else (limit, ours):
            started = time.perf_counter()
            ask(number)
            if number >= WARMING:
                taken[ask].append((time.perf_counter() - started) * 1000)
    return Line(name, statistics.median(taken[ours]), statistics.median(taken[limit]), target)


def _at_once(ours, bare):
    """Compare what a list takes when eight visitors ask together; 0.65 of the requests a second is 1/0.65 of the time."""
    pairs = [(_crowd(ours), _crowd(bare)) for _round in range(3)]
    taken = map(statistics.median, zip(*pairs, strict=True))
    return Line("list, 8 visitors at once, a page", *taken, 1 / 0.65)


def _crowd(visits):
    """Return the time of a page, each asked on a connection of its own: whoever reads one outlasts what is kept open.

    A connection that is kept stays with the worker that happened to take it, and eight may all have the same.
    """
    visitors = [visits.arrive() for _visitor in range(VISITORS)]

    def visit(visitor):
        for number in range(VISITS):
            visitor.connection.close()
            visits.list(number, visitor)

    started = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as pool:
        list(pool.map(visit, visitors))
    return (time.perf_counter() - started) * 1000 / (VISITORS * VISITS)


@contextmanager
def _served(module, path):
    server = Server(module, path)
    try:
        yield server
    finally:
        server.stop()


def _copy(path, folder):
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(folder / path.name)) as copy:
        source.backup(copy)
    return folder / path.name


def _keys(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute(statement)]
