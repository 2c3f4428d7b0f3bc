"""What every ruling on a request has in common: it is made once, a refusal says why, and the request keeps it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proposals.actions.recording import day_of
from workflows.errors import MoveRefused
from workflows.perform import record_fact


def check_ruling(request, *, granted, note):
    """Let a ruling on the request, which is locked or whose task is, pass.

    Raises:
        MoveRefused: it has been ruled on already.
        ValidationError: a refusal without a reason.
    """
    if request.ruling:
        raise MoveRefused(_("这份申请已经裁定过。"))
    if not granted and not note.strip():
        raise ValidationError(_("不同意的，请写明理由。"))


def record_ruling(request, label, *, granted, note, cause=None, **how):
    """Record on the request itself what was decided; return the record."""
    facts = {
        "ruling": request.Ruling.GRANTED if granted else request.Ruling.REFUSED,
        "ruled_on": day_of(how),
        "ruling_note": note,
    }
    return record_fact(request, "rule_on", label, note=note, cause=cause, facts=facts, **how)
