"""When the calendar or a policy changes: what running dates would move, and moving them; every move is a record."""

from dataclasses import dataclass
from datetime import date

import rules
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.accounts.models import system_post
from proposals.models import CLOCKS, Assignment, Reply
from proposals.queries.clocks import (
    anchor_of,
    main_clock,
    pauses_of,
    reckon,
    reopenings,
    running_feedback,
    running_tasks,
    set_by_hand,
)
from workflows.errors import UnknownYear
from workflows.holiday_notices import parse_notice
from workflows.holidays import working_calendar, working_calendar_with
from workflows.models import Holiday
from workflows.perform import record_fact, record_facts


@dataclass(frozen=True)
class MovingDate:
    """One kept day that the rule no longer gives: of a task or a reply, in `field`."""

    subject: models.Model
    field: str
    old: date
    new: date

    @property
    def label(self):
        """Which clock it is of."""
        return next(clock.label for clock in CLOCKS.values() if clock.keeps == self.field)

    @property
    def task(self):
        """The task it concerns."""
        return getattr(self.subject, "assignment", self.subject)


@dataclass(frozen=True)
class Preview:
    """What would move, and what stays because a person set it (延期、更正)."""

    moving: tuple[MovingDate, ...]
    kept: int


def preview(calendar=None, plenary_session=None):
    """Return the Preview of the running dates by `calendar` (None: as the table stands) and the policies.

    A `plenary_session` given narrows it and brings its own policy, which need not be stored yet. A fixed number
    of statements for any number of tasks.
    """
    calendar = calendar or working_calendar()
    found, kept = [], 0
    tasks = list(running_tasks(plenary_session))
    if plenary_session:
        for task in tasks:
            task.proposal.plenary_session = plenary_session
    reopened = reopenings([task for task in tasks if task.round_due_on])
    for field in ("due_on", "round_due_on"):
        of_field = [task for task in tasks if bool(task.round_due_on) == (field == "round_due_on")]
        by_hand = set_by_hand(Assignment, [task.pk for task in of_field], field)
        kept += len(by_hand)
        found += [
            (task, field, _reckoned(task, reopened, calendar)) for task in of_field if task.pk not in by_hand
        ]
    replies = list(running_feedback(timezone.localdate(), plenary_session))
    if plenary_session:
        for reply in replies:
            reply.assignment.proposal.plenary_session = plenary_session
    by_hand = set_by_hand(Reply, [reply.pk for reply in replies], "feedback_due_on")
    for reply in replies:
        if reply.pk not in by_hand:
            due = reckon(reply.assignment.policy, "feedback", reply.delivered_on, calendar)
            found.append((reply, "feedback_due_on", due.due_on))
    moving = [
        MovingDate(subject, field, getattr(subject, field), new)
        for subject, field, new in found
        if new and new != getattr(subject, field)
    ]
    return Preview(tuple(moving), kept + len(by_hand))


@transaction.atomic
def reschedule(*, by, note, plenary_session=None):
    """Move every running date to what calendar and policy give now, with a record each; return the Preview done.

    It is the system that moves them; `note` says what changed and the records name who changed it.
    """
    if not rules.has_perm("proposals.reschedule", by, plenary_session):
        raise PermissionDenied(_("只有提案委工作人员可以重新推算期限。"))
    done = preview(plenary_session=plenary_session)
    for model, field in ((Assignment, "due_on"), (Assignment, "round_due_on"), (Reply, "feedback_due_on")):
        moves = {
            each.subject.pk: each
            for each in done.moving
            if isinstance(each.subject, model) and each.field == field
        }
        record_facts(
            [each.subject for each in moves.values()],
            "reschedule",
            _("重新推算期限"),
            by=system_post(),
            note=_("%(note)s（%(by)s）") % {"note": note, "by": by},
            facts_of=lambda subject, moves=moves, field=field: {field: moves[subject.pk].new},
        )
    return done


def preview_notice(text, year):
    """Return (days of the notice, Preview of what would move if it were entered).

    Raises:
        ValidationError: the text is no notice for `year`.
    """
    days = parse_notice(text, year)
    return days, preview(working_calendar_with(days, year))


@transaction.atomic
def enter_notice(text, year, *, by):
    """Enter a year's holiday notice, in place of what was held for it, and move the running dates; return the Preview.

    Raises:
        PermissionDenied: only a clerk enters notices.
        ValidationError: the text is no notice for `year`.
    """
    if not rules.has_perm("proposals.reschedule", by, None):
        raise PermissionDenied(_("只有提案委工作人员可以登记放假安排。"))
    days = parse_notice(text, year)
    Holiday.objects.filter(date__year=year).delete()
    source = _("%d年部分节假日安排的通知") % year
    for each in days:
        Holiday.objects.update_or_create(
            date=each.date, defaults={"kind": each.kind, "name": each.name, "notice": source}
        )
    first = Holiday.objects.filter(date__year=year).order_by("date").first()
    record_fact(first, "enter", _("登记放假安排"), by=by, note=source)
    return reschedule(by=by, note=source)


def _reckoned(task, reopened, calendar):
    key = "second_handling" if task.round_due_on else main_clock(task.part, task.proposal.occasion)
    anchor_on = anchor_of(task, key, reopened_on=reopened.get(task.pk))
    if anchor_on is None:
        return None
    try:
        return reckon(task.policy, key, anchor_on, calendar, pauses_of(task)).due_on
    except UnknownYear:
        return None
