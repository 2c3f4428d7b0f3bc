"""How many proposals have come in so far: by kind, by sector, by day and by hour."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncHour

from proposals.models import Kind, Proposer
from proposals.statistics.units import day_of

DEFINITION = "已提交的提案，含待审查和退回修改的；草稿和立案前收回的不算。提案没有写明界别的，按第一提案人的界别。时刻按系统收到提交的时间。"


_LINES = 8


@dataclass(frozen=True)
class Tally:
    """One line: how many of the received are called so."""

    label: str
    number: int


@dataclass(frozen=True)
class Arrivals:
    """The running count by the end of `day`: of all kinds, largest first; the days in order; the hours of `day`."""

    total: int
    kinds: list[Tally]
    sectors: list[Tally]
    day: date
    days: list[tuple[date, int]]
    hours: list[tuple[datetime, int]]

    @property
    def on_day(self):
        """How many came in on the day itself."""
        return dict(self.days).get(self.day, 0)

    @property
    def latest_hours(self):
        """The last hours of the day, as many as a screen shows."""
        return self.hours[-_LINES:]

    @property
    def latest_days(self):
        """The last days on which any came in, as many as a screen shows."""
        return self.days[-_LINES:]

    @property
    def busiest(self):
        """The greatest number of one hour."""
        return max((number for _hour, number in self.hours), default=0)


def arrivals(scope):
    """Count the received of `scope` by the end of its day, or of today (three statements).

    A proposal without a sector of its own counts for that of its first proposer.
    """
    scope = replace(scope, as_of=day_of(scope))
    received = scope.received().order_by()
    first = Proposer.objects.filter(proposal=OuterRef("pk"), role=Proposer.Role.FIRST)
    of_member = Subquery(first.order_by("position", "pk").values("member__sector__name")[:1])
    named = received.annotate(sector_name=Coalesce("sector__name", of_member))
    kinds, sectors = Counter(), Counter()
    for kind, sector, number in named.values_list("kind", "sector_name").annotate(Count("pk")):
        kinds[str(Kind(kind).label) if kind else "性质不详"] += number
        sectors[sector or "集体或不详"] += number
    known = received.filter(submitted_on__gte=scope.plenary_session.first_day)
    days = sorted(known.values_list("submitted_on").annotate(Count("pk")))
    timed = received.filter(submitted_on=scope.as_of, submitted_at__isnull=False)
    hours = timed.annotate(hour=TruncHour("submitted_at")).values_list("hour").annotate(Count("pk"))
    return Arrivals(
        total=sum(kinds.values()),
        kinds=_largest_first(kinds),
        sectors=_largest_first(sectors),
        day=scope.as_of,
        days=days,
        hours=sorted(hours),
    )


def _largest_first(counter):
    return [
        Tally(label, number) for label, number in sorted(counter.items(), key=lambda row: (-row[1], row[0]))
    ]
