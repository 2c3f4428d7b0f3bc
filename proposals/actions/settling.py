"""The rules and lists of a session are changed by a clerk: first what would change, then the change, recorded."""

import copy
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from proposals.actions.rescheduling import MovingDate, preview, reschedule
from proposals.models import Policy
from proposals.statistics.definitions import COUNTS
from proposals.statistics.figures import figures_without_remarks
from proposals.statistics.scope import Scope
from workflows.errors import MoveRefused
from workflows.mend import correct
from workflows.models import MoveRecord
from workflows.perform import may, record_fact


@dataclass(frozen=True)
class FigureChange:
    """One figure by the old rules and by the new ones, as printed."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Outlook:
    """What a change of the rules would change."""

    figures: list[FigureChange]
    due_dates: tuple[MovingDate, ...]


def foresee(session, changed):
    """Return the Outlook of `changed` (a Policy of the session, not saved) beside the policy in force.

    Nothing is written. A constant number of statements, whatever the number of cases.
    """
    other = copy.copy(session)
    other._state = copy.copy(session._state)
    other._state.fields_cache = {**session._state.fields_cache, "policy": changed}
    return Outlook(_figure_changes(session, other), preview(plenary_session=other).moving)


def last_change(subject):
    """Return the id of the last record about a policy or a session, or 0: what a form was filled in on."""
    return MoveRecord.objects.of(subject).order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def settle(session, changes, *, by, reason, seen, with_due_dates=False):
    """Change the policy of `session` to `changes` {field: value}, and, if asked, the due dates that follow.

    `seen` is the `last_change` of the policy that the clerk looked at.

    Raises:
        PermissionDenied: the post does not settle the rules of this session.
        MoveRefused: no reason, or somebody has changed the policy since.
        ValidationError: a value that cannot be.
    """
    policy = Policy.objects.select_for_update().get(plenary_session=session)
    if last_change(policy) != seen:
        raise MoveRefused(_("规定刚刚被别人改过，请核对现在的规定后再改。"))
    record = correct(policy, changes, by=by, reason=reason)
    if with_due_dates:
        session.policy.refresh_from_db()
        reschedule(by=by, note=_("随规定改动：%s") % reason, plenary_session=session)
    return record


@transaction.atomic
def settle_dates(session, changes, *, by, reason):
    """Change the days of `session`, its cut-off hour or its source; what has come in keeps its 时间标识.

    Raises:
        PermissionDenied, MoveRefused: as `workflows.mend.correct`.
        ValidationError: a value that cannot be.
    """
    return correct(session, changes, by=by, reason=reason)


@transaction.atomic
def settle_rows(session, formset, label, *, by):
    """Store the changed rows of a list of the session (类别、原因、年度总数 …) and record what changed.

    Raises:
        PermissionDenied: the post does not settle this session.
        ValidationError: a row that cases use is to be deleted.
    """
    if not may(session, "settle", by):
        raise PermissionDenied(_("您的岗位（%(post)s）不能修改规定和名单。") % {"post": by})
    formset.save(commit=False)
    lines = []
    for row in formset.deleted_objects:
        lines.append(_("删除「%s」") % row)
        _delete(row)
    for row, fields in formset.changed_objects:
        lines.append(_("修改「%(row)s」的%(fields)s") % {"row": row, "fields": _names(row, fields)})
        row.save()
    for row in formset.new_objects:
        lines.append(_("增加「%s」") % row)
        row.plenary_session = session
        row.save()
    if lines:
        record_fact(session, "settle", label, by=by, note="；".join(lines))
    return lines


def _figure_changes(session, other):
    old, new = (figures_without_remarks(Scope(each)) for each in (session, other))
    changes = [
        FigureChange(COUNTS[key].split("：")[0], str(old.counts[key]), str(new.counts[key]))
        for key in old.counts
        if old.counts[key] != new.counts[key]
    ]
    for key, rate in old.rates.items():
        printed = [
            _printed(each, policy)
            for each, policy in ((rate, session.policy), (new.rates[key], other.policy))
        ]
        if printed[0] != printed[1]:
            changes.append(FigureChange(rate.label, *printed))
    return changes


def _printed(rate, policy):
    sign = "%" if rate.whole else ""
    return f"{rate.percent(policy)}{sign}（{rate.part}／{rate.whole}）"


def _delete(row):
    try:
        row.delete()
    except ProtectedError:
        raise ValidationError(_("「%s」已有提案使用，不能删除；可以改名。") % row) from None


def _names(row, fields):
    return "、".join(str(row._meta.get_field(field).verbose_name) for field in fields)
