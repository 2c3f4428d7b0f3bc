"""Judges shares of no named whole by run: what follows each other divides by one whole, that which most fit."""

import re
from decimal import Decimal

from proposals.documents.report_shares import (
    AGREES,
    INCONSISTENT,
    UNKNOWN,
    Judgement,
    Whole,
    fits,
    fitting_wholes,
    is_cut,
    is_total,
    plain_label,
    share_of,
    whole_range,
)
from proposals.documents.report_words import CASES

_LONGEST_SET = 15
_PARTS_OF_A_YEAR = re.compile(
    r"集体|委员|联名|个人|党派|团体|界别|专委会|经济|政治|文化|社会|生态|科教|农业|[A-D]类|解决|采纳|落实|列入|留作|参考|立案|并案|方面|建设"
)
_OWN_BASE = re.compile(r"重点|优秀|党群|上年|去年|主办|面商|满意|代表|人大|政府承办|政府系统")
_OWN_SUM = "各项之和"
_UNSTATED = "文中没有写明作分母的数。"


def judge_shares(shares, numbers, names):
    """Return {place: Judgement} of the shares, and of totals that the parts of a complete set contradict."""
    found = {share.place: _of_named_whole(share, numbers) for share in shares if share.is_named}
    for run in _runs([share for share in shares if not share.is_named], numbers, names):
        for members in _sets(run):
            found |= _Set(members, run, numbers, names).judge()
    for members in _sets(shares):
        found |= _forced(members, numbers)
    return _allowing_cut(found, numbers)


def _fits(share, whole):
    """Say whether a share is rightly printed of a whole that can hold it."""
    return share.part <= whole and fits(share.part, whole, share.printed)


def _of_named_whole(share, numbers):
    """Judge a share of a named whole; 承办总数 may be that of a part just counted: 12件提案…，占承办总数的8.33%."""
    wholes = [whole for whole in share.wholes if whole.value]
    for whole in wholes:
        if _fits(share, whole.value):
            return _agreeing(share, whole)
    if not wholes or not share.is_certain:
        return Judgement(UNKNOWN, _UNSTATED, part=share.part)
    return _wrong(share, wholes[0], _other_counts(share, numbers))


def _forced(members, numbers):
    """Accept the one share of a complete set that is a unit off in the last place to make the set add to 100."""
    own = Whole(sum(share.part for share in members), _OWN_SUM)
    near = range(max(0, members[0].part_place - 12), members[-1].place)
    is_stated = any(numbers[each].value == own.value for each in near) or own.value in {
        whole.value for share in members for whole in share.wholes
    }
    off = [share for share in members if not _fits(share, own.value)]
    if len(members) < 2 or len(off) != 1 or not is_stated or not _is_forced(off[0], members, own):
        return {}
    share = off[0]
    reason = f"{share.part}÷{own.value}＝{_shown(share, own)}%；各项凑成100%，这一项差末位1，可以接受。"
    return {share.place: Judgement(AGREES, reason, _shown(share, own), share.part, own.value)}


def _runs(shares, numbers, names):
    run = []
    for share in shares:
        if run and not _continues(run[-1], share, numbers, names):
            yield run
            run = []
        run.append(share)
    if run:
        yield run


def _continues(last, share, numbers, names):
    """Say whether no new total stands between two shares of one paragraph, or of lines that follow each other."""
    if numbers[share.place].paragraph - numbers[last.place].paragraph > 1:
        return False
    between = range(last.place + 1, share.part_place)
    return not any(is_total(names[each]) for each in between)


def _sets(run):
    """Split a run into sets that add to 100 as printed, and the rest."""
    rest, place = [], 0
    while place < len(run):
        length = _complete_from(run[place : place + _LONGEST_SET])
        if length:
            yield run[place : place + length]
            place += length
        else:
            rest.append(run[place])
            place += 1
    if rest:
        yield rest


def _complete_from(shares):
    total, parts = Decimal(0), set()
    for length, share in enumerate(shares, start=1):
        if share.part_place in parts:
            return 0
        parts.add(share.part_place)
        total += share.printed.value
        if length > 1 and abs(total - 100) <= _unit(shares[:length]) * length / 2:
            return length
    return 0


def _unit(shares):
    return Decimal(1).scaleb(-max(0, *(share.printed.decimals for share in shares), 0))


class _Set:
    """Shares that belong together: `members` of a `run`, with the one whole that most of them fit."""

    def __init__(self, members, run, numbers, names):
        self.members, self.run, self.numbers, self.names = members, run, numbers, names
        self.own = sum(share.part for share in members)
        self.is_complete = len(members) > 1 and _complete_from(members) == len(members)
        stated = {}
        for share in members:
            for whole in share.wholes:
                stated.setdefault(whole.value, whole)
        self.totals = [each for each in stated.values() if each.place is None or is_total(names[each.place])]
        self.others = [each for each in stated.values() if each not in self.totals]
        written = (
            each for each in members[0].wholes if each.place is not None and is_total(names[each.place])
        )
        self.governing = next(written, None)

    def judge(self):
        """Return {place: Judgement} of the members, and of a total that they contradict together."""
        whole = self._whole()
        if whole is None:
            return {share.place: Judgement(UNKNOWN, _UNSTATED, part=share.part) for share in self.members}
        found = {}
        if whole.label == _OWN_SUM and self._is_contradicted(self.governing):
            found[self.governing.place] = _contradicted(self.governing.value, self.own)
            whole = self.governing
        return found | {share.place: self._of_member(share, whole) for share in self.members}

    def _whole(self):
        """Return the whole: a stated total; of a complete set that fits none, its own sum."""
        candidates = [each for each in self.totals if each.value]
        if self.is_complete and self.own not in {each.value for each in candidates}:
            candidates.append(self._stated_sum())
        return max(
            candidates,
            key=lambda each: (
                self._fit_count(self.members, each),
                self._fit_count(self.run, each),
                each == self.governing,
            ),
            default=None,
        )

    def _stated_sum(self):
        """Return the count near the set that its parts add to, else their sum."""
        first, last, numbers = self.members[0], self.members[-1], self.numbers
        near = range(max(0, first.part_place - 12), min(len(numbers), last.place + 6))
        stated = (
            Whole(self.own, numbers[each].before, each)
            for each in near
            if numbers[each].value == self.own
            and numbers[each].noun == numbers[first.part_place].noun
            and numbers[each].paragraph == numbers[first.place].paragraph
        )
        return next(stated, Whole(self.own, _OWN_SUM))

    def _is_contradicted(self, whole):
        """Say whether a total of the set's own kind stands in its sentence or just ahead of it."""
        if whole is None or self._is_of_received(whole):
            return False
        first = self.members[0].part_place
        return self.numbers[whole.place].sentence == self.numbers[first].sentence or self._is_ahead(whole)

    def _is_ahead(self, whole):
        first = self.members[0].part_place
        return whole.place < first and all(self._is_sibling(each) for each in range(whole.place + 1, first))

    @staticmethod
    def _fit_count(shares, whole):
        return sum(_fits(share, whole.value) for share in shares)

    def _of_member(self, share, whole):
        if _fits(share, whole.value):
            return _agreeing(share, whole)
        fitting = self._count_it_is_of(share)
        if fitting:
            return _agreeing(share, fitting)
        if whole.place is None:
            return Judgement(UNKNOWN, _UNSTATED, part=share.part)
        fitted = self._fit_count(self.run, whole)
        is_settled = fitted * 2 > len(self.run) and fitted > 1
        if (is_settled and not _OWN_BASE.search(self.numbers[share.part_place].before)) or self._governs(
            share, whole
        ):
            sums = [Whole(self.own, _OWN_SUM)] if _fits(share, self.own) else []
            return _wrong(share, whole, sums + _other_counts(share, self.numbers))
        return Judgement(UNKNOWN, _UNSTATED, part=share.part)

    def _count_it_is_of(self, share):
        """Return the count of the sentence, no total, that the share fits: 36件，其中党派提案20件，占55.6%."""
        near = range(max(0, share.part_place - 3), share.part_place)
        return next(
            (
                each
                for each in self.others
                if each.place in near
                and _fits(share, each.value)
                and "其中" in self.numbers[share.part_place].gap + self.numbers[share.part_place].before
            ),
            None,
        )

    def _governs(self, share, whole):
        """Say whether the set is plainly of this total: filed or handled, the count just ahead of the set."""
        if whole.place is None or not _speaks_of_parts(self.numbers[share.part_place]):
            return False
        if self.is_complete and whole == self.governing:
            return True
        return self._is_ahead(whole) and not self._is_of_received(whole) and not self._has_common_whole()

    def _is_sibling(self, place):
        """Say whether a number between a total and its parts is a percentage or a part like them."""
        if self.numbers[place].noun not in CASES:
            return True
        sibling = any(key.startswith(("kind:", "outcome:")) for key in self.names[place].keys)
        is_part = _speaks_of_parts(self.numbers[place]) and not is_total(self.names[place])
        return sibling or is_part

    def _is_of_received(self, whole):
        """Parts named after 收到 alone may be of what was filed, which the text need not say."""
        return "received" in self.names[whole.place].keys

    def _has_common_whole(self):
        """Say whether several shares are of one whole that the text does not state."""
        spans = [whole_range(share.part, share.printed) for share in self.members]
        if len(spans) < 2 or None in spans:
            return False
        return max(least for least, _greatest in spans) <= min(greatest for _least, greatest in spans)


def _contradicted(total, own):
    reason = f"各项合计{own}，与总数{total}相差{abs(own - total)}；各项占比都按{own}计算。"
    return Judgement(INCONSISTENT, reason, Decimal(own), own, total)


def _is_forced(share, members, whole):
    """Say whether the printed shares add to 100, the rounded ones do not, and this one is a unit off."""
    unit = _unit(members)
    places = max(0, -unit.as_tuple().exponent)
    rounded = sum(share_of(each.part, whole.value, places) for each in members)
    printed = sum(each.printed.value for each in members)
    return printed == 100 != rounded and abs(share.printed.value - _shown(share, whole)) <= unit


def _speaks_of_parts(number):
    return bool(_PARTS_OF_A_YEAR.search(number.before)) and not _OWN_BASE.search(number.clause)


def _other_counts(share, numbers):
    """Return the counts stated in the paragraph that would fit as the whole."""
    near = range(max(0, share.place - 40), min(len(numbers), share.place + 10))
    return [
        Whole(int(numbers[each].value), plain_label(numbers[each].before), each)
        for each in near
        if numbers[each].noun == numbers[share.part_place].noun
        and numbers[each].paragraph == numbers[share.place].paragraph
        and each != share.part_place
        and _fits(share, int(numbers[each].value))
    ]


def _shown(share, whole):
    return share_of(share.part, whole.value, max(0, share.printed.decimals))


def _agreeing(share, whole):
    expected = _shown(share, whole)
    return Judgement(AGREES, f"{share.part}÷{whole.value}＝{expected}%。", expected, share.part, whole.value)


def _wrong(share, whole, others):
    """Say the right share, and the wholes that would fit the printed one."""
    if share.part > whole.value:
        reason = f"部分{share.part}大于总数{whole.value}。"
        return Judgement(INCONSISTENT, reason, None, share.part, whole.value)
    expected = _shown(share, whole)
    reason = (
        f"{share.part}占{plain_label(whole.label)}{whole.value}应为{expected}%，文中为{share.printed.text}"
    )
    if is_cut(share.part, whole.value, share.printed):
        reason += "（截去尾数，没有四舍五入）"
    stated = [f"{other.label}{other.value}" for other in others if other.value != whole.value]
    possible = "、".join(dict.fromkeys(stated)) or fitting_wholes(share.part, share.printed)
    reason += f"；与此相符的分母：{possible}。" if possible else "；没有整数分母与此相符。"
    return Judgement(INCONSISTENT, reason, expected, share.part, whole.value)


def _allowing_cut(found, numbers):
    """Accept shares that are cut throughout: at least two of them, none of which is rounded up or fits neither way."""
    cut, other = [], 0
    for place, judgement in found.items():
        if judgement.part is None or not judgement.whole or numbers[place].noun != "%":
            continue
        if judgement.verdict == INCONSISTENT and is_cut(judgement.part, judgement.whole, numbers[place]):
            cut.append(place)
        elif judgement.verdict == INCONSISTENT or not is_cut(judgement.part, judgement.whole, numbers[place]):
            other += 1
    if len(cut) < 2 or other:
        return found
    return found | {
        place: Judgement(
            AGREES,
            f"{found[place].part}÷{found[place].whole}截去尾数；全文占比都是截去尾数，不是四舍五入。",
            found[place].expected,
            found[place].part,
            found[place].whole,
        )
        for place in cut
    }
