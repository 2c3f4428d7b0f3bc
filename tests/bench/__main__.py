"""`make bench`: each figure beside its limit in one run; machines drift, so only the ratios say something.

The large site is made once, in var/bench.sqlite3 (some minutes); delete the file to make it anew.
"""

import os
import sys
from pathlib import Path

DATABASE = Path(__file__).resolve().parents[2] / "var" / "bench.sqlite3"
MADE = DATABASE.with_suffix(".made")


def main():
    """Make the site where it is not there yet, measure, print; status 1 when a target is not met."""
    DATABASE.parent.mkdir(exist_ok=True)
    os.environ["DATABASE_URL"] = f"sqlite:///{DATABASE}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")
    if not MADE.exists():
        for path in DATABASE.parent.glob("bench.sqlite3*"):
            path.unlink()
    import django  # noqa: PLC0415 – reads the settings above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 – needs the apps

    from tests.bench.clocks import measure_clocks  # noqa: PLC0415
    from tests.bench.documents import measure_documents  # noqa: PLC0415
    from tests.bench.figures import measure_figures  # noqa: PLC0415
    from tests.bench.ledgers import measure_ledgers  # noqa: PLC0415
    from tests.bench.years import make_years  # noqa: PLC0415

    if not MADE.exists():
        print("Making 120,000 proposals and 400,000 tasks …", flush=True)
        call_command("migrate", verbosity=0)
        make_years()
        MADE.touch()
    lines = []
    sections = (
        lambda: [measure_figures("bench-2025")],
        measure_ledgers,
        measure_documents,
        measure_clocks,
    )
    for measured in sections:
        for line in measured():
            print(line, flush=True)
            lines.append(line)
    return 0 if all(line.is_met for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
