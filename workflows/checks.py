"""System checks: a move without a rule or a label never reaches a user."""

import rules
from django.core import checks

from workflows.replay import machine_models


@checks.register
def every_move_has_a_rule_and_a_label(app_configs, **kwargs):
    """E001: a declared move has no rule `<app>.<move>_<model>`. E002: it has no Chinese label."""
    problems = []
    for model in machine_models():
        for move in model.moves().values():
            permission = f"{model._meta.app_label}.{move.name}_{model._meta.model_name}"
            if not rules.perm_exists(permission):
                problems.append(
                    checks.Error(
                        f"No rule says who may make the move: {permission}.", obj=model, id="workflows.E001"
                    )
                )
            if not move.label:
                problems.append(
                    checks.Error(f"The move {move.name} has no label.", obj=model, id="workflows.E002")
                )
    return problems
