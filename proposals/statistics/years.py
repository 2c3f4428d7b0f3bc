"""The year before, and the years before that: from their cases where these are held, else from published totals."""

from dataclasses import dataclass, field, replace

from django.db.models import Q

from proposals.models import HeadlineTotal, PlenarySession
from proposals.queries.papers.wording import short_session
from proposals.statistics.figures import figures_of
from proposals.statistics.scope import Scope

MOST_YEARS = 5


@dataclass(frozen=True)
class YearBefore:
    """What is known of the session before: {figure: (part, whole or None)}, and the parts of its breakdowns."""

    label: str = ""
    is_total: bool = False
    pairs: dict = field(default_factory=dict)
    shares: dict = field(default_factory=dict)


def year_before(scope):
    """Return what is known of the session before that of `scope`; as of the same day a year earlier."""
    session = sessions_before(scope.plenary_session, scope.unit).first()
    if session is None:
        return YearBefore()
    label = short_session(session)
    if not session.proposals.exists():
        pairs = {total.figure: (total.part, total.whole) for total in session.headline_totals.all()}
        return YearBefore(label, is_total=True, pairs=pairs if scope.unit is None else {})
    figures = figures_of(
        replace(scope, plenary_session=session, as_of=_year_earlier(scope, session), channel=None)
    )
    pairs = {key: (number, None) for key, number in figures.counts.items()}
    if not session.policy.received_known:
        del pairs["received"]
    pairs |= {key: (rate.part, rate.whole) for key, rate in figures.rates.items() if rate.whole}
    shares = {
        (name, line.key): line.part
        for name in ("proposer_kind", "category", "outcome")
        for line in figures.breakdowns[name]
    }
    return YearBefore(label, pairs=pairs, shares=shares)


def is_known_as_totals(session):
    """Say whether only published totals of the session are known, not its cases."""
    return session.headline_totals.exists() and not session.proposals.exists()


def years_of(session):
    """Return [(label, received, filed, whether only totals are known)] of the last sessions, oldest first."""
    sessions = [session, *sessions_before(session)[: MOST_YEARS - 1]]
    return [_year_row(each) for each in reversed(sessions)]


def _year_row(session):
    if session.proposals.exists():
        counts = figures_of(Scope(session)).counts
        received = counts["received"] if session.policy.received_known else None
        return short_session(session), received, counts["filed"], False
    totals = dict(HeadlineTotal.objects.filter(plenary_session=session).values_list("figure", "part"))
    return short_session(session), totals.get("received"), totals.get("filed"), True


def sessions_before(session, unit=None):
    """Return the earlier sessions of the committee that may stand beside `session`, the newest first.

    One that holds a single unit's tasks stands beside that unit's figures alone, never beside a whole session's.
    """
    alike = Q(only_unit=session.only_unit_id) | (Q(only_unit=unit) if unit else Q())
    return (
        PlenarySession.objects.filter(alike, term__committee=session.term.committee_id, year__lt=session.year)
        .select_related("policy", "term__committee__organisation", "only_unit")
        .order_by("-year", "-term__number", "-number")
    )


def _year_earlier(scope, session):
    if scope.as_of is None:
        return None
    back = scope.plenary_session.year - session.year
    day = scope.as_of
    return day.replace(year=day.year - back, day=min(day.day, 28) if day.month == 2 else day.day)
