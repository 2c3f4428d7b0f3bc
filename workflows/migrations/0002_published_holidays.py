"""Puts the days of the published notices (2018–2026) into the table, so that limits are right from the start."""

import json
from pathlib import Path

from django.db import migrations

_ROWS = Path(__file__).resolve().parents[2] / "fixtures" / "holidays.json"


def add_published_days(apps, schema_editor):
    """Add the days that are not there yet."""
    holiday = apps.get_model("workflows", "Holiday")
    rows = json.loads(_ROWS.read_text(encoding="utf-8"))
    holiday.objects.bulk_create([holiday(**row["fields"]) for row in rows], ignore_conflicts=True)


class Migration(migrations.Migration):
    """Data only; taking it back leaves the days, which do no harm."""

    dependencies = [("workflows", "0001_initial")]

    operations = [migrations.RunPython(add_published_days, migrations.RunPython.noop)]
