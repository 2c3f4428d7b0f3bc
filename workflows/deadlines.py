"""Limits and the days they end on; pure: the calendar and today are arguments."""

import calendar as months
import enum
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.calendar import on_or_next_working_day, on_or_previous_working_day

_AMOUNT = re.compile(r"(\d{1,3})(wd|d|m)", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_LEAP_YEAR = 2024
_DAY = timedelta(days=1)
_WORDS = {"wd": "个工作日", "d": "天", "m": "个月"}


@dataclass(frozen=True)
class Limit:
    """A span (`amount` of `unit`: wd working days, d calendar days, m months) or a fixed `date` (MM-DD or a full one)."""

    amount: int = 0
    unit: str = ""
    date: str = ""

    def __str__(self):
        return self.date or f"{self.amount}{self.unit}"

    @property
    def wording(self):
        """The limit as a clerk says it: 15个工作日, 3个月, 9月30日."""
        if not self.date:
            return f"{self.amount}{_WORDS[self.unit]}"
        *year, month, day = self.date.split("-")
        return "".join(f"{int(part)}年" for part in year) + f"{int(month)}月{int(day)}日"


@dataclass(frozen=True)
class DueDate:
    """The last day in time; `provisional` while a year on the way has no published notice; the days `skipped`."""

    due_on: date
    provisional: bool
    skipped: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Pause:
    """Days from `start` to `stop`, both included, on which the clock stands still, and why."""

    start: date
    stop: date
    reason: str = ""

    def holds(self, day):
        """Say whether the clock stands on `day`."""
        return self.start <= day <= self.stop

    @property
    def label(self):
        """The reason as it stands among the days skipped."""
        return f"暂停计时：{self.reason}" if self.reason else "暂停计时"


class Adjust(TextChoices):
    """What becomes of a span of days or months that ends on a day off."""

    NEXT = "next", gettext_lazy("顺延至下一个工作日")
    PREVIOUS = "previous", gettext_lazy("提前至上一个工作日")
    STAY = "stay", gettext_lazy("不调整")


class Urgency(enum.Enum):
    """How near a limit is; computed, never stored."""

    NONE = "正常"
    DUE_SOON = "预警"
    OVERDUE = "超期"


def parse_limit(text):
    """Return the Limit written as 15wd, 20d, 3m, 09-30 or 2026-09-30.

    Raises:
        ValidationError: anything else.
    """
    amount = _AMOUNT.fullmatch(text)
    if amount:
        return Limit(amount=int(amount[1]), unit=amount[2])
    day = f"{_LEAP_YEAR}-{text}" if _MONTH_DAY.fullmatch(text) else text
    try:
        is_day = str(date.fromisoformat(day)) == day
    except ValueError:
        is_day = False
    if not is_day:
        message = _("期限「%(text)s」写法不对：写 15wd（工作日）、20d（天）、3m（月）、09-30 或 2026-09-30。")
        raise ValidationError(message, params={"text": text})
    return Limit(date=text)


def due_date(anchor, limit, calendar, *, adjust=Adjust.NEXT, pauses=()):
    """Return the DueDate of `limit` from the day `anchor`, which itself is day 0.

    Months end on the same day number or the month's last day; days and months that end on a day off follow
    `adjust`; a fixed date stays as written. MM-DD is the first such day on or after the anchor. The days of
    `pauses` do not count: working days pass them over, every other limit ends as many days later.

    Raises:
        UnknownYear: the way leads through a year before the first published notice.
    """
    if limit.unit == "wd":
        return _by_working_days(anchor, limit.amount, calendar, pauses)
    end = _unadjusted(anchor, limit)
    stood = []
    for pause in sorted(pauses, key=lambda each: each.start):
        days = [day for day in _days(max(anchor, pause.start - _DAY), pause.stop) if pause.start <= end]
        stood += [(day, pause.label) for day in days]
        end += timedelta(days=len(days))
    if limit.date and not stood:
        return DueDate(end, provisional=False, skipped=())
    day = _adjusted(end, adjust, calendar)
    over = calendar.skipped(min(end - _DAY, day), max(end, day)) if adjust != Adjust.STAY else []
    return DueDate(day, calendar.is_provisional(min(end, day), max(end, day)), (*stood, *over))


def delayed(due_on, pause, calendar):
    """Return `due_on` moved on by the days of `pause`, to the next working day: for a date that no rule gave."""
    return on_or_next_working_day(due_on + timedelta(days=(pause.stop - pause.start).days + 1), calendar)


def add_months(day, months_on):
    """Return the same day number `months_on` calendar months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months_on, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def urgency(due_on, today, warn_days):
    """Return how near `due_on` is on `today`: 预警 from `warn_days` calendar days before; the day itself is in time."""
    if today > due_on:
        return Urgency.OVERDUE
    return Urgency.DUE_SOON if (due_on - today).days <= warn_days else Urgency.NONE


def _by_working_days(anchor, amount, calendar, pauses):
    day, skipped = anchor, []
    while amount:
        day += _DAY
        reason = next((pause.label for pause in pauses if pause.holds(day)), "") or calendar.day_off(day)
        if reason:
            skipped.append((day, reason))
        else:
            amount -= 1
    return DueDate(day, calendar.is_provisional(anchor, day), tuple(skipped))


def _unadjusted(anchor, limit):
    if limit.date:
        return _fixed(anchor, limit.date)
    return add_months(anchor, limit.amount) if limit.unit == "m" else anchor + timedelta(days=limit.amount)


def _adjusted(end, adjust, calendar):
    if adjust == Adjust.STAY:
        return end
    move = on_or_previous_working_day if adjust == Adjust.PREVIOUS else on_or_next_working_day
    return move(end, calendar)


def _days(after, until):
    """Yield the days after `after` up to and including `until`."""
    return [after + _DAY * offset for offset in range(1, (until - after).days + 1)]


def _fixed(anchor, text):
    if len(text) > len("MM-DD"):
        return date.fromisoformat(text)
    month, day = (int(part) for part in text.split("-"))
    year = anchor.year
    if (month, day) < (anchor.month, anchor.day):
        year += 1
    return date(year, month, min(day, months.monthrange(year, month)[1]))
