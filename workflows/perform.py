"""The one door to a state: lock, ask the rule, ask the guards, move, record.

`perform` is the door for one case, `perform_many` the same door for a batch, `record_fact` for a fact that
moves nothing, `undo` and `correct` for mistakes. Past years come in by `workflows.history`. An action that looks
before it goes through a door is `holding` its thing.
"""

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from types import MappingProxyType

import rules
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from workflows.errors import MoveRefused
from workflows.machine import Machine
from workflows.models import MoveRecord, Via

NO_FACTS = MappingProxyType({})
_HELD = "_known_while_held"  # marks a thing that is held, and keeps what need not be asked again meanwhile


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
    instances, name, label, *, by, at=None, note="", provenance=None, facts_of=None, note_of=None
):
    """Record one fact on every one of `instances` (one model) or on none, as `record_fact`.

    A constant number of statements for any number; `facts_of` and `note_of` as in `perform_many`. Only the
    facts are written, so an instance whose state has moved on since it was read does no harm.
    """
    if not instances:
        return []
    states = _lock_rows(instances)
    context = _Context(by, at or timezone.localdate(), note, provenance, None)
    _refuse_future(context.at)
    records, fields = [], set()
    for instance in instances:
        _may(instance, name, context)
        facts = facts_of(instance) if facts_of else {}
        state = states[instance.pk]
        its_own = _own(context, instance, note_of, None)
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
    _refuse_future(context.at)
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
    _refuse_future(context.at)
    records = []
    for instance in instances:
        _may(instance, name, context)
        record = _record(instance, name, label, context, source="", target=instance.state)
        record.cause = cause_of(instance) if cause_of else None
        records.append(record)
    return MoveRecord.objects.bulk_create(records, batch_size=200)


def open_moves(instance, by):
    """Return (move, reason) for each move that starts here and that `by` may make; reason None means open."""
    return [
        (move, instance.why_not(move.name))
        for move in instance.moves_from_here()
        if may(instance, move.name, by)
    ]


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
        with _hold([instance], lambda: lock(instance)):
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
        with _hold(list(instances), lambda: lock_many(instances)):
            return action(instances, *arguments, **how)

    return carry_out


@contextmanager
def _hold(instances, take):
    with transaction.atomic():
        take()
        loose = [each for each in instances if not _is_held(each)]
        for each in loose:
            setattr(each, _HELD, {})
        try:
            yield
        finally:
            for each in loose:
                vars(each).pop(_HELD, None)


def _is_held(instance):
    return hasattr(instance, _HELD)


def lock(instance):
    """Lock the row of `instance` until the transaction ends and bring the instance up to date with it.

    The machines that have been read with it (the case of a task, the task of a reply) are read again with it; of
    whatever else has been read (the session, the policy) the instance keeps what still belongs to it. One that is
    held is locked and up to date already. SQLite has no row locks; there the transaction itself is the lock
    (`transaction_mode` IMMEDIATE).

    Raises:
        MoveRefused: the row is gone, or whoever holds it waits for what is held here.
    """
    if _is_held(instance):
        return
    rows = type(instance)._base_manager.select_for_update(of=("self",))
    along, read = list(_machines_along(instance)) or [None], dict(_relations_read(instance))
    try:
        with _taking_turns():
            instance.refresh_from_db(from_queryset=rows.select_related(*along))
    except ObjectDoesNotExist as gone:
        raise MoveRefused(_("「%(thing)s」已不存在，请刷新后再试。") % {"thing": instance}) from gone
    _keep(instance, read)


@contextmanager
def _taking_turns():
    """Refuse where the database breaks off, because two wait for each other; nothing can be read of it any more."""
    try:
        yield
    except OperationalError as broken_off:
        raise MoveRefused(_("正有别人在办理这一件，刚才没有办成；请再办一次。")) from broken_off


def _relations_read(instance):
    """Yield (field, other) of each thing that has been read with the instance."""
    for field in instance._meta.concrete_fields:
        other = field.get_cached_value(instance, default=None) if field.is_relation else None
        if other is not None:
            yield field, other


def _machines_along(instance):
    """Yield the machines that have been read with the instance and are not held, as `select_related` takes them."""
    for field, other in _relations_read(instance):
        if isinstance(other, Machine) and not _is_held(other):
            yield field.name
            for further in _machines_along(other):
                yield f"{field.name}__{further}"


def _keep(instance, read):
    """Give the instance back what had been `read` with it, where it still belongs to it and has not been read again."""
    for field, other in read.items():
        if field.is_cached(instance):
            _keep(field.get_cached_value(instance), dict(_relations_read(other)))
        elif getattr(instance, field.attname) == other.pk:
            field.set_cached_value(instance, other)


def lock_many(instances):
    """Lock the rows of those of `instances` (one model) that are not held, until the transaction ends.

    Raises:
        MoveRefused: one of them has been moved since it was read, or its holder waits for what is held here.
    """
    loose = [each for each in instances if not _is_held(each)]
    states = _lock_rows(loose) if loose else {}
    for instance in loose:
        if states.get(instance.pk) != getattr(instance, "state", ""):
            raise MoveRefused(_("「%(case)s」刚刚被别人处理过，请刷新后再试。") % {"case": instance})


def _lock_rows(instances):
    """Lock the rows and return {pk: state}; the state of what has none is blank."""
    model = type(instances[0])
    rows = model._base_manager.select_for_update().filter(pk__in=[each.pk for each in instances])
    state = models.F("state") if issubclass(model, Machine) else models.Value("")
    with _taking_turns():
        return dict(rows.order_by("pk").values_list("pk", state))


def _move(instance, name, context, facts, *, last):
    move = type(instance).moves().get(name)
    if move is None:
        raise MoveRefused(_("没有名为「%(name)s」的步骤。") % {"name": name})
    _may(instance, name, context)
    _refuse_future(context.at)
    _refuse_backwards(move, context.at, last)
    record = _record(instance, name, move.label, context, source=instance.state, target=move.target)
    try:
        getattr(instance, name)()
    except TransitionNotAllowed as closed:
        raise MoveRefused(instance.why_not(name) or _("这一步刚才已不能办理，请刷新后再试。")) from closed
    if _is_held(instance):
        getattr(instance, _HELD)["last_day"] = context.at
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


def _refuse_future(at):
    if at > timezone.localdate():
        raise MoveRefused(_("日期（%(at)s）不能晚于今天。") % {"at": at})


def _refuse_backwards(move, at, last):
    if last and at < last:
        raise MoveRefused(
            _("「%(move)s」的日期（%(at)s）早于上一步的日期（%(last)s），请核对。")
            % {"move": move.label, "at": at, "last": last}
        )


def last_day(instance):
    """Return the latest day on which a standing move of `instance` happened, or None."""
    known = getattr(instance, _HELD, {})
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
