"""Judges sums of a text by the text: what was received is filed, merged or declined; 委员 and 集体 make the whole."""

import re
from decimal import Decimal
from itertools import combinations, groupby, pairwise

from proposals.documents.report_numbers import PERCENT
from proposals.documents.report_shares import AGREES, FILED, INCONSISTENT, Judgement, is_total

_OUTSIDE = ("merged", "declined", "withdrawn", "disposition")
_PAIR = ("kind:MEMBER", "kind:COLLECTIVE")
_NEAR_MISS = Decimal("0.02")
_MOST_PARTS = 6
CLASSES = (re.compile(r"[A-D]类"), {"A类", "B类", "C类"})
_EXCLUSIVE = (
    CLASSES,
    (re.compile(r"委员提案|集体提案"), {"委员提案", "集体提案"}),
)


def judge_sums(numbers, names):
    """Return {place: Judgement} of totals and parts that belong to a sum."""
    found = {}
    counts = [place for place, number in enumerate(numbers) if number.is_exact and number.noun == "件"]
    for _paragraph, group in groupby(counts, key=lambda place: numbers[place].paragraph):
        paragraph = list(group)
        named = [place for place in paragraph if _counts_whole(names[place])]
        found |= _received(named, paragraph, numbers, names) | _kinds(named, numbers, names)
    return found


def _counts_whole(name):
    return bool(name.keys) and not (name.is_change or name.is_earlier)


def _received(places, paragraph, numbers, names):
    """收到 = 立案 + 不予立案, with or without 并案, 撤案 and what was passed on: whichever of them the text counts in."""
    received = _all(places, names, ("received",))
    filed = _all(places, names, FILED)
    declined = _all(places, names, ("declined",), narrowed=True)
    if len(received) != 1 or not filed or len(declined) != 1:
        return {}
    whole, base = int(numbers[received[0]].value), [int(numbers[each].value) for each in filed]
    least = int(numbers[declined[0]].value)
    others = [
        int(numbers[each].value)
        for each in _all(places, names, _OUTSIDE, narrowed=True)
        if each not in declined
    ]
    if _makes(whole, base, least, others[:_MOST_PARTS]):
        reason = f"立案、不予立案等各项合计{whole}。"
        return {place: Judgement(AGREES, reason, numbers[place].value) for place in (*received, *declined)}
    total = base[0] + least
    counted = {int(numbers[place].value) for place in paragraph}
    if not is_slip(total, whole) or whole - total in counted:
        return {}
    reason = f"立案{base[0]}加不予立案{least}等于{total}，与收到{whole}相差{abs(whole - total)}。"
    return {received[0]: Judgement(INCONSISTENT, reason, Decimal(total), total, whole)}


def is_slip(total, whole):
    """Say whether parts exceed the whole or miss it by little; more may be parts that the text leaves out."""
    return total > whole or whole - total <= max(3, whole * _NEAR_MISS)


def _makes(whole, base, least, others):
    subsets = [sum(chosen) for n in range(len(others) + 1) for chosen in combinations(others, n)]
    return any(filed + least + extra == whole for filed in base for extra in subsets)


def _all(places, names, keys, *, narrowed=False):
    return [
        place
        for place in places
        if set(names[place].keys) & set(keys) and (narrowed or not names[place].is_narrowed)
    ]


def _kinds(places, numbers, names):
    """委员提案 and 集体提案 that follow a total and each other must not exceed it, nor miss it by a slip."""
    found = {}
    for place, following in pairwise(places):
        keys = {*names[place].keys, *names[following].keys}
        if keys != set(_PAIR) or names[place].is_narrowed or names[following].is_narrowed:
            continue
        totals = _totals_before(place, places, numbers, names)
        both = int(numbers[place].value + numbers[following].value)
        pair = (place, following)
        if both in totals:
            reason = f"{numbers[place].text}加{numbers[following].text}等于{both}件。"
            found |= {each: Judgement(AGREES, reason, numbers[each].value, both, both) for each in pair}
        elif totals and is_slip(both, totals[-1]):
            whole = totals[-1]
            reason = f"委员提案和集体提案合计{both}，与总数{whole}相差{abs(whole - both)}。"
            found |= {
                each: Judgement(INCONSISTENT, reason, whole - both + numbers[each].value, both, whole)
                for each in pair
            }
    return found


def _totals_before(place, places, numbers, names):
    return [int(numbers[each].value) for each in places if each < place and is_total(names[each])]


def judge_percents(numbers, judged):
    """Return {place: Judgement} of shares stated without counts that should add to 100: A, B and C; 委员 and 集体."""
    found = {}
    places = [
        place
        for place, number in enumerate(numbers)
        if number.noun == PERCENT and number.is_exact and place not in judged and "占" in number.before
    ]
    for _sentence, group in groupby(places, key=lambda place: numbers[place].sentence):
        members = list(group)
        for pattern, whole_set in _EXCLUSIVE:
            named = {match[0]: place for place in members if (match := pattern.search(numbers[place].before))}
            if set(named) >= whole_set:
                found |= _adding_up(list(named.values()), numbers)
    return found


def _adding_up(places, numbers):
    unit = Decimal(1).scaleb(-min(numbers[place].decimals for place in places))
    total = sum(numbers[place].value for place in places)
    if abs(total - 100) <= unit * len(places) / 2:
        return {place: Judgement(AGREES, f"各项占比合计{total}%。", numbers[place].value) for place in places}
    reason = f"各项占比合计{total}%，不是100%。"
    return {place: Judgement(INCONSISTENT, reason, 100 - total + numbers[place].value) for place in places}
