"""The one door to a state: lock, ask the rule, ask the guards, move, record.

`perform` is the door for one case, `perform_many` the same door for a batch, `record_fact` for a fact that
moves nothing, `undo` and `correct` for mistakes. Past years come in by `workflows.history`. An action that looks
before it goes through a door is `holding` its thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from types import MappingProxyType

import rules
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from workflows.days import refuse_impossible
from workflows.errors import MoveRefused
from workflows.locks import hold, known_while_held, lock, lock_many, lock_rows
from workflows.models import MoveRecord, Via

NO_FACTS = MappingProxyType({})


@dataclass(frozen=True)
class Provenance:
    """Who said so, and how, when one person records for another (代录)."""

    party: str
    via: str = Via.PAPER


@transaction.atomic
def perform(instance, name, *, by, at=None, note="", provenance=None, cause=None, facts: Mapping = NO_FACTS):
    """Move `instance` by the declared move `name` and return the MoveRecord.

    `by` is the post that acts, `at` the day it happened (today when None), `facts` the fields that the move
    sets. The instance given is brought up to date with the row that was locked.

    Raises:
        PermissionDenied: the rule of the move does not hold for the post, or it may not record for others.
        MoveRefused: the state or a guard forbids the move now, or the date cannot be right.
    """
    lock(instance)
    context = _Context(by, at or timezone.localdate(), note, provenance, cause)
    record = _move(instance, name, context, facts, last=last_day(instance))
    instance.save(update_fields=["state", *facts])
    record.save()
    return record


@transaction.atomic
def perform_many(
    instances, name, *, by, at=None, note="", provenance=None, facts_of=None, note_of=None, cause_of=None
):
    """Move every one of `instances` (one model) or none; a constant number of statements for any number.

    `facts_of(instance)` returns the fields that the move sets on it, `note_of(instance)` remarks of its own,
    `cause_of(instance)` the record that brought it about. Rules and guards are asked of each instance as
    given: whoever calls has loaded what they look at.

    Raises:
        PermissionDenied, MoveRefused: as `perform`, for the first instance that does not pass.
    """
    if not instances:
        return []
    lock_many(instances)
    context = _Context(by, at or timezone.localdate(), note, provenance, None)
    last_days = _last_days(instances)
    records, fields = [], {"state"}
    for instance in instances:
        facts = facts_of(instance) if facts_of else {}
        its_own = _own(context, instance, note_of, cause_of)
        records.append(_move(instance, name, its_own, facts, last=last_days.get(instance.pk)))
        fields.update(facts)
    type(instances[0])._base_manager.bulk_update(instances, fields, batch_size=200)
    return MoveRecord.objects.bulk_create(records, batch_size=200)


@transaction.atomic
def record_facts(
    instances, name, label, *, by, at=None, note="", provenance=None, facts_of=None, provenance_of=None
):
    """Record one fact on every one of `instances` (one model) or on none, as `record_fact`.

    A constant number of statements for any number; `facts_of` as in `perform_many`, `provenance_of(instance)`
    stands in place of `provenance` where who said so is not the same for all. Only the facts are written, so an
    instance whose state has moved on since it was read does no harm.
    """
    if not instances:
        return []
    states = lock_rows(instances)
    context = _Context(by, at or timezone.localdate(), note, provenance, None)
    records, fields = [], set()
    for instance in instances:
        its_own = replace(context, provenance=provenance_of(instance)) if provenance_of else context
        _may(instance, name, its_own)
        refuse_impossible(instance, context.at)
        facts = facts_of(instance) if facts_of else {}
        state = states[instance.pk]
        record = _record(
            instance, name, label, its_own, source=state, target=state, kind=MoveRecord.Kind.FACT
        )
        record.changes = _set(instance, facts)
        records.append(record)
        fields.update(facts)
    if fields:
        type(instances[0])._base_manager.bulk_update(instances, fields, batch_size=200)
    return MoveRecord.objects.bulk_create(records, batch_size=200)


@transaction.atomic
def record_fact(
    instance, name, label, *, by, at=None, note="", provenance=None, cause=None, facts: Mapping = NO_FACTS
):
    """Record a fact that leaves the state alone, and set `facts` on the instance.

    The rule asked is `<app>.<name>_<model>`, as for a move.
    """
    context = _Context(by, at or timezone.localdate(), note, provenance, cause)
    lock(instance)
    _may(instance, name, context)
    refuse_impossible(instance, context.at)
    state = getattr(instance, "state", "")
    record = _record(instance, name, label, context, source=state, target=state, kind=MoveRecord.Kind.FACT)
    record.changes = _set(instance, facts)
    if facts:
        instance.save(update_fields=list(facts))
    record.save()
    return record


def record_creations(instances, name, label, *, by, at=None, note="", provenance=None, cause_of=None):
    """Record that each of `instances` (one model) came to be, in the state it was made in.

    `cause_of(instance)` returns the record that brought it about, if any. Undoing such a record voids the
    instance.
    """
    context = _Context(by, at or timezone.localdate(), note, provenance, None)
    records = []
    for instance in instances:
        _may(instance, name, context)
        refuse_impossible(instance, context.at)
        record = _record(instance, name, label, context, source="", target=instance.state)
        record.cause = cause_of(instance) if cause_of else None
        records.append(record)
    return MoveRecord.objects.bulk_create(records, batch_size=200)


def may(instance, name, by):
    """Say whether `by` may make the move or record the fact `name` on `instance`, in its own right."""
    return rules.has_perm(_permission(instance, name), by, instance)


def may_record_for_others(instance, by):
    """Say whether `by` may record facts of other parties on `instance` (代录)."""
    return rules.has_perm(f"{instance._meta.app_label}.record_for_others", by, instance)


@dataclass(frozen=True)
class _Context:
    by: models.Model
    at: date | None
    note: str
    provenance: Provenance | None
    cause: MoveRecord | None


def _own(context, instance, note_of, cause_of):
    """Return the circumstances with the remarks and the cause that are this instance's own."""
    if note_of:
        context = replace(context, note=note_of(instance) or context.note)
    return replace(context, cause=cause_of(instance)) if cause_of else context


def holding(action):
    """Carry `action` out in one transaction, the thing that is its first argument locked and up to date.

    `perform` and `record_fact` then lock that thing no more.
    """

    @wraps(action)
    def carry_out(instance, *arguments, **how):
        with hold([instance], lambda: lock(instance)):
            return action(instance, *arguments, **how)

    return carry_out


def holding_each(action):
    """Carry `action` out in one transaction, the things (one model) that are its first argument locked.

    Their states are as they were read; nothing else is read again.

    Raises:
        MoveRefused: one of them has been moved since it was read.
    """

    @wraps(action)
    def carry_out(instances, *arguments, **how):
        with hold(list(instances), lambda: lock_many(instances)):
            return action(instances, *arguments, **how)

    return carry_out


def _move(instance, name, context, facts, *, last):
    move = type(instance).moves().get(name)
    if move is None:
        raise MoveRefused(_("没有名为「%(name)s」的步骤。") % {"name": name})
    _may(instance, name, context)
    refuse_impossible(instance, context.at)
    _refuse_backwards(move, context.at, last)
    record = _record(instance, name, move.label, context, source=instance.state, target=move.target)
    try:
        getattr(instance, name)()
    except TransitionNotAllowed as closed:
        raise MoveRefused(instance.why_not(name) or _("这一步刚才已不能办理，请刷新后再试。")) from closed
    known_while_held(instance)["last_day"] = context.at
    record.changes = _set(instance, facts)
    return record


def _may(instance, name, context):
    if context.provenance is None:
        allowed = may(instance, name, context.by)
    else:
        allowed = may_record_for_others(instance, context.by)
    if not allowed:
        raise PermissionDenied(_("您的岗位（%(post)s）不能在这件上办理此步骤。") % {"post": context.by})


def _permission(instance, name):
    return f"{instance._meta.app_label}.{name}_{instance._meta.model_name}"


def _refuse_backwards(move, at, last):
    if last and at < last:
        raise MoveRefused(
            _("「%(move)s」的日期（%(at)s）早于上一步的日期（%(last)s），请核对。")
            % {"move": move.label, "at": date_format(at), "last": date_format(last)}
        )


def last_day(instance):
    """Return the latest day on which a standing move of `instance` happened, or None."""
    known = known_while_held(instance)
    if "last_day" not in known:
        known["last_day"] = _last_days([instance]).get(instance.pk)
    return known["last_day"]


def _last_days(instances):
    """Return {pk: the latest day of a standing move} with one statement."""
    content_type = ContentType.objects.get_for_model(instances[0])
    standing = MoveRecord.objects.filter(
        content_type=content_type,
        object_id__in=[instance.pk for instance in instances],
        kind__in=[MoveRecord.Kind.MOVE, MoveRecord.Kind.HISTORY],
        undone_by=None,
    )
    return dict(standing.order_by().values_list("object_id").annotate(models.Max("happened_on")))


def _record(instance, name, label, context, *, source, target, kind=MoveRecord.Kind.MOVE):
    provenance = context.provenance
    return MoveRecord(
        subject=instance,
        kind=kind,
        name=name,
        label=label,
        source=source,
        target=target,
        happened_on=context.at,
        by=context.by,
        on_behalf_of=provenance.party if provenance else "",
        via=provenance.via if provenance else Via.SELF,
        note=context.note,
        cause=context.cause,
    )


def _set(instance, facts):
    """Set the fields and return {field: [old, new]} as they are stored in the record."""
    changes = {}
    for field, value in facts.items():
        attribute = instance._meta.get_field(field).attname
        old = getattr(instance, attribute)
        setattr(instance, field, value)
        changes[attribute] = [old, getattr(instance, attribute)]
    return changes
