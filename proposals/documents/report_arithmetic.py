"""Judges a report by itself: rates and shares of stated numbers, parts of a sum, differences between two years.

It knows no record: what the text does not state cannot be seen here, and stays unknown.
"""

import re
from decimal import Decimal

from proposals.documents.report_neighbours import judge_neighbours
from proposals.documents.report_numbers import PERCENT, POINTS
from proposals.documents.report_runs import judge_shares
from proposals.documents.report_shares import (
    AGREES,
    FILED,
    INCONSISTENT,
    UNKNOWN,
    WINDOW,
    Judgement,
    derived,
    find_shares,
    fits,
    right_rate,
    share_of,
    wrong_rate,
)
from proposals.documents.report_sums import judge_percents, judge_sums
from proposals.documents.report_tables import judge_tables
from proposals.documents.report_words import CHANGE, COUNTED, DOWN

_RATE_SIDES = {
    "filing_rate": (FILED, ("received",)),
    "reply_rate": (("replied",), (*FILED, "assigned", "assignments", "repliers")),
    "conclusion_rate": (("concluded",), (*FILED, "assigned", "assignments")),
    "assignment_rate": (("assigned",), FILED),
}
_OVER_FULL = "占比和各率不会超过100%。"
_FORMS_RETURNED = re.compile(r"(?:收回|回收|收到|反馈)[^，。]{0,8}(?:表|卡|问卷|份|意见)")
_FROM_TO = re.compile(r"(?:由|从)[^，。]{0,12}$")


def judge_text(numbers, names, cells=()):
    """Return {place: Judgement} for what the text itself, with the `cells` of its tables, confirms or contradicts."""
    found = judge_sums(numbers, names)
    shares = find_shares(numbers, names)
    by_share = judge_shares(shares, numbers, names)
    _settle(found, by_share, shares)
    found |= by_share
    found |= judge_percents(numbers, {place for place, each in by_share.items() if each.verdict != UNKNOWN})
    for place, number in enumerate(numbers):
        judgement = _of_rate(place, numbers, names) or _of_change(place, numbers, names)
        if judgement:
            found[place] = judgement
        elif place not in found and _is_over_full(number, names[place]):
            found[place] = Judgement(INCONSISTENT, _OVER_FULL, Decimal(100))
    judged = {place for place, each in found.items() if each.verdict != UNKNOWN}
    return found | judge_neighbours(numbers, names, judged) | judge_tables(numbers, cells)


def _is_over_full(number, name):
    """Say whether a rate or a share is above 100 %."""
    is_share = bool(name.keys) or "占" in number.before
    return number.noun == PERCENT and number.value > 100 and is_share and not name.is_change


def _settle(sums, by_share, shares):
    """Of parts that miss their total, clear the one whose own share is right: the other is wrong."""
    right = {share.part_place for share in shares if by_share[share.place].verdict == AGREES}
    missed = {place for place, judgement in sums.items() if judgement.verdict == INCONSISTENT}
    if missed - right:
        for place in missed & right:
            del sums[place]


def _of_rate(place, numbers, names):
    """Judge a named rate whose part and whole both stand in its paragraph."""
    number, name = numbers[place], names[place]
    if number.noun != PERCENT or len(name.keys) != 1 or name.is_change or name.is_earlier or name.is_narrowed:
        return None
    key = name.keys[0]
    if number.value > 100:
        return Judgement(INCONSISTENT, _OVER_FULL, Decimal(100))
    sides = _RATE_SIDES.get(key)
    pairs = _pairs(place, numbers, names, sides) if sides else _satisfied_pairs(place, numbers, key)
    for part, whole in pairs:
        if fits(part, whole, number):
            return right_rate(part, whole, number)
    return wrong_rate(*pairs[0], number) if pairs else None


def _pairs(place, numbers, names, sides):
    """Return the (part, whole) that a rate may be of, the likeliest first."""
    parts = _near(place, numbers, names, sides[0])
    wholes = _near(place, numbers, names, sides[1])
    if "received" in sides[1]:
        if parts:
            parts += [each.value for each in derived(numbers, names, place, ("filed",))]
        if wholes or _near(place, numbers, names, ("received",), narrowed=True):
            wholes += [each.value for each in derived(numbers, names, place, ("received",))]
    return [(part, whole) for part in parts for whole in wholes]


def _near(place, numbers, names, keys, *, narrowed=False):
    """Return the counts of `keys` in the paragraph, nearest first."""
    near = range(max(0, place - WINDOW), min(len(numbers), place + WINDOW))
    found = [
        each
        for each in near
        if numbers[each].paragraph == numbers[place].paragraph
        and numbers[each].is_exact
        and set(names[each].keys) & set(keys)
        and (narrowed or not names[each].is_narrowed)
        and not (names[each].is_change or names[each].is_earlier)
    ]
    return [int(numbers[each].value) for each in sorted(found, key=lambda each: abs(each - place))]


def _satisfied_pairs(place, numbers, key):
    """满意率 beside the forms returned and those that say 满意: 收回527份，满意526份."""
    if key not in ("satisfaction_rate", "attitude_satisfaction_rate"):
        return []
    near = [
        number
        for number in numbers[max(0, place - 8) : place]
        if number.sentence == numbers[place].sentence and number.noun in COUNTED and number.is_exact
    ]
    wholes = [int(each.value) for each in near if _FORMS_RETURNED.search(each.before)]
    pleased = [int(each.value) for each in near if re.search(r"(?<!不)满意", each.before)]
    if len(wholes) != 1 or not pleased:
        return []
    return [(sum(pleased), wholes[0]), *((part, wholes[0]) for part in pleased)]


def _of_change(place, numbers, names):
    """Judge 增长 …%, 提高 … 个百分点 and 增加 … 件 where both years stand in the text."""
    number = numbers[place]
    change = CHANGE.search(number.before)
    if not change or not number.is_exact:
        return None
    sign = -1 if change[1] in DOWN else 1
    levels = _levels(place, numbers, names)
    if number.noun == PERCENT:
        return _of_growth(number, sign, levels, _difference(place, numbers, names))
    if levels is None or (number.noun == POINTS) != (levels[0].noun == PERCENT):
        return None
    now, then = levels
    expected = sign * (now.value - then.value)
    reason = f"{now.text}与{then.text}相差{expected}。"
    verdict = AGREES if number.value == expected else INCONSISTENT
    return Judgement(verdict, reason, expected)


def _levels(place, numbers, names):
    """Return (this year's, last year's) number that a difference lies between, or None."""
    number = numbers[place]
    kind = PERCENT if number.noun in (PERCENT, POINTS) else number.noun
    near = [
        each
        for each in range(max(0, place - 5), min(len(numbers), place + 3))
        if numbers[each].sentence == number.sentence
        and each != place
        and numbers[each].is_exact
        and not names[each].is_change
        and (numbers[each].noun == kind or (number.noun == PERCENT and numbers[each].noun in COUNTED))
    ]
    if number.noun == PERCENT:
        near = [each for each in near if numbers[each].noun in COUNTED]
    then = next(
        (each for each in reversed(near) if names[each].is_earlier or _FROM_TO.search(numbers[each].before)),
        None,
    )
    now = next((each for each in near if each != then and (then is None or abs(each - then) <= 2)), None)
    if then is None or now is None or numbers[now].noun != numbers[then].noun:
        return None
    return numbers[now], numbers[then]


def _difference(place, numbers, names):
    """Return (this year's number, its difference to last year's) stated before a growth, or None."""
    number = numbers[place]
    if place < 2 or not names[place - 1].is_change or numbers[place - 2].noun != numbers[place - 1].noun:
        return None
    now, change = numbers[place - 2], numbers[place - 1]
    if (
        now.sentence != number.sentence
        or names[place - 2].is_earlier
        or not (now.is_exact and change.is_exact)
    ):
        return None
    sign = -1 if CHANGE.search(change.before)[1] in DOWN else 1
    return now.value, sign * change.value


def _of_growth(number, sign, levels, difference):
    if levels:
        now, then = levels[0].value, levels[1].value
    elif difference and difference[0] - difference[1] > 0:
        now, then = difference[0], difference[0] - difference[1]
    else:
        return None
    if not then or now != int(now) or then != int(then):
        return None
    rise = int(sign * (now - then))
    if rise < 0:
        return Judgement(INCONSISTENT, f"{then}到{now}，增减方向与文字不符。", None, int(now), int(then))
    expected = share_of(rise, int(then), max(0, number.decimals))
    verdict = AGREES if fits(rise, int(then), number) else INCONSISTENT
    return Judgement(verdict, f"{rise}÷{then}＝{expected}%。", expected, rise, int(then))
