"""`make bench`: each figure beside its limit in one run; machines drift, so only the ratios say something.

The two sites are made once, in var/ (some minutes).
"""

import os
import sys

from tests.bench.sites import LARGE, SIZES, database, make_ready


def main():
    """Make the sites where they are not there yet, measure, print; status 1 when a target is not met."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")
    for name in SIZES:
        make_ready(name)
    os.environ["DATABASE_URL"] = f"sqlite:///{database(LARGE)}"
    import django  # noqa: PLC0415 – reads the settings above

    django.setup()
    from tests.bench.clocks import measure_clocks  # noqa: PLC0415 – needs the apps
    from tests.bench.documents import measure_documents  # noqa: PLC0415
    from tests.bench.figures import measure_figures  # noqa: PLC0415
    from tests.bench.ledgers import measure_ledgers  # noqa: PLC0415
    from tests.bench.pages import measure_pages  # noqa: PLC0415

    lines = []
    sections = (
        measure_pages,
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
