"""The locks behind the door: a row, or many, until the transaction ends; what is held is locked once."""

from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, models, transaction
from django.utils.translation import gettext as _

from workflows.errors import MoveRefused
from workflows.machine import Machine

_HELD = "_known_while_held"  # marks a thing that is held, and keeps what need not be asked again meanwhile


@contextmanager
def hold(instances, take):
    """Hold `instances` in one transaction, once `take()` has locked them: they need not be locked again meanwhile."""
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


def known_while_held(instance):
    """Return what is kept of a held thing, to be filled; of one that is not held nothing is kept."""
    return getattr(instance, _HELD, {})


def lock(instance):
    """Lock the row of `instance` until the transaction ends and bring the instance up to date with it.

    The machines that have been read with it (the case of a task, the task of a reply) are read again with it; of
    whatever else has been read (the session, the policy) the instance keeps what still belongs to it. One that is
    held is locked and up to date already. SQLite has no row locks; there the transaction itself is the lock
    (`transaction_mode` IMMEDIATE).

    Raises:
        MoveRefused: the row is gone or was taken back, or whoever holds it waits for what is held here.
    """
    if _is_held(instance):
        return
    rows = _standing_rows(type(instance)).select_for_update(of=("self",))
    along, read = list(_machines_along(instance)) or [None], dict(_relations_read(instance))
    try:
        with _taking_turns():
            instance.refresh_from_db(from_queryset=rows.select_related(*along))
    except ObjectDoesNotExist as gone:
        raise _is_no_more(instance) from gone
    _keep(instance, read)


def _standing_rows(model):
    """Return the rows of `model` but those whose creation was undone: nothing more happens to them."""
    rows = model._base_manager.all()
    return rows.filter(voided_at=None) if hasattr(model, "voided_at") else rows


def _is_no_more(instance):
    return MoveRefused(_("「%(thing)s」已撤回或已不存在，请刷新后再试。") % {"thing": instance})


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
        MoveRefused: one of them has been moved since it was read; or as `lock_rows`.
    """
    states = lock_rows(instances)
    for instance in instances:
        if states[instance.pk] != getattr(instance, "state", ""):
            raise MoveRefused(_("「%(case)s」刚刚被别人处理过，请刷新后再试。") % {"case": instance})


def lock_rows(instances):
    """Lock the rows of those that are not held, and return {pk: state} of all; the state of what has none is blank.

    Raises:
        MoveRefused: one of them is gone or was taken back, or its holder waits for what is held here.
    """
    held = {each.pk: getattr(each, "state", "") for each in instances if _is_held(each)}
    loose = [each for each in instances if each.pk not in held]
    if not loose:
        return held
    model = type(loose[0])
    rows = _standing_rows(model).select_for_update().filter(pk__in=[each.pk for each in loose])
    state = models.F("state") if issubclass(model, Machine) else models.Value("")
    with _taking_turns():
        states = dict(rows.order_by("pk").values_list("pk", state))
    for instance in loose:
        if instance.pk not in states:
            raise _is_no_more(instance)
    return held | states
