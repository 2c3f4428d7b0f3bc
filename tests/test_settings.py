"""The settings refuse what cannot be, and the one script says what is in its way."""

import os
import shutil
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


def start(*arguments, folder=settings.BASE_DIR, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CPPCC_", "DATABASE", "DEBUG"))
    }
    kept.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    kept |= {"DJANGO_SETTINGS_MODULE": "cppcc.settings", **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=folder, env=kept, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "CPPCC_SECRET_KEY is not set"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'; it must be 1 or 0."),
        ({"DEBUG": "1", "DATABASE_URL": "oracle://x"}, "DATABASE_URL begins with 'oracle'"),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence(environment, sentence):
    stopped = start("check", **environment)

    assert stopped.returncode != 0
    assert sentence in stopped.stderr


def test_a_fresh_clone_has_its_database_without_further_ado(tmp_path):
    for name in ("cppcc", "proposals", "workflows", "fixtures"):
        shutil.copytree(
            settings.BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)

    begun = start("migrate", "accounts", "--verbosity", "0", folder=tmp_path, DEBUG="1")

    assert (begun.returncode, begun.stderr) == (0, "")
    assert (tmp_path / "var" / "db.sqlite3").exists()


def test_debug_needs_nothing_else():
    assert start("check", DEBUG="1").returncode == 0


def test_a_deployment_has_no_open_warning():
    checked = start(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        CPPCC_SECRET_KEY="x" * 30 + "0123456789abcdefghijklmnop",
    )

    assert checked.returncode == 0, checked.stderr


def test_postgres_is_taken_by_its_address_alone():
    found = start(
        "shell", "-c", "from django.conf import settings as s; print(s.DATABASES['default']['ENGINE'])",
        DEBUG="1", DATABASE_URL="postgres://somebody@localhost/cppcc",
    )  # fmt: skip

    assert found.stdout.strip().endswith("postgresql")


def test_demo_data_is_refused_when_debug_is_off(db):
    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("load_demo")


def test_a_port_in_use_is_a_clear_message():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stopped = subprocess.run(
            [sys.executable, "scripts/dev", "run"], cwd=settings.BASE_DIR, env=os.environ | {"PORT": str(port)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert stopped.returncode == 1
    assert f"Port {port} is in use" in stopped.stderr


def test_bare_make_explains_the_commands():
    told = subprocess.run(
        [sys.executable, "scripts/dev"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert "make run" in told.stdout
    assert "make test" in told.stdout
