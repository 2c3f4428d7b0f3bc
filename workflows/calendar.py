"""Working days (工作日) by the State Council's yearly notices; pure: no table, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from workflows.errors import UnknownYear

FIRST_YEAR = 2018
_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are working days.

    `holidays` gives the days off of published notices by name (放假, the weekend days inside them too),
    `make_up_days` the weekend days worked in their place (调休). A year from 2018 on without a row has no
    published notice yet: its statutory days are reckoned, and every date in it is provisional. Earlier years
    without rows are not known.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up_days: frozenset[date] = frozenset()

    @cached_property
    def published_years(self):
        """The years a notice has been published for."""
        return frozenset(day.year for day in (*self.holidays, *self.make_up_days))

    @cached_property
    def _statutory(self):
        return {}

    def day_off(self, day):
        """Return the reason why nobody works on `day` (春节放假, 周六 …), or an empty string on a working day.

        Raises:
            UnknownYear: no rows are held for a year before the first published notice.
        """
        if day in self.make_up_days:
            return ""
        name = self._holidays_of(day.year).get(day)
        if name:
            return f"{name}放假"
        return f"周{_WEEKDAYS[day.weekday()]}" if day.weekday() >= 5 else ""

    def is_working_day(self, day):
        """Say whether `day` is worked, make-up days included."""
        return not self.day_off(day)

    def is_provisional(self, start, end=None):
        """Say whether a year from `start` to `end` (one day when None) has no published notice yet."""
        return any(year not in self.published_years for year in range(start.year, (end or start).year + 1))

    def skipped(self, start, end):
        """Return [(day, reason)] of the days off after `start` up to and including `end`."""
        days = (start + _DAY * offset for offset in range(1, (end - start).days + 1))
        return [(day, reason) for day in days if (reason := self.day_off(day))]

    def _holidays_of(self, year):
        if year in self.published_years:
            return self.holidays
        if year < FIRST_YEAR:
            raise UnknownYear(year)
        if year not in self._statutory:
            import holidays as statutory  # noqa: PLC0415 – takes long to load, and few sites ever reckon a year

            self._statutory[year] = dict(statutory.country_holidays("CN", years=year, language="zh_CN"))
        return self._statutory[year]


def on_or_next_working_day(day, calendar):
    """Return `day` if it is worked, else the next day that is."""
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def on_or_previous_working_day(day, calendar):
    """Return `day` if it is worked, else the last day before it that is."""
    while not calendar.is_working_day(day):
        day -= _DAY
    return day
