"""`manage.py draw_machines`: the machines as Mermaid diagrams, drawn from their declarations."""

from django.core.management.base import BaseCommand

from workflows.replay import machine_models


class Command(BaseCommand):
    """Draw every machine."""

    help = "画出各状态机（Mermaid 文本），图与代码同源。"

    def handle(self, *args, **options):
        """Print one diagram a machine."""
        self.stdout.write("\n\n".join(drawing(model) for model in machine_models()))


def drawing(model):
    """Return the Mermaid state diagram of a machine, with Chinese labels."""
    labels = dict(model._meta.get_field("state").flatchoices)
    lines = ["stateDiagram-v2", f"    %% {model._meta.label}"]
    lines += [f"    {code}: {label}" for code, label in labels.items()]
    lines.append(f"    [*] --> {model._meta.get_field('state').default}")
    for move in model.moves().values():
        lines += [f"    {source} --> {move.target}: {move.label}" for source in move.sources]
    return "\n".join(lines)
