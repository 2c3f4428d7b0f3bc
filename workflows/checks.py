"""System checks: a move without a rule never reaches a user."""

import rules
from django.core import checks

from workflows.replay import machine_models


@checks.register
def every_move_has_a_rule(app_configs, **kwargs):
    """E001: a declared move has no rule `<app>.<move>_<model>`."""
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
    return problems
