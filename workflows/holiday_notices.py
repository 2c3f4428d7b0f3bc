"""Reads a year's holiday notice (部分节假日安排的通知) as it is published: text in, days out; pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflows.models import Holiday

_HEADING = re.compile(r"(?:[一二三四五六七八九十]+|\d+)[、.](?P<name>[^：:。；]{1,12})[：:]")
_DATE = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:（(?P<{0}n>[^）]*)）)?"
_SPAN = re.compile(_DATE.format("a") + r"(?:至" + _DATE.format("b") + r")?")
_COUNT = re.compile(r"共(\d+)天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日])")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class NoticeDay:
    """One day the notice takes out of the ordinary week: off (放假), or worked in its place (调休上班)."""

    date: date
    kind: str
    name: str


def parse_notice(text, year):
    """Return the NoticeDays of the notice for `year`, in order.

    Each paragraph begins with its number and the name of the holiday; sentences that neither give days off
    nor days worked (鼓励…, 高速公路…) are passed over.

    Raises:
        ValidationError: no paragraph is recognised, a weekday or a count does not fit its dates, a day is both
            off and worked, or a day lies more than a month outside the year.
    """
    text = _plain(text)
    headings = list(_HEADING.finditer(text))
    if not headings:
        raise ValidationError(_("没有认出放假安排；请粘贴通知里「一、元旦：1月1日……放假」这样的段落。"))
    ends = [each.start() for each in headings[1:]] + [len(text)]
    found = {}
    for heading, end in zip(headings, ends, strict=True):
        for day in _paragraph(heading["name"], text[heading.end() : end], year):
            earlier = found.setdefault(day.date, day)
            if earlier.kind != day.kind:
                raise ValidationError(_("%(day)s既写放假又写上班，请核对。") % {"day": day.date})
    return [found[day] for day in sorted(found)]


def _plain(text):
    text = re.sub(r"\s+", "", text)
    return (
        text.replace("(", "（").replace(")", "）").replace("－", "至").replace("—", "至").replace("-", "至")
    )


def _paragraph(name, text, year):
    days, month = [], None
    for sentence in text.split("。"):
        worked = sentence.endswith("上班")
        if not worked and ("放假" not in sentence or sentence.startswith("鼓励")):
            continue
        kind = Holiday.Kind.MAKE_UP_DAY if worked else Holiday.Kind.HOLIDAY
        part = []
        for match in _SPAN.finditer(sentence):
            first, month = _day(match, "a", year, month)
            last, month = _day(match, "b", first.year, month) if match["bd"] else (first, month)
            part += [NoticeDay(first + timedelta(days=n), kind, name) for n in range((last - first).days + 1)]
        _refuse_miscount(sentence, part, name)
        days += part
    if not days:
        raise ValidationError(_("「%(name)s」一段没有认出放假日期。") % {"name": name})
    return days


def _day(match, which, year, month):
    month = int(match[f"{which}m"] or month or 0)
    written = match[f"{which}y"]
    try:
        day = date(int(written or year), month, int(match[f"{which}d"]))
    except ValueError:
        raise ValidationError(_("没有「%(text)s」这一天。") % {"text": match[0]}) from None
    if abs(day.year - year) > 1 or (day.year != year and not written):
        raise ValidationError(_("「%(text)s」不在%(year)s年。") % {"text": match[0], "year": year})
    weekday = _WEEKDAY.search(match[f"{which}n"] or "")
    if weekday and _WEEKDAYS[day.weekday()] != weekday[1]:
        message = _("%(day)s是周%(right)s，通知写的是周%(wrong)s；请核对年份和日期。")
        values = {"day": day, "right": _WEEKDAYS[day.weekday()], "wrong": weekday[1]}
        raise ValidationError(message % values)
    return day, month


def _refuse_miscount(sentence, days, name):
    count = _COUNT.search(sentence)
    if count and int(count[1]) != len(days):
        message = _("「%(name)s」写明共%(count)s天，日期却是%(n)d天。")
        raise ValidationError(message % {"name": name, "count": count[1], "n": len(days)})
