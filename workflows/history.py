"""The door for recorded history: past years come in at the state their facts show; no guard is asked.

Whoever calls has checked the facts against each other; every record is marked as imported.
"""

from workflows.models import MoveRecord, Via


def place(instance, state):
    """Put an imported instance at `state`; not for a case that people move."""
    instance.__dict__["state"] = state


def history_record(instance, *, by, happened_on=None, label="", note="", source="", changes=None):
    """Return (unsaved) the record that `instance` was imported at its present state."""
    return MoveRecord(
        subject=instance,
        kind=MoveRecord.Kind.HISTORY,
        name="import",
        label=label,
        source=source,
        target=getattr(instance, "state", ""),
        happened_on=happened_on,
        by=by,
        via=Via.LEDGER,
        note=note,
        changes=changes or {},
    )
