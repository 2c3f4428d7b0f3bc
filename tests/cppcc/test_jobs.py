"""Background work: every run leaves its row, the broker is found or done without, and the page says what is missing."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from celery import shared_task
from django.conf import settings as site
from django.urls import reverse
from django.utils import timezone

from cppcc.jobs import processes
from cppcc.jobs.broker import (
    LONGEST_SOCKET_PATH,
    embedded_broker,
    file_broker,
    redis_broker,
    transport_options,
    valkey_server,
)
from cppcc.jobs.models import Heartbeat, JobRun
from cppcc.jobs.recording import (
    MOST_ATTEMPTS,
    RecordedTask,
    beat,
    enqueue,
    hand_over_again,
    report_progress,
    wake,
)
from cppcc.jobs.status import background_status
from cppcc.notices.tasks import sweep
from proposals.tasks import check_records
from tests.brokers import broker_at


@shared_task(base=RecordedTask, name="tests.divide")
def divide(part, whole):
    return part / whole


@pytest.fixture
def no_broker():
    """Point the queue at a broker that is not there."""
    with broker_at("redis+socket:///nowhere/broker.sock"):
        yield


def test_a_job_leaves_a_row_with_its_outcome(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = enqueue(divide, 6, 3, by=world.clerk)

    run.refresh_from_db()
    assert (run.outcome, run.result, run.attempts, run.by) == ("DONE", 2.0, 1, world.clerk)
    assert run.started_at <= run.ended_at


def test_a_job_that_fails_says_so(db):
    divide.apply(args=(1, 0), task_id="t1", throw=False)

    run = JobRun.objects.get(task_id="t1")
    assert (run.outcome, run.error) == ("FAILED", "ZeroDivisionError: division by zero")


def test_a_job_run_again_is_the_same_row(db):
    for _time in range(2):
        divide.apply(args=(1, 2), task_id="t1")

    assert JobRun.objects.get().attempts == 2


def test_a_job_that_kills_every_worker_is_given_up_and_says_so(db):
    run = JobRun.objects.create(
        task_id="t1", name=divide.name, arguments=[6, 3], attempts=MOST_ATTEMPTS, outcome="RUNNING"
    )

    divide.apply(args=(6, 3), task_id="t1")

    run.refresh_from_db()
    assert (run.outcome, run.error, run.result) == ("FAILED", "运行10次都没有结束，不再重试。", None)
    assert run not in JobRun.objects.left_over()


def test_progress_is_shown(db):
    run = enqueue(divide, 1, 2)

    report_progress(run.task_id, 30, 100)

    run.refresh_from_db()
    assert (run.part, run.whole) == (30, 100)


def test_the_nightly_check_is_recorded(world):
    world.assigned()

    check_records.apply(task_id="night")

    assert (JobRun.objects.get(task_id="night").result, JobRun.objects.get(task_id="night").outcome) == (
        {},
        "DONE",
    )


def test_a_job_is_not_begun_before_the_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        run = enqueue(divide, 6, 3)

    assert (run.outcome, run.arguments, len(after_commit)) == ("QUEUED", [6, 3], 1)


def test_without_a_broker_a_job_waits_and_nothing_breaks(db, no_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(divide, 1, 2)

    run = JobRun.objects.get()
    assert (run.outcome, run.taken_at) == ("QUEUED", None)
    assert wake(divide, 1, 2) is False


def test_a_job_that_no_broker_took_is_handed_over_by_the_sweep(db):
    run = JobRun.objects.create(task_id="t1", name=divide.name, arguments=[6, 3])

    sweep()

    run.refresh_from_db()
    assert (run.outcome, run.result) == ("DONE", 2.0)


@pytest.mark.parametrize(
    ("outcome", "taken", "started", "is_left_over"),
    [
        ("QUEUED", None, None, True),
        ("QUEUED", 0, None, False),
        ("QUEUED", 31, None, True),
        ("RUNNING", 31, 0, False),
        ("RUNNING", 31, 31, True),
        ("RUNNING", None, 0, False),
        ("RUNNING", 0, 31, False),
        ("DONE", 31, 31, False),
        ("FAILED", 31, 31, False),
    ],
)
def test_a_job_is_left_over_when_nobody_has_had_it_for_half_an_hour(
    db, outcome, taken, started, is_left_over
):
    now = timezone.now()
    JobRun.objects.create(
        task_id="t1",
        outcome=outcome,
        taken_at=None if taken is None else now - timedelta(minutes=taken),
        started_at=None if started is None else now - timedelta(minutes=started),
    )

    assert JobRun.objects.left_over().exists() is is_left_over


def test_a_job_of_which_the_program_knows_no_more_is_left_alone(db):
    JobRun.objects.create(task_id="t1", name="tests.gone")

    assert hand_over_again() == 0


def test_a_run_that_never_came_back_is_called_lost(db):
    run = JobRun(outcome="RUNNING", started_at=timezone.now() - timedelta(hours=2))
    assert run.is_lost()

    run.started_at = timezone.now()
    assert not run.is_lost()


# The page


def test_the_page_says_what_is_not_configured(world, client):
    enqueue(divide, 6, 3, by=world.clerk)
    client.force_login(world.clerk.user)

    shown = client.get(reverse("job_runs")).content.decode()

    assert "没有配置消息中间件" in shown
    assert "tests.divide" in shown
    client.force_login(world.officer.user)
    assert client.get(reverse("job_runs")).status_code == 403


@pytest.mark.parametrize(
    ("name", "result", "told"),
    [
        (
            "daily_scan",
            {"day": "2026-11-27", "slips": 3, "digests": 5},
            "每日催办和汇总 催办单3份，汇总5份。",
        ),
        ("daily_scan", {"day": "2026-11-28", "skipped": "周六"}, "每日催办和汇总 周六，不发送。"),
        ("check_records", {"proposals.Reply": [7]}, "核对记录与状态 答复与记录不一致：[7]"),
        ("check_records", {}, "核对记录与状态 "),
        ("clear_away", {"forms": 7}, "清理过期的登录和表单编号 "),
        ("make_report", None, "统计报告数据 "),
    ],
)
def test_what_came_of_a_job_is_told_in_words(name, result, told):
    run = JobRun(name=f"proposals.tasks.{name}", result=result, outcome="DONE")

    assert f"{run.label} {run.told}" == told


def test_the_page_says_that_the_broker_is_silent_and_the_site_works(world, client, no_broker):
    client.force_login(world.clerk.user)

    assert "消息中间件没有响应" in client.get(reverse("job_runs")).content.decode()
    assert client.get("/").status_code == 200


def test_a_sign_of_life_counts_for_five_minutes(db):
    assert background_status().last_beat is None
    beat("sweep")
    assert background_status().is_alive

    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=6))

    assert not background_status().is_alive


# The broker


def test_valkey_of_the_wheel_is_the_first_choice(tmp_path):
    broker = embedded_broker(tmp_path)

    assert (broker.label, broker.command[0]) == ("valkey-server", valkey_server())
    assert broker.url == f"redis+socket://{tmp_path}/broker.sock"


def test_a_redis_server_on_path_comes_next_and_files_last(tmp_path, monkeypatch):
    monkeypatch.setattr("cppcc.jobs.broker.valkey_server", lambda: None)
    server = tmp_path / "redis-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded_broker(tmp_path).label == "redis-server"

    server.unlink()

    assert embedded_broker(tmp_path) == file_broker(tmp_path)
    assert file_broker(tmp_path).command == ()


def test_a_deep_folder_has_its_socket_elsewhere(tmp_path):
    deep = tmp_path / ("深" * 20) / ("x" * 60)
    deep.mkdir(parents=True)

    socket = redis_broker("valkey-server", deep).url.removeprefix("redis+socket://")

    assert len(socket.encode()) <= LONGEST_SOCKET_PATH


def test_what_celery_is_told_of_each_broker():
    url, options = transport_options("filesystem:///var/queue", visibility_timeout=9)
    assert (url, options["data_folder_in"], options["data_folder_out"]) == (
        "filesystem://", "/var/queue", "/var/queue",
    )  # fmt: skip

    assert transport_options("redis://h/0", visibility_timeout=9) == (
        "redis://h/0",
        {"visibility_timeout": 9},
    )


# Processes


def test_what_a_killed_run_left_behind_is_stopped_and_strangers_are_not(tmp_path):
    child = [sys.executable, "-m", "cppcc.jobs.child", str(tmp_path / "worker.pid")]
    sleeper = [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"]
    left = subprocess.Popen([*child, *sleeper], cwd=site.BASE_DIR, stdout=subprocess.PIPE)
    left.stdout.readline()
    stranger = subprocess.Popen(sleeper, stdout=subprocess.PIPE)
    (tmp_path / "site.pid").write_text(f"{stranger.pid}\nMon Jan  1 00:00:00 2024\n")

    processes.stop_left_over(tmp_path)

    assert left.wait(10) == -15
    assert stranger.poll() is None
    assert list(tmp_path.glob("*.pid")) == []
    for each in (left, stranger):
        each.stdout.close()
    stranger.kill()
    stranger.wait()


def test_a_run_that_is_alive_is_left_alone(tmp_path):
    processes.write_pid(tmp_path / processes.RUN)

    processes.stop_left_over(tmp_path)

    assert Path(tmp_path / processes.RUN).read_text().startswith(f"{os.getpid()}\n")


def test_a_process_that_is_gone_began_never():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert processes.started_at(gone.pid) == ""
