"""Gives the label of a record room for the names of bodies and people that it is built from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Schema only."""

    dependencies = [("workflows", "0002_published_holidays")]

    operations = [
        migrations.AlterField(
            model_name="moverecord",
            name="label",
            field=models.CharField(max_length=400, verbose_name="动作"),
        ),
    ]
