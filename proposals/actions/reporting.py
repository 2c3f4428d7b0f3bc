"""Reports: the figures are frozen when a report is made, once, and it is always printed from those."""

from dataclasses import dataclass

import rules
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.documents.reports.writing import write_annex, write_report
from proposals.models import Assignment, Channel, ReportSnapshot
from proposals.queries.papers.selection import Selection
from proposals.statistics.annual import ReportFigures, report_figures
from proposals.statistics.scope import Scope

Kind = ReportSnapshot.Kind
_GOVERNMENT = "government"


@dataclass(frozen=True)
class Change:
    """One figure that is no longer what the report says."""

    label: str
    before: str
    now: str


def scope_of_report(session, kind, *, unit=None, as_of=None):
    """Return what a report of `kind` counts: the session, a unit's tasks, or what the government handed over.

    Where no channel is recorded the government's report counts the whole session. A unit's report, whoever makes it,
    counts the ratings that the unit knows.

    Raises:
        ValidationError: a unit's report without a unit, or a unit without its report.
    """
    if (kind == Kind.UNIT) != (unit is not None or session.only_unit_id is not None):
        raise ValidationError(_("单位办理情况的报告要指定单位，其他报告不指定单位。"))
    channel = None
    if kind == Kind.GOVERNMENT:
        used = Assignment.objects.standing().filter(proposal__plenary_session=session)
        channel = Channel.objects.filter(
            plenary_session=session, code=_GOVERNMENT, pk__in=used.values("channel")
        ).first()
    return Scope(session, as_of=as_of, unit=unit, channel=channel, released_only=unit is not None)


def begin_report(session, kind, *, by, unit=None, as_of=None):
    """Keep that a report was asked for and return its snapshot, still without figures.

    Raises:
        PermissionDenied: the post may not report on this session or unit.
        ValidationError: a unit's report without a unit, or a unit without its report.
    """
    if not may_report(by, session, unit):
        raise PermissionDenied(_("您的岗位不能生成这份报告。"))
    scope_of_report(session, kind, unit=unit, as_of=as_of)  # refuses a unit that does not belong to the kind
    return ReportSnapshot.objects.create(
        plenary_session=session, kind=kind, unit=unit, as_of=as_of, made_by=by
    )


def freeze_figures(snapshot, **tell):
    """Gather the figures of a report and keep them, once: a second time changes nothing.

    `tell`, where given, hears how far it is (see `report_figures`).
    """
    if snapshot.figures is None:
        figures = report_figures(_scope(snapshot), **tell).to_json()
        unfrozen = ReportSnapshot.objects.filter(pk=snapshot.pk, figures__isnull=True)
        unfrozen.update(figures=figures, made_at=timezone.now())
        snapshot.refresh_from_db(fields=["figures", "made_at"])


def freeze_report(session, kind, *, by, unit=None, as_of=None):
    """Begin a report and freeze its figures at once; return the snapshot. It raises what `begin_report` raises."""
    snapshot = begin_report(session, kind, by=by, unit=unit, as_of=as_of)
    freeze_figures(snapshot)
    return snapshot


def may_report(post, session, unit=None):
    """Say whether the post may report on the session, or for the unit."""
    rule = "proposals.print_list" if unit else "proposals.oversee_plenarysession"
    return rules.has_perm(rule, post, Selection(session, unit=unit))


def report_file(snapshot):
    """Return the report as it was frozen, as a .docx."""
    return write_report(snapshot.kind, ReportFigures.from_json(snapshot.figures))


def annex_file(snapshot):
    """Return the annex of the report as it was frozen, as an .xlsx."""
    return write_annex(snapshot.kind, ReportFigures.from_json(snapshot.figures))


def changes_since(snapshot):
    """Return what the same report would say differently if it were made now."""
    frozen, now = ReportFigures.from_json(snapshot.figures), report_figures(_scope(snapshot))
    changes = [
        Change(figure.label, _told(frozen.figures.get(key)), _told(figure))
        for key, figure in now.figures.items()
        if _told(frozen.figures.get(key)) != _told(figure)
    ]
    for name, lines in now.breakdowns.items():
        before = {line.key: line.part for line in frozen.breakdowns.get(name, ())}
        changes += [
            Change(line.label, str(before.get(line.key, 0)), str(line.part))
            for line in lines
            if before.get(line.key, 0) != line.part
        ]
    return changes


def _scope(snapshot):
    return scope_of_report(snapshot.plenary_session, snapshot.kind, unit=snapshot.unit, as_of=snapshot.as_of)


def _told(figure):
    if figure is None:
        return ""
    return figure.text if figure.whole is None else f"{figure.text}（{figure.part}/{figure.whole}）"
