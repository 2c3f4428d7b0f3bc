"""Undo and correction: people make mistakes, and nothing is erased.

Both are records of their own. An undo takes back one's own last move while nobody has acted on it; a
correction (更正) changes a recorded fact, with its old value, new value and reason.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.errors import MoveRefused
from workflows.locks import lock, lock_many
from workflows.models import MoveRecord
from workflows.perform import may

UNDOABLE = (MoveRecord.Kind.MOVE, MoveRecord.Kind.FACT)


@transaction.atomic
def undo(record, *, by, reason):
    """Take `record` back, with all that followed from it, and return the records taken back.

    The subject gets back its state and fields; a subject that came to be by the record is voided.

    Raises:
        PermissionDenied: the record is somebody else's.
        MoveRefused: no reason is given, it is taken back already, or somebody has acted on it since.
    """
    if record.by.user_id != by.user_id:
        raise PermissionDenied(_("只能撤回自己的操作；别人的操作请用更正。"))
    if not reason.strip():
        raise MoveRefused(_("请写明撤回的原因。"))
    _refuse_late(record)
    for each in reversed(with_consequences(record)):
        lock(each.subject)
    _refuse_late(record)  # somebody may have acted while the locks were waited for
    taken_back = with_consequences(record)
    for each in reversed(taken_back):
        _take_back(each, by=by, reason=reason)
    return taken_back


def _refuse_late(record):
    reason_not = why_not_undo(record)
    if reason_not:
        raise MoveRefused(reason_not)


def with_consequences(record):
    """Return `record` and every record caused by it, in the order they were made."""
    found = [record]
    for each in found:
        found.extend(each.consequences.filter(undone_by=None).order_by("pk"))
    return sorted(found, key=lambda each: each.pk)


def why_not_undo(record):
    """Return the sentence that keeps `record` from being undone, or None."""
    if record.kind not in UNDOABLE:
        return _("这条记录不能撤回；请用更正。")
    if MoveRecord.objects.filter(undoes=record).exists():
        return _("这一步已经撤回过了。")
    group = with_consequences(record)
    keys = {each.pk for each in group}
    for each in group:
        later = MoveRecord.objects.filter(
            content_type=each.content_type, object_id=each.object_id, pk__gt=each.pk, undone_by=None
        ).exclude(pk__in=keys)
        follower = next((later_one for later_one in later if later_one.builds_on(each)), None)
        if follower:
            return _("之后已有「%(label)s」，不能再撤回；请先撤回那一步，或用更正。") % {
                "label": follower.label
            }
    return None


@transaction.atomic
def correct(instance, changes, *, by, reason, provenance=None):
    """Change recorded facts of `instance` to `changes` {field: value} and return the record, or None if equal.

    Raises:
        PermissionDenied: the post may not correct this.
        MoveRefused: no reason is given.
    """
    _may_correct(instance, by, reason)
    lock(instance)
    differing = {field: value for field, value in changes.items() if getattr(instance, field) != value}
    if not differing:
        return None
    record = _correction(instance, differing, by, reason)
    if provenance:
        record.on_behalf_of, record.via = provenance.party, provenance.via
    instance.full_clean(exclude=[f.name for f in instance._meta.fields if f.name not in differing])
    instance.save(update_fields=list(differing))
    record.save()
    return record


@transaction.atomic
def correct_many(instances, changes_of, *, by, reason):
    """Change the facts `changes_of(instance)` of every one of `instances` (one model), or of none.

    The values come from the program, not from a person, and are stored as they are. A constant number of
    statements for any number.

    Raises:
        PermissionDenied, MoveRefused: as `correct`; or one of them has been moved since it was read.
    """
    if not instances:
        return []
    lock_many(instances)
    records, fields = [], set()
    for instance in instances:
        _may_correct(instance, by, reason)
        changes = changes_of(instance)
        records.append(_correction(instance, changes, by, reason))
        fields.update(changes)
    type(instances[0])._base_manager.bulk_update(instances, fields, batch_size=200)
    return MoveRecord.objects.bulk_create(records, batch_size=200)


def _may_correct(instance, by, reason):
    if not may(instance, "correct", by):
        raise PermissionDenied(_("您的岗位（%(post)s）不能更正这条记录。") % {"post": by})
    if not reason.strip():
        raise MoveRefused(_("请写明更正的原因。"))


def _correction(instance, changes, by, reason):
    """Set `changes` on the instance and return the record of it, not saved yet."""
    state = getattr(instance, "state", "")
    record = MoveRecord(
        subject=instance,
        kind=MoveRecord.Kind.CORRECTION,
        name="correct",
        label=_("更正"),
        source=state,
        target=state,
        happened_on=timezone.localdate(),
        by=by,
        note=reason,
    )
    for field, value in changes.items():
        attribute = instance._meta.get_field(field).attname
        old = getattr(instance, attribute)
        setattr(instance, field, value)
        record.changes[attribute] = [old, getattr(instance, attribute)]
    return record


def _take_back(record, *, by, reason):
    instance = record.subject
    lock(instance)
    fields = []
    for attribute, (old, _new) in record.changes.items():
        field = instance._meta.get_field(attribute)
        setattr(instance, attribute, field.to_python(old) if old is not None else None)
        fields.append(field.name)
    if record.source and record.source != record.target:
        instance.__dict__["state"] = record.source
        fields.append("state")
    elif record.is_creation():
        instance.voided_at = timezone.now()
        fields.append("voided_at")
    if fields:
        instance.save(update_fields=fields)
    MoveRecord.objects.create(
        subject=instance,
        kind=MoveRecord.Kind.UNDO,
        name=record.name,
        label=_("撤回「%(label)s」") % {"label": record.label},
        source=record.target,
        target=record.source,
        happened_on=timezone.localdate(),
        by=by,
        note=reason,
        undoes=record,
        changes={attribute: [new, old] for attribute, (old, new) in record.changes.items()},
    )
