"""Judges by what stands beside a number, where no name decides: a rate by the counts just before it, a list by its total.

What a sentence counts is its own affair (经济界委员提案326件，立案298件，立案率91.4%), so the names need not be the
session's; that the numbers fit each other is enough to agree. A contradiction is said only where the words leave
no other reading: the rate's own word stands at the part, or the parts are a set that makes a whole.
"""

import re
from decimal import Decimal
from itertools import groupby

from proposals.documents.report_numbers import PERCENT
from proposals.documents.report_shares import (
    AGREES,
    INCONSISTENT,
    Judgement,
    fits,
    right_rate,
    wrong_rate,
)
from proposals.documents.report_sums import CLASSES, is_slip
from proposals.documents.report_words import CASES, COUNTED, FORMS, PEOPLE, UNITS

_RATE = re.compile(r"(立案|交办|签收|面商|办复|答复|办结|满意|回收|收回|反馈|回访|公开|采纳|参与)(?:率|度)")
_SHARE = re.compile(r"(占)(?:比|提案总数的|总数的)?(?:为|达)?$")
_WORDS_OF_PART = {
    "占": "其中",
    "回收": "回收|收回",
    "反馈": "反馈|收回",
    "参与": "参与|提交|提出",
    "办复": "办复|答复",
}
_OTHER_PART = re.compile(r"不|未|没有|其余|另")
_KINDS = (CASES, PEOPLE, UNITS, FORMS)
_SETS = (
    CLASSES,
    (re.compile(r"个人|联名|集体"), {"个人", "联名", "集体"}),
    (re.compile(r"党群|政府"), {"党群", "政府"}),
)
_FEWEST, _MOST = 2, 12


def judge_neighbours(numbers, names, judged):
    """Return {place: Judgement} of rates and lists that nothing else has `judged`."""
    found = {}
    for _sentence, group in groupby(range(len(numbers)), key=lambda place: numbers[place].sentence):
        places = list(group)
        counts = [place for place in places if _is_count(numbers[place], names[place])]
        for place in places:
            if place not in judged and numbers[place].noun == PERCENT and numbers[place].is_exact:
                judgement = _of_rate(place, counts, numbers, names)
                if judgement:
                    found[place] = judgement
        found |= _of_lists(counts, numbers, judged)
    return found


def _is_count(number, name):
    return (
        number.noun in COUNTED
        and number.is_exact
        and number.value == int(number.value)
        and not (name.is_change or name.is_earlier)
    )


def _of_rate(place, counts, numbers, names):
    """Judge a rate, or a share (占), by the count just before it and an earlier one of its kind."""
    said = _RATE.search(numbers[place].before) or _SHARE.search(numbers[place].before)
    if not said or place - 1 not in counts or names[place].is_change or names[place].is_earlier:
        return None
    part = int(numbers[place - 1].value)
    kin = _kin(numbers[place - 1])
    wholes = [
        int(numbers[each].value)
        for each in counts
        if each < place - 1 and numbers[each].noun in kin and numbers[each].value >= part
    ]
    for whole in reversed(wholes):
        if fits(part, whole, numbers[place]):
            return right_rate(part, whole, numbers[place])
    if len(wholes) != 1 or not _is_part_of(said[1], numbers[place - 1]):
        return None
    return wrong_rate(part, wholes[0], numbers[place])


def _is_part_of(word, number):
    words = number.before + number.gap
    return re.search(_WORDS_OF_PART.get(word, word), words) is not None and not _OTHER_PART.search(words)


def _kin(number):
    return next((kind for kind in _KINDS if number.noun in kind), (number.noun,))


def _of_lists(counts, numbers, judged):
    """Judge lists of counts that follow their total: 298件，其中A类187件、B类93件、C类18件."""
    found = {}
    for at, place in enumerate(counts):
        parts = _parts_after(at, counts, numbers)
        whole = int(numbers[place].value)
        length = _makes(whole, [int(numbers[each].value) for each in parts])
        if length:
            texts = "加".join(numbers[each].text for each in parts[:length])
            for each in (place, *parts[:length]):
                if each not in judged:
                    reason = f"{texts}等于{numbers[place].text}。"
                    found.setdefault(each, Judgement(AGREES, reason, numbers[each].value, whole, whole))
        elif parts:
            found |= _contradiction(place, parts, numbers, judged)
    return found


def _parts_after(at, counts, numbers):
    """Return the counts that follow one total without a break and could be its parts."""
    total = numbers[counts[at]]
    parts = []
    for each in counts[at + 1 : at + 1 + _MOST]:
        if numbers[each].noun not in _kin(total) or numbers[each].value > total.value:
            break
        parts.append(each)
    return parts


def _makes(whole, parts):
    """Return how many of `parts`, from the first, make the whole; 0 where none do."""
    total = 0
    for length, part in enumerate(parts, start=1):
        total += part
        if total == whole and length >= _FEWEST:
            return length
    return 0


def _contradiction(place, parts, numbers, judged):
    """Judge a complete set right after its total that exceeds it, or misses it by a slip."""
    for pattern, complete in _SETS:
        named = {}
        for each in parts:
            label = pattern.findall(numbers[each].before)
            if len(label) != 1 or label[0] in named:
                break
            named[label[0]] = each
        if not set(named) >= complete or place in judged:
            continue
        total, whole = sum(int(numbers[each].value) for each in named.values()), int(numbers[place].value)
        if is_slip(total, whole):
            reason = f"{'、'.join(named)}合计{total}，与总数{whole}相差{abs(whole - total)}。"
            return {place: Judgement(INCONSISTENT, reason, Decimal(total), total, whole)}
    return {}
