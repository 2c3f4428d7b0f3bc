"""Runs the site with its broker, worker and beat as one: started together, stopped together.

`python -m cppcc.jobs.processes start PORT` starts them, after stopping what a killed run left behind; with
`stop` it only does the latter. A run that is alive is never touched.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from honcho.manager import Manager

from cppcc.jobs.broker import embedded_broker

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = "run.pid"
_GRACE = 5.0


def start(port):
    """Start everything on `port` and stay until Ctrl-C; return the status."""
    run_dir = _run_dir(port)
    stop_left_over(run_dir)
    write_pid(run_dir / RUN)
    environment = dict(os.environ)
    environment.setdefault("CPPCC_SITE_URL", f"http://127.0.0.1:{port}")
    commands = {}
    if not environment.get("BROKER_URL"):
        broker = embedded_broker(run_dir)
        environment["BROKER_URL"] = broker.url
        if broker.command:
            commands["broker"] = broker.command
    commands |= _commands(port, run_dir)
    manager = Manager()
    for name, command in commands.items():
        child = [sys.executable, "-m", "cppcc.jobs.child", str(run_dir / f"{name}.pid"), *command]
        manager.add_process(name, f"exec {shlex.join(child)}", quiet=True, env=environment, cwd=str(ROOT))
    manager.loop()
    (run_dir / RUN).unlink(missing_ok=True)
    return manager.returncode


def stop(port):
    """Stop what a killed run on `port` left behind; return the status."""
    stop_left_over(_run_dir(port))
    return 0


def _run_dir(port):
    run_dir = ROOT / "var" / "run" / port
    run_dir.mkdir(parents=True, exist_ok=True)
    return run_dir


def _commands(port, run_dir):
    python = sys.executable
    celery = (python, "-m", "celery", "-A", "cppcc")
    return {
        "site": (python, "manage.py", "runserver", "--noreload", "--verbosity", "0", f"127.0.0.1:{port}"),
        "worker": (*celery, "worker", "--loglevel", "WARNING", "--concurrency", "1"),
        "beat": (*celery, "beat", "--loglevel", "WARNING", f"--pidfile={run_dir / 'celerybeat.pid'}"),
    }


def stop_left_over(run_dir):
    """Stop what a run that was killed left behind, by the pid and starting time each process wrote down."""
    run = Path(run_dir) / RUN
    if run.exists() and _left_over(run):
        return
    left = [pid for path in Path(run_dir).glob("*.pid") if (pid := _left_over(path))]
    for pid in left:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [pid for pid in left if started_at(pid)]
    for pid in left:
        _signal(pid, signal.SIGKILL)
    for path in Path(run_dir).glob("*.pid"):
        path.unlink(missing_ok=True)


def started_at(pid):
    """Return when the process began, as the system words it, or an empty string when there is none."""
    found = subprocess.run(  # noqa: S603 – the pid is a number
        ["ps", "-o", "lstart=", "-p", str(pid)],  # noqa: S607 – ps is where the system has it
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()


def write_pid(path):
    """Write down that the calling process is what `path` stands for."""
    Path(path).write_text(f"{os.getpid()}\n{started_at(os.getpid())}\n", encoding="utf-8")


def _left_over(path):
    pid, _newline, began = path.read_text(encoding="utf-8").strip().partition("\n")
    return int(pid) if pid.isdigit() and began and started_at(pid) == began else None


def _signal(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number) if os.getpgid(pid) == pid else os.kill(pid, number)


if __name__ == "__main__":
    sys.exit({"start": start, "stop": stop}[sys.argv[1]](sys.argv[2]))
