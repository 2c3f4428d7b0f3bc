"""The two sites that are measured: one of 120,000 proposals and 400,000 tasks, and one of 1,000 proposals.

Each is made once, in var/ (the large one takes some minutes), and anew when `years.py` has changed; later
migrations are applied to it.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

VAR = Path(__file__).resolve().parents[2] / "var"
LARGE, SMALL = "bench", "bench_small"
SIZES = {LARGE: (range(2006, 2026), 6000), SMALL: (range(2025, 2026), 1000)}


def database(name):
    """Return the file of a site."""
    return VAR / f"{name}.sqlite3"


def make_ready(name):
    """Make the site, in a process of its own, where it is not there as it should be."""
    path, stamp = database(name), VAR / f"{name}.made"
    wanted = hashlib.sha256(Path(__file__).with_name("years.py").read_bytes()).hexdigest()
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}"}
    if stamp.exists() and stamp.read_text() == wanted:
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment, check=True)
        return
    years, a_year = SIZES[name]
    print(f"Making {len(years) * a_year:,} proposals …", flush=True)
    path.parent.mkdir(exist_ok=True)
    stamp.unlink(missing_ok=True)
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    command = [sys.executable, "-m", "tests.bench.sites", name]
    subprocess.run(command, env=environment, check=True)
    stamp.write_text(wanted)


def _make(name):
    """Fill the database at hand."""
    import django  # noqa: PLC0415 – the environment names the settings

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 – needs the apps

    from tests.bench.years import make_years  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    make_years(*SIZES[name])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")
    _make(sys.argv[1])
