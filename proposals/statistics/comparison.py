"""Plenary sessions side by side: the same figures of each, by its own policy, from cases or known totals."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from proposals.models import HeadlineTotal
from proposals.statistics import lists
from proposals.statistics.definitions import COUNTS, rate_definitions
from proposals.statistics.figures import figures_without_remarks
from proposals.statistics.rate import percent
from proposals.statistics.scope import Scope
from proposals.statistics.units import OVERDUE, day_of, overdue_tasks
from proposals.statistics.years import sessions_before

COMPARED_COUNTS = ("received", "filed", "assigned", "consulted", "replied", "concluded")
COMPARED_RATES = (
    "filing_rate",
    "consultation_rate",
    "reply_rate",
    "on_time_reply_rate",
    "conclusion_rate",
    "satisfaction_rate",
)
CONSULTED = "已面商：按面商率口径已面商的件数。"
SIDE_BY_SIDE = 5


@dataclass(frozen=True)
class Column:
    """One session, as of a day or whole, whose figures stand in one column."""

    title: str
    scope: Scope


@dataclass(frozen=True)
class Cell:
    """One figure of one column: a count, or part of whole; `part` None: not known.

    `source` says where a total comes from whose cases are not held: it opens no list.
    """

    column: Column
    part: int | None = None
    whole: int | None = None
    source: str = ""

    @property
    def percent(self):
        """The digits of a rate as printed by the policy of its own session."""
        policy = self.column.scope.policy
        return percent(self.part, self.whole, decimals=policy.decimals, rounding=policy.rounding)


@dataclass(frozen=True)
class Line:
    """One figure across the columns."""

    key: str
    label: str
    definition: str
    is_rate: bool
    cells: list[Cell]


def sessions_beside(session, most=SIDE_BY_SIDE):
    """Return the session and the ones before it, `most` together, the newest first."""
    return [session, *sessions_before(session)[: most - 1]]


def with_last_year(scope):
    """Return the columns of a leader's screen: this session, the last one on the same day, the last one whole."""
    columns = [Column(_("本年"), scope)]
    for last in sessions_beside(scope.plenary_session, 2)[1:]:
        whole = replace(scope, plenary_session=last, as_of=None)
        columns.append(Column(_("上年同期"), replace(whole, as_of=_year_before(scope, last))))
        columns.append(Column(_("上年全年"), whole))
    return columns


def side_by_side(scope):
    """Return a whole-year column for each of the last sessions of the committee, oldest first."""
    sessions = sessions_beside(scope.plenary_session)
    return [
        Column(
            f"{each.year}年",
            scope if each == scope.plenary_session else replace(scope, plenary_session=each, as_of=None),
        )
        for each in reversed(sessions)
    ]


def compare(columns):
    """Return a Line for each compared figure; a bounded number of statements a column, whatever it holds."""
    held = [(column, _figures(column.scope), known) for column, known in _with_known_totals(columns)]
    scope = columns[0].scope
    definitions = rate_definitions(scope.policy, by_task=scope.counted_unit is not None)
    texts = COUNTS | {"consulted": CONSULTED, "overdue": OVERDUE}
    lines = [
        Line(key, texts[key].split("：")[0], texts[key], False, [_cell(*each, key) for each in held])
        for key in (*COMPARED_COUNTS, "overdue")
    ]
    return lines + [
        Line(
            key, definitions[key].label, definitions[key].sentence, True, [_cell(*each, key) for each in held]
        )
        for key in COMPARED_RATES
    ]


def _year_before(scope, last):
    day = day_of(scope)
    years = scope.plenary_session.year - last.year
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _figures(scope):
    """Return {key: (part, whole or None)} of what the cases of a session say; nothing where none are held."""
    figures = figures_without_remarks(scope)
    if not figures.counts["received"]:
        return {}
    found = {key: (figures.counts[key], None) for key in COMPARED_COUNTS if key in figures.counts}
    found["consulted"] = (lists.cases(scope, "consulted").count(), None)
    found["overdue"] = (overdue_tasks(scope).count(), None)
    if not scope.policy.received_known:
        del found["received"]
    return found | {key: (figures.rates[key].part, figures.rates[key].whole) for key in COMPARED_RATES}


def _with_known_totals(columns):
    """Return [(column, {figure: HeadlineTotal})]; totals are of a whole year, so there are none as of a day."""
    rows = HeadlineTotal.objects.filter(
        plenary_session__in={column.scope.plenary_session for column in columns if not column.scope.as_of}
    )
    known = {(row.plenary_session_id, row.figure): row for row in rows}
    return [
        (
            column,
            {
                figure: row
                for (session, figure), row in known.items()
                if session == column.scope.plenary_session.pk and not column.scope.as_of
            },
        )
        for column in columns
    ]


def _cell(column, held, known, key):
    if key in held:
        return Cell(column, *held[key])
    if key in known:
        return Cell(column, known[key].part, known[key].whole, known[key].source)
    return Cell(column)
