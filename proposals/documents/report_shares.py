"""Judges the shares of a text by the text: 36件，占立案总数的23.5% against the wholes that the text states.

A share whose whole is named is judged by it. The others are taken by run: the shares that follow each other
divide by one whole, that which most of them fit; one that fits only another whole was divided wrongly.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from proposals.documents.report_numbers import PERCENT, Number
from proposals.documents.report_words import CASES, COUNTED, PEOPLE

AGREES, INCONSISTENT, UNKNOWN = "agrees", "inconsistent", "unknown"
WINDOW = 60
_LONGEST_LIST = 12
TOTALS = (
    "received",
    "filed",
    "filed_net",
    "filed_gross",
    "assigned",
    "assignments",
    "repliers",
    "replied",
    "handled",
)
FILED = ("filed", "filed_net", "filed_gross")
_OF_RECEIVED = (*FILED, "declined", "merged", "withdrawn", "disposition")
_SHARE = re.compile(r"占(?:比|到|据|了)?|比例|比重|比率|[（(]$|^[、，,]?$")
_WHOLE = re.compile(
    r"占(?:了|到|全部|全体|所有|全年|全会|本次)?([^，。；占]{1,20}?)(?:的比例|的|比例|比重|比)?(?:约|近|为|达|达到|是)?$"
)
_FAMILIES = (
    (re.compile(r"并案后|实际立案"), ("filed_net", "filed")),
    (re.compile(r"并案前"), ("filed_gross", "filed")),
    (re.compile(r"立案"), FILED),
    (re.compile(r"收到|提交|征集|接收"), ("received",)),
    (re.compile(r"委员(?:总数|总人数|人数)|^总人数"), ("members",)),
    (re.compile(r"交办"), ("assigned",)),
    (re.compile(r"承办|办理|主办"), ("assigned", "assignments", "repliers", "handled")),
    (re.compile(r"办复|答复"), ("replied",)),
    (re.compile(r"提案(?:总数|总量|总)|全部提案|^总数|^总量|总件数|^(?:全部)?提案$"), TOTALS),
)


@dataclass(frozen=True)
class Judgement:
    """What is found of one number: the verdict, the right value, the pair it comes from, and why."""

    verdict: str
    reason: str
    expected: Decimal | None = None
    part: int | None = None
    whole: int | None = None


@dataclass(frozen=True)
class Whole:
    """A count that a share may be of: its value, its label and its place in the text (None: it only follows)."""

    value: int
    label: str
    place: int | None = None


@dataclass(frozen=True)
class Share:
    """A percentage with its part, and the wholes it may be of, nearest first.

    `is_named`: the text says of what (占立案总数的); `is_certain`: by a name that means one figure.
    """

    place: int
    part_place: int
    printed: Number
    part: int
    wholes: list["Whole"]
    is_named: bool = False
    is_certain: bool = False


def share_of(part, whole, decimals):
    """Return 100 × part ÷ whole, half up."""
    return (Decimal(100) * part / whole).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def fits(part, whole, printed):
    """Say whether the printed percentage is that of `part` in `whole`; of an exact tie either neighbour is right."""
    if not whole:
        return False
    if not printed.is_exact:
        return printed.admits(Decimal(100) * part / whole)
    if share_of(part, whole, printed.decimals) == printed.value:
        return True
    exact = Decimal(100) * part / whole
    return abs(exact - printed.value) * 2 == Decimal(1).scaleb(-printed.decimals)


def is_cut(part, whole, printed):
    """Say whether the printed percentage is cut, not rounded."""
    if not whole or not printed.is_exact:
        return False
    exact = Decimal(100) * part / whole
    return exact.quantize(Decimal(1).scaleb(-printed.decimals), rounding=ROUND_DOWN) == printed.value


def whole_range(part, printed, *, cut=False):
    """Return (least, greatest) whole of which `part` is the printed percentage, rounded or `cut`, or None."""
    unit = Decimal(1).scaleb(-printed.decimals)
    below, above, rule = (Decimal(0), unit, is_cut) if cut else (unit / 2, unit / 2, fits)
    if printed.value <= below or not part:
        return None
    least = int((Decimal(100 * part) / (printed.value + above)).to_integral_value(ROUND_FLOOR))
    greatest = int((Decimal(100 * part) / (printed.value - below)).to_integral_value(ROUND_CEILING))
    inside = [whole for whole in (least, least + 1, greatest - 1, greatest) if rule(part, whole, printed)]
    return (min(inside), max(inside)) if inside else None


def fitting_wholes(part, printed):
    """Say of which wholes `part` is the printed percentage, rounded or else cut; "" where of none."""
    for cut, remark in ((False, ""), (True, "（截去尾数）")):
        span = whole_range(part, printed, cut=cut)
        if span:
            least, greatest = span
            return (f"{least}至{greatest}" if greatest > least else str(least)) + remark
    return ""


def right_rate(part, whole, printed):
    """Return the judgement of a rate that is printed rightly."""
    expected = share_of(part, whole, max(0, printed.decimals))
    return Judgement(AGREES, f"{part}÷{whole}＝{expected}%。", expected, part, whole)


def wrong_rate(part, whole, printed):
    """Return the judgement of a rate that is printed wrongly: the right one, and the wholes that would fit."""
    if part > whole:
        return Judgement(INCONSISTENT, f"部分{part}大于总数{whole}。", None, part, whole)
    expected = share_of(part, whole, max(0, printed.decimals))
    reason = f"{part}÷{whole}应为{expected}%，文中为{printed.text}"
    possible = fitting_wholes(part, printed)
    if possible:
        reason += f"；与此相符的分母：{possible}"
    return Judgement(INCONSISTENT, reason + "。", expected, part, whole)


def plain_label(words):
    """Return the words before a count as a label: 其中，经审查共立案 → 立案."""
    return re.sub(r"^(?:[，、,（(：:\s]|其中|经审查|截至目前|共|总共|并|另有)*+", "", words).rstrip(
        "（(：:为有共达 "
    )


def find_shares(numbers, names):
    """Return the percentages of `numbers` that are shares of a count, with the wholes each may be of."""
    shares = []
    for place, number in enumerate(numbers):
        name = names[place]
        if number.noun != PERCENT or name.keys or name.is_change or name.is_earlier:
            continue
        parts = _part_of(numbers, names, place)
        if parts is None:
            continue
        part_place, between = parts
        part = numbers[part_place]
        if part.is_exact and part.value == int(part.value):
            wholes = _wholes(numbers, names, place, part_place, between)
            shares.append(Share(place, part_place, number, int(part.value), *wholes))
    return shares


def _part_of(numbers, names, place):
    """Return (place of the part, place of a whole written between them or None), or None for no share."""
    number = numbers[place]
    together = _side_by_side(numbers, place)
    if together is not None:
        return together, None
    before = place - 1
    if before < 0 or not _is_same_sentence(numbers, before, place):
        return _labelled_part(numbers, place)
    between = number.gap
    if "占" in numbers[before].before and re.fullmatch(r"(?:提案|材料)?的", between) and before:
        return before - 1, before
    ahead, sign, _rest = between.partition("占")
    if not sign:
        ahead, sign = re.sub(r"(?:比例|比重).*$|[（(，、,\s]$", "", between), _SHARE.search(between)
    if not sign or numbers[before].noun not in COUNTED:
        return _labelled_part(numbers, place)
    if _anaphoric(_without_own_noun(ahead)):
        return before, None
    return _labelled_part(numbers, place)


def _without_own_noun(words):
    """Leave out what a count is of, where that follows it: 36件集体提案，占23.5%."""
    own, comma, rest = words.partition("，")
    return words if re.search(r"[中里、；（(]", own) else comma + rest


def _anaphoric(words):
    """Say whether nothing new is named between a count and its share."""
    return (
        re.fullmatch(
            r"(?:提案|材料|线索|委员|提交|提出|参与|代表|单位|表格?|[（(][A-D]类[）)]|的|，|,|、|（|\(|；|\s|其|共|约|各)*+",
            words,
        )
        is not None
    )


def _side_by_side(numbers, place):
    """Find the part of a share in a list: 甲371件、乙99件，分别占78.9%、21.1%."""
    first = last = place
    while _is_listed(numbers, first) and place - first < _LONGEST_LIST:
        first -= 1
    while last + 1 < len(numbers) and _is_listed(numbers, last + 1) and last - place < _LONGEST_LIST:
        last += 1
    counts = range(first - (last - first + 1), first)
    if counts.start < 0 or not re.search(r"分别|各", numbers[first].gap):
        return None
    if any(numbers[each].noun not in COUNTED for each in counts):
        return None
    return counts[place - first] if _is_same_sentence(numbers, counts.start, place) else None


def _is_listed(numbers, place):
    """Say whether a percentage follows another with nothing between them but 、 or 和."""
    pair = place > 0 and numbers[place].noun == numbers[place - 1].noun == PERCENT
    return pair and numbers[place].gap in ("、", "和", "及")


def _labelled_part(numbers, place):
    """Find the count that has the label of a share named on its own: A类418件 … A类占62.4%."""
    label = _label(numbers[place].before.partition("占")[0])
    if not label or numbers[place].before == "":
        return None
    for each in range(place - 1, max(-1, place - WINDOW), -1):
        other = numbers[each]
        if other.paragraph != numbers[place].paragraph:
            return None
        if other.noun in COUNTED and label == _label(other.before):
            return each, None
    return None


def _label(words):
    return re.sub(r"^(?:其中|并|及|和|另有|[、：:，,]|\s)+|(?:的|共|为|有|[：:]|\s)+$", "", words)


def _is_same_sentence(numbers, one, other):
    return numbers[one].sentence == numbers[other].sentence


def _wholes(numbers, names, place, part_place, between):
    """Return (wholes, whether the text says which, whether by a name that means one figure)."""
    if between is not None:
        return [Whole(int(numbers[between].value), numbers[between].before, between)], True, True
    phrase = _WHOLE.search(numbers[place].before)
    words = phrase[1] if phrase and phrase[1] not in ("比", "总", "约") else ""
    family = next((keys for pattern, keys in _FAMILIES if pattern.search(words)), None) if words else None
    if words and family is None:
        label = _label(words)
        same = _stated(numbers, place, part_place, lambda each: _label(numbers[each].before) == label)
        like = _stated(numbers, place, part_place, lambda each: label in numbers[each].before)
        return same or like, True, bool(same)
    if family is None and set(names[part_place].keys) & set(_OF_RECEIVED):
        family = ("received",)
    if family is None:
        return _totals(numbers, names, place, part_place), False, False
    found, is_certain = _of_family(numbers, names, place, part_place, family)
    if "handled" in family:
        found += _totals(numbers, names, place, part_place)
    if "filed" in family:
        found += derived(numbers, names, place, ("filed",))
    if "received" in family:
        found += derived(numbers, names, place, ("received",))
    return found, True, is_certain


def _of_family(numbers, names, place, part_place, family):
    """Return the counts of a family and whether the likeliest is plainly meant: no part of it is nearer."""

    def stated(*, narrowed):
        return _stated(
            numbers,
            place,
            part_place,
            lambda each: _is_of(names[each], family) and names[each].is_narrowed == narrowed,
        )

    plain, parts = stated(narrowed=False), stated(narrowed=True)
    is_nearer = parts and (not plain or numbers[parts[0].place].paragraph > numbers[plain[0].place].paragraph)
    return (parts + plain, False) if is_nearer else (plain + parts, bool(plain))


def _is_of(name, family):
    return bool(set(name.keys) & set(family)) and not (name.is_change or name.is_earlier)


def is_total(name):
    """Say whether a number is named as a total that shares may be of."""
    return _is_of(name, TOTALS) and not name.is_narrowed


def _stated(numbers, place, part_place, accepts, *, most=1):
    """Return the stated counts that `accepts`, nearest first; those of the paragraph if it has any."""
    found = [
        Whole(int(numbers[each].value), numbers[each].before, each)
        for each in range(place - 1, max(-1, place - WINDOW), -1)
        if each != part_place and _is_whole_number(numbers[each]) and accepts(each)
    ]
    own = [whole for whole in found if numbers[whole.place].paragraph == numbers[place].paragraph]
    return own or found[:most]


def _is_whole_number(number):
    return number.noun in COUNTED and number.is_exact and number.value == int(number.value)


def _totals(numbers, names, place, part_place):
    """Return what an unnamed whole may be: totals of the paragraph, any greater count of the sentence."""
    part = numbers[part_place]
    kin = next((nouns for nouns in (CASES, PEOPLE) if part.noun in nouns), (part.noun,))

    def accepts(each):
        other = numbers[each]
        if other.value < part.value or other.noun not in kin:
            return False
        if other.paragraph != part.paragraph:
            return is_total(names[each])
        return _is_of(names[each], TOTALS) or _is_same_sentence(numbers, each, place)

    found = _stated(numbers, place, part_place, accepts, most=3)
    return found + (derived(numbers, names, place, ("received", "filed")) if kin is CASES else [])


def derived(numbers, names, place, kinds):
    """Return wholes that follow from stated ones: 大会 and 平时, 收到 without 未立案, 立案 with or without 并案."""
    values = {}
    for each in range(max(0, place - WINDOW), min(len(numbers), place + WINDOW)):
        for key in names[each].keys:
            if numbers[each].paragraph == numbers[place].paragraph and _is_whole_number(numbers[each]):
                values.setdefault(key, int(numbers[each].value))
    if "filed" in values and "merged" not in values:
        values.pop("declined", None)  # what was filed is stated, so nothing need follow
    sums = {
        "received": [("plenary", "intersession", 1, "大会提案加平时提案")],
        "filed": [
            ("received", "declined", -1, "收到减未立案"),
            ("filed", "merged", -1, "立案减并案"),
            ("filed", "merged", 1, "立案加并案"),
        ],
    }
    return [
        Whole(values[one] + sign * values[other], words)
        for kind in kinds
        for one, other, sign, words in sums[kind]
        if one in values and other in values
    ]
