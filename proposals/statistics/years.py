"""The year before, and the years before that: from their cases where these are held, else from published totals."""

from dataclasses import dataclass, field, replace

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
    session = _sessions_before(scope.plenary_session).first()
    if session is None:
        return YearBefore()
    label = short_session(session)
    if not session.proposals.exists():
        pairs = {total.figure: (total.part, total.whole) for total in session.headline_totals.all()}
        return YearBefore(label, is_total=True, pairs=pairs if scope.unit is None else {})
    figures = figures_of(replace(scope, plenary_session=session, as_of=_year_earlier(scope), channel=None))
    pairs = {key: (number, None) for key, number in figures.counts.items()}
    pairs |= {key: (rate.part, rate.whole) for key, rate in figures.rates.items() if rate.whole}
    shares = {
        (name, line.key): line.part
        for name in ("proposer_kind", "category", "outcome")
        for line in figures.breakdowns[name]
    }
    return YearBefore(label, pairs=pairs, shares=shares)


def years_of(session):
    """Return [(label, received, filed, whether only totals are known)] of the last sessions, oldest first."""
    sessions = [session, *_sessions_before(session)[: MOST_YEARS - 1]]
    return [_year_row(each) for each in reversed(sessions)]


def _year_row(session):
    if session.proposals.exists():
        counts = figures_of(Scope(session)).counts
        received = counts["received"] if session.policy.received_known else None
        return short_session(session), received, counts["filed"], False
    totals = dict(HeadlineTotal.objects.filter(plenary_session=session).values_list("figure", "part"))
    return short_session(session), totals.get("received"), totals.get("filed"), True


def _sessions_before(session):
    return (
        PlenarySession.objects.filter(term__committee=session.term.committee, year__lt=session.year)
        .select_related("policy", "term__committee__organisation", "only_unit")
        .order_by("-year", "-number")
    )


def _year_earlier(scope):
    if scope.as_of is None:
        return None
    back = scope.plenary_session.year - _sessions_before(scope.plenary_session)[0].year
    day = scope.as_of
    return day.replace(year=day.year - back, day=min(day.day, 28) if day.month == 2 else day.day)
