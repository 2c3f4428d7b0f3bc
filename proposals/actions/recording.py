"""Ties a fact to the record that brought it, so that undoing the one takes back the other."""

import rules
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import Recorded
from workflows.days import refuse_future


def day_of(how):
    """Return the day that `how` gives: `at`, or today.

    Raises:
        MoveRefused: the day is yet to come; so nothing is reckoned from it.
    """
    today = timezone.localdate()
    day = how.get("at") or today
    refuse_future(day)
    return day


def refuse_to_speak_for_another(proposer, how):
    """Let a proposer answer for nobody but himself; what is recorded for him (代录) names him as its party.

    Raises:
        PermissionDenied: the post is not that proposer's.
    """
    if how.get("provenance") is None and not rules.has_perm(
        "proposals.speak_for_proposer", how["by"], proposer
    ):
        raise PermissionDenied(_("只能由%s本人办理；代为录入的，请写明代谁录入。") % proposer)


def tie(fact, record):
    """Save `fact` as brought by `record` and return it."""
    fact.record, fact.recorded_by, fact.recorded_at = record, record.by, record.recorded_at
    fact.save()
    return fact


def tie_many(facts, records):
    """Store new facts of one model, each brought by its record, with one statement."""
    for fact, record in zip(facts, records, strict=True):
        fact.record, fact.recorded_by, fact.recorded_at = record, record.by, record.recorded_at
    return type(facts[0])._base_manager.bulk_create(facts, batch_size=200) if facts else []


def void_facts_of(records):
    """Void every fact that `records` brought."""
    for model in apps.get_app_config("proposals").get_models():
        if issubclass(model, Recorded):
            model._base_manager.filter(record__in=records, voided_at=None).update(voided_at=timezone.now())
