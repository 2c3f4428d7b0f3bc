"""Looks over a restored site: does every move record agree with every state and every fact? Prints what does not."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402

from proposals.models import Attachment, Recorded  # noqa: E402
from workflows.models import MoveRecord  # noqa: E402
from workflows.replay import disagreements, machine_models  # noqa: E402


def main():
    """Print {"records": n, "states": [...], "facts": [...], "dangling": n, "files": [...]}."""
    last = {}
    for record in MoveRecord.objects.order_by("pk").values_list("content_type", "object_id", "changes"):
        content_type, pk, changes = record
        last.setdefault((content_type, pk), {}).update({name: new for name, (_old, new) in changes.items()})
    wrong = []
    for (content_type, pk), values in last.items():
        subject = ContentType.objects.get_for_id(content_type).model_class()._base_manager.get(pk=pk)
        held = json.loads(
            json.dumps({name: getattr(subject, name) for name in values}, cls=DjangoJSONEncoder)
        )
        if held != values:
            wrong.append([str(subject._meta), pk])
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    known = MoveRecord.objects.values("pk")
    print(
        json.dumps(
            {
                "records": MoveRecord.objects.count(),
                "states": [str(each) for model in machine_models() for each in disagreements(model)],
                "facts": wrong,
                "dangling": sum(
                    model._base_manager.exclude(record=None).exclude(record__in=known).count()
                    for model in recorded
                ),
                "files": [each.content.read().decode() for each in Attachment.objects.all()],
            }
        )
    )


main()
