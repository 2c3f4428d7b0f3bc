"""Finds every number of a report with its noun: 153件, 75.7%, 2.3个百分点, 180多家, 百分之九十五, 三分之二, 全部办结.

Dates, ordinals, document numbers and years are no figures. Each pattern reads a bounded stretch of text, so the
time grows with the length of the text alone.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

PERCENT, POINTS = "%", "个百分点"
_NOUNS = (
    "个?百分点|%|件次|人次|批次|场次|期次|户次|家次|平方公里|平方米|公里|公斤|万元|亿元|元|个工作日|个月|小时|分钟|"
    "分(?![之钟别析类工管布为解局校行])|件|人(?![大民])|名|位|家|个|条|项|次|份|期|篇|批|轮|场|类|所|处|户|组|宗|起|"
    "桩|天|部|册|本|亩|吨|辆|座|台|套|支|方面|单位|支部|多?件"
)
_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?(?!\d)|\d{1,12}(?:\.\d{1,6})?(?![\d.])"
_HAN_DIGITS = "零〇一二两三四五六七八九"
_HAN = rf"[{_HAN_DIGITS}十百千万亿]{{1,12}}(?:点[{_HAN_DIGITS}]{{1,6}})?"
_NUMBER = re.compile(
    rf"百分之(?:(?P<percent_han>{_HAN})|(?P<percent>{_DIGITS}))"
    rf"|(?P<below>[二三四五六七八九十])分之(?P<above>[一二三四五六七八九])"
    rf"|(?<![\d.A-Za-z第〔\[届])(?P<digits>{_DIGITS})(?P<more>[多余几])?(?P<scale>[千万亿])?(?P<still>[多余])?"
    rf"\s?(?:(?P<noun>{_NOUNS})|(?=(?:[-—–~～]{{1,2}}|至|到)(?:{_DIGITS})[万亿]?(?P<shared>{_NOUNS})))"
    rf"|(?<![{_HAN_DIGITS}十百千万亿第届每这那同逐几数])(?P<han>{_HAN})(?P<han_more>[多余几])?(?P<han_noun>{_NOUNS}|成(?=以上|左右|多|[，。、；]))"
    r"|(?P<all>全部|全都)(?=[^，。；、\d]{0,8}?(?:办结|办复|答复|面商|签收|满意|见面))"
)
_SMALL_NOUNS = frozenset(
    ("件", "件次", "家", "名", "位", "份", "人次", "条", "次", "轮", PERCENT, POINTS, "成")
)
_TRADITIONAL = str.maketrans(
    "個條總數辦復覆結滿訪團黨類單審轉聯體會議經濟設環態見項戶佔併與為員優簽專業質線後餘場輪組處達較減長異務屆",
    "个条总数办复复结满访团党类单审转联体会议经济设环态见项户占并与为员优签专业质线后余场轮组处达较减长异务届",
)
_FULL_WIDTH = {
    code: code - 0xFEE0 for code in (0xFF05, 0xFF0E, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF25))
}
_LOOKALIKES = _TRADITIONAL | _FULL_WIDTH | str.maketrans("();:!?", "（）；：！？")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_BREAKS = re.compile(r"[。；！？\n，]")
_SENTENCE_END = re.compile(r"[。；！？\n]")
_AFTER = re.compile(r"[。；！？\n，、（）]")
_REACH = 80
_ATTACHED_BEFORE = re.compile(r"(?:近|不足|不到|将近|接近)$")
_ATTACHED_ABOVE = re.compile(r"(?:超过|超|逾|不少于|不低于|至少|突破|达到或超过)$")
_ABOUT = re.compile(r"(?:约|大约|约占|大概)$")
_CELL_NUMBER = re.compile(rf"({_DIGITS})\s?({_NOUNS})?")
_HEAD_NOUN = re.compile(rf"[（(](?:单位[：:])?({_NOUNS})[）)]")


@dataclass(frozen=True)
class Number:
    """A number as it stands in the text, with the words around it that say what it counts.

    `low` and `high` bound an inexact number (180多: 180 to 189); of an exact one they are None. `before` is the
    text of the clause back to the number before it, `clause` the clause with the numbers in it, `after` what
    follows up to the next break or number. `sentence` and `paragraph` count from 0.
    """

    text: str
    value: Decimal
    noun: str
    start: int
    end: int
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    before: str = ""
    after: str = ""
    clause: str = ""
    gap: str = ""
    sentence: int = 0
    paragraph: int = 0

    @property
    def is_exact(self):
        """Say that the number is meant to the last digit."""
        return self.low is None

    def admits(self, value):
        """Say whether `value` is what the number says."""
        if self.is_exact:
            return self.value == value
        return self.low <= value <= self.high


def find_numbers(text, cells=()):
    """Return the numbers of `text` in order; a bare number counts only where it fills one of the table `cells`."""
    plain = _COMMA.sub("，", text.translate(_LOOKALIKES))
    found = [each for match in _NUMBER.finditer(plain) if (each := _read(match, plain))]
    taken = {each.start for each in found}
    in_cells = [each for cell in cells if (each := _in_cell(plain, cell)) and each.start not in taken]
    ordered = sorted(found + in_cells, key=lambda number: number.start)
    heads = {cell.start: "".join(cell.heads) for cell in cells}
    return _placed(plain, text, ordered, heads)


def _read(match, plain):
    """Return the number of a match without its surroundings, or None where it is no figure."""
    group = match.groupdict()
    if group["all"]:
        return _number(match, Decimal(100), PERCENT)
    if group["above"]:
        return _number(match, han_value(group["above"]) / han_value(group["below"]), "分之")
    if group["percent"] or group["percent_han"]:
        value, decimals = _value(group["percent"], group["percent_han"])
        return _exact_or_not(match, plain, value, PERCENT, decimals=decimals)
    if group["digits"]:
        return _of_digits(match, plain)
    if group["han_noun"] == "次" and plain.startswith(("会议", "全"), match.end()):
        return None  # 六届四次会议
    return _of_han(match, plain)


def _of_digits(match, plain):
    group = match.groupdict()
    value, decimals = _value(group["digits"], None)
    noun = group["noun"] or group["shared"]
    scale = {"千": 1000, "万": 10_000, "亿": 10**8}.get(group["scale"], 1)
    if noun == "百分点":
        noun = POINTS
    if noun in ("万元", "亿元"):
        scale, noun = scale * (10_000 if noun == "万元" else 10**8), "元"
    more = group["more"] or group["still"]
    if scale > 1 and not more:
        decimals = 0
    return _exact_or_not(match, plain, value * scale, noun, decimals=decimals, more=more, scale=scale)


def _of_han(match, plain):
    group = match.groupdict()
    digits, noun = group["han"], group["han_noun"]
    if digits.strip("百千万亿") == "" or digits == "一" or noun == "分":
        return None
    value, decimals = _value(None, digits)
    if value < 10 and noun not in _SMALL_NOUNS:
        return None
    if noun == "成":
        return _exact_or_not(match, plain, value * 10, PERCENT, decimals=-1)
    noun = POINTS if noun == "百分点" else noun
    return _exact_or_not(match, plain, value, noun, decimals=decimals, more=group["han_more"])


def _value(digits, han):
    if han:
        return han_value(han), len(han.partition("点")[2])
    bare = digits.replace(",", "")
    return Decimal(bare), len(bare.partition(".")[2])


def han_value(text):
    """Return the value of a Chinese numeral: 一百五十三, 九十五点六, 二〇."""
    whole, _point, part = text.partition("点")
    digit = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    if whole and all(letter in digit for letter in whole):
        value = Decimal("".join(str(digit[letter]) for letter in whole))
    else:
        value = _with_places(whole, digit)
    return value + Decimal("0." + "".join(str(digit[letter]) for letter in part)) if part else value


def _with_places(whole, digit):
    places = {"十": 10, "百": 100, "千": 1000}
    total = section = last = 0
    for letter in whole:
        if letter in digit:
            last = digit[letter]
        elif letter in places:
            section += (last or 1) * places[letter]
            last = 0
        else:
            total = (total + section + last or 1) * (10_000 if letter == "万" else 10**8)
            section = last = 0
    return Decimal(total + section + last)


def _exact_or_not(match, plain, value, noun, *, decimals=0, more=None, scale=1):
    """Bound a number that is said to be about, nearly, more than: by one step of its last digit that is not 0."""
    ahead, behind = plain[max(0, match.start() - 6) : match.start()], plain[match.end() : match.end() + 2]
    step = Decimal(scale) * Decimal(10) ** max(0, _trailing_zeros(value / scale))
    low = high = None
    if more or behind.startswith("多"):
        low, high = value, value + step
    elif behind in ("以上", "有余") or _ATTACHED_ABOVE.search(ahead):
        low, high = value, Decimal("Infinity")
    elif _ATTACHED_BEFORE.search(ahead):
        low, high = value - step, value
    elif _ABOUT.search(ahead) or behind == "左右":
        low, high = value - step, value + step
    if noun == PERCENT and high is not None:
        high = max(value, min(high, Decimal(100)))  # a share is at most the whole
    return _number(match, value, noun, decimals=decimals, low=low, high=high)


def _trailing_zeros(value):
    digits = str(int(value)) if value == int(value) else "1"
    return len(digits) - len(digits.rstrip("0"))


def _number(match, value, noun, **more):
    return Number(match.group(), value, noun, match.start(), match.end(), **more)


def _in_cell(plain, cell):
    match = _CELL_NUMBER.fullmatch(plain, cell.start, cell.end)
    if not match or not cell.heads:
        return None
    value, decimals = _value(match[1], None)
    head = next((found[1] for head in reversed(cell.heads) if (found := _HEAD_NOUN.search(head))), "")
    if not head and any("率" in each or "占比" in each for each in cell.heads):
        head = PERCENT
    return _number(match, value, match[2] or head, decimals=decimals)


def _placed(plain, text, numbers, heads):
    """Give each number its surroundings, in one walk along the text."""
    placed, sentence, paragraph, walked, last_end = [], 0, 0, 0, 0
    for place, number in enumerate(numbers):
        passed = plain[walked : number.start]
        sentence += len(_SENTENCE_END.findall(passed))
        paragraph += passed.count("\n")
        walked = number.start
        reach = plain[max(0, number.start - _REACH) : number.start]
        start = max((match.end() for match in _BREAKS.finditer(reach)), default=0)
        clause = reach[start:]
        since = plain[max(last_end, number.start - _REACH) : number.start]
        until = numbers[place + 1].start if place + 1 < len(numbers) else len(plain)
        following = plain[number.end : min(until, number.end + 30)]
        end = _AFTER.search(following)
        placed.append(
            Number(
                text[number.start : number.end],
                number.value,
                number.noun,
                number.start,
                number.end,
                number.decimals,
                number.low,
                number.high,
                before=heads.get(number.start) or min(clause, since, key=len),
                after=following[: end.start()] if end else following,
                clause=clause,
                gap=since,
                sentence=sentence,
                paragraph=paragraph,
            )
        )
        last_end = number.end
    return placed
