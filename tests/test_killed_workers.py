"""500 jobs on a real broker while workers are killed ten times and the broker once: nothing lost, nothing sent twice.

`make test` does it with Valkey and SQLite. With redis-server too, and all of it on PostgreSQL, a minute each:

    pytest -m killing
    python -m tests.on_postgresql -m killing
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from django.conf import settings as site

from cppcc.accounts.models import Post, Role, User
from cppcc.jobs.broker import redis_broker, valkey_server
from cppcc.jobs.models import JobRun
from cppcc.jobs.recording import enqueue, wake
from cppcc.notices.models import ChannelChoice, Delivery, Notice
from cppcc.notices.tasks import sweep
from tests.brokers import broker_at
from tests.databases import database_url
from tests.killed_jobs import tell
from tests.sink import sink

JOBS, ROUNDS = 500, 10
PATIENCE = 300  # a machine that does much else needs a third of it

SERVERS = [
    pytest.param(valkey_server(), id="valkey"),
    pytest.param(
        shutil.which("redis-server"),
        id="redis",
        marks=[
            pytest.mark.by_name,
            pytest.mark.skipif(
                shutil.which("redis-server") is None,
                reason="NO redis-server ON PATH: NOT TESTED AGAINST REDIS",
            ),
        ],
    ),
]


class Site:
    """The background of the site in processes of their own, which may be killed."""

    def __init__(self, broker, hook, stack):
        self.broker, self.stack = broker, stack
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cppcc.settings",
            "DEBUG": "1",
            "DATABASE_URL": database_url(),
            "BROKER_URL": broker.url,
            "CPPCC_WEBHOOK_URL": hook,
            "CPPCC_LOST_JOB_SECONDS": "4",
        }
        self.server = None
        self.workers = []
        self.started = 0

    def start_broker(self):
        self.server = self._start(self.broker.command)

    def has_broker(self):
        return self.server.poll() is None

    def start_worker(self):
        self.started += 1
        command = [
            sys.executable, "-m", "celery", "-A", "cppcc", "worker", "--include", "tests.killed_jobs",
            "--concurrency", "1", "--loglevel", "CRITICAL", "--hostname", f"w{self.started}@test",
        ]  # fmt: skip
        self.workers.append(self._start(command))

    def kill_worker(self, *, whole):
        """Kill one with -9: all of it, or only the child at work."""
        worker = self.workers[0]
        if whole:
            self.workers.pop(0)
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            self.start_worker()
            return
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(worker.pid)], capture_output=True, text=True, check=False
        )
        for pid in found.stdout.split():
            os.kill(int(pid), signal.SIGKILL)
        self.workers.append(self.workers.pop(0))

    def kill_broker(self):
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def _start(self, command):
        process = subprocess.Popen(
            command, cwd=site.BASE_DIR, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.stack.callback(end, process)
        return process


def end(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition, patience):
    deadline = time.monotonic() + patience
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)
    return condition()


def kill_while_working(running, posts):
    """Ask for the jobs in rounds, and kill something with -9 in the middle of each; one round finds no broker."""
    a_round = JOBS // ROUNDS
    for number in range(ROUNDS):
        told = Notice.objects.count()
        for post in posts[number * a_round : (number + 1) * a_round]:
            enqueue(tell, post.pk)
        if not running.has_broker():
            running.start_broker()
        assert until(lambda wanted=told + a_round // 2: Notice.objects.count() >= wanted, PATIENCE)
        running.kill_worker(whole=number % 2 == 0)
        if number == ROUNDS // 2:
            running.kill_broker()


def all_told():
    """Sweep as beat does, and say whether every job is done and nothing waits to go out."""
    wake(sweep)
    time.sleep(2)
    done = JobRun.objects.filter(name=tell.name, outcome=JobRun.Outcome.DONE)
    return done.count() == JOBS and not Delivery.objects.filter(status=Delivery.Status.WAITING).exists()


@pytest.fixture
def posts(transactional_db):
    users = User.objects.bulk_create(User(username=f"u{n}", password="!") for n in range(JOBS))
    ChannelChoice.objects.bulk_create(ChannelChoice(user=user, channel="webhook") for user in users)
    return Post.objects.bulk_create(Post(user=user, role=Role.OFFICER) for user in users)


@pytest.mark.killing
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("server", SERVERS)
def test_no_notice_is_lost_or_sent_twice_while_workers_and_broker_are_killed(posts, server, tmp_path):
    with ExitStack() as stack:
        hook = stack.enter_context(sink())
        running = Site(redis_broker(server, tmp_path), hook.url, stack)
        running.start_broker()
        running.start_worker()
        running.start_worker()
        stack.enter_context(broker_at(running.broker.url))
        kill_while_working(running, posts)

        assert until(all_told, PATIENCE), Counter(JobRun.objects.values_list("outcome", "attempts", "error"))

    told = Counter(Notice.objects.values_list("post", flat=True))
    assert told == Counter(post.pk for post in posts)
    arrived = Counter(posted["id"] for _path, posted in hook.posted)
    assert set(arrived.values()) == {1}
    status = dict(Delivery.objects.values_list("notice", "status"))
    assert set(status) == set(Notice.objects.values_list("pk", flat=True))
    assert {pk for pk, each in status.items() if each == Delivery.Status.SENT} <= set(arrived)
    assert set(status.values()) <= {Delivery.Status.SENT, Delivery.Status.TAKEN}
    assert sum(each == Delivery.Status.TAKEN for each in status.values()) <= ROUNDS + 1
