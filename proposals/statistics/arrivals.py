"""How many proposals have come in so far: by kind, by sector, by day and by hour."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncHour

from proposals.models import Kind

DEFINITION = "已提交的提案，含待审查和退回修改的；草稿和立案前收回的不算。时刻按系统收到提交的时间。"


_LINES = 8


@dataclass(frozen=True)
class Tally:
    """One line: how many of the received are called so."""

    label: str
    number: int


@dataclass(frozen=True)
class Arrivals:
    """The running count: of all kinds, largest first; the days in order; the hours of the last day with any."""

    total: int
    kinds: list[Tally]
    sectors: list[Tally]
    days: list[tuple[date, int]]
    last_day: date | None
    hours: list[tuple[datetime, int]]

    @property
    def on_last_day(self):
        """How many came in on the last day on which any did."""
        return self.days[-1][1] if self.days else 0

    @property
    def latest_hours(self):
        """The last hours of the last day, as many as a screen shows."""
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
    """Count the received of `scope` (three statements)."""
    received = scope.received().order_by()
    kinds, sectors = Counter(), Counter()
    for kind, sector, number in received.values_list("kind", "sector__name").annotate(Count("pk")):
        kinds[str(Kind(kind).label) if kind else "性质不详"] += number
        sectors[sector or "集体或不详"] += number
    known = received.filter(submitted_on__isnull=False)
    days = sorted(known.values_list("submitted_on").annotate(Count("pk")))
    last_day = days[-1][0] if days else None
    timed = received.filter(submitted_on=last_day, submitted_at__isnull=False)
    hours = timed.annotate(hour=TruncHour("submitted_at")).values_list("hour").annotate(Count("pk"))
    return Arrivals(
        total=sum(kinds.values()),
        kinds=_largest_first(kinds),
        sectors=_largest_first(sectors),
        days=days,
        last_day=last_day,
        hours=sorted(hours) if last_day else [],
    )


def _largest_first(counter):
    return [
        Tally(label, number) for label, number in sorted(counter.items(), key=lambda row: (-row[1], row[0]))
    ]
