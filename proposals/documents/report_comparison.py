"""Compares the numbers of a report with the figures that are known of its year; what no word names is left alone."""

import re
from dataclasses import dataclass
from decimal import Decimal

from proposals.documents.report_numbers import PERCENT
from proposals.documents.report_shares import AGREES, FILED, Judgement
from proposals.documents.report_words import CASES, PEOPLE
from proposals.statistics.known import KnownFigure

DISAGREES = "disagrees"
_YEAR = re.compile(r"(20\d\d)年(?:度|来)?(?!\d{1,2}月)")
_SESSION = re.compile(
    r"([一二三四五六七八九十]{1,3})届(?:委员会)?(?:第)?([一二三四五六七八九十]{1,3})次(?:会议|全会)"
)
_SENTENCE_END = re.compile(r"[。！？\n]")
_OURS = re.compile(r"我[局厅办院]|本[局厅院]|本单位")
_REACH = 200
_NARROWING_LINE = re.compile(
    r"主办|会办|协办|独办|分办|重点|优秀|已|未|面商|答复|办复|办结|签收|满意|反馈|回访|逾期|超期|按期|[A-D]"
)


@dataclass(frozen=True)
class Compared:
    """The judgement of a number by the records, and the figure it was held against."""

    judgement: Judgement
    figure: KnownFigure


def compare(text, numbers, names, shares, known):
    """Return {place: Compared} of the numbers that name a figure of the `known` year."""
    bases = _bases(numbers, names)
    by_place = {share.place: share for share in shares}
    found = {}
    for place, number in enumerate(numbers):
        if _is_of_another_year(text, number, known):
            continue
        figures = _figures_of(place, numbers, names, (by_place, bases), known)
        if figures:
            found[place] = _compared(number, figures, known)
    return found


def _is_of_another_year(text, number, known):
    """Say whether the sentence, or the head of the table's row, speaks of another year or another session."""
    before = text[max(0, number.start - _REACH) : number.start]
    before = _SENTENCE_END.split(before)[-1] + number.before
    years = _YEAR.findall(before)
    sessions = _SESSION.findall(before)
    return bool(years and int(years[-1]) != known.year) or bool(sessions and sessions[-1] != known.session)


def _bases(numbers, names):
    """Return for each number what was counted last before it in its paragraph: received, filed or blank."""
    bases, base, paragraph = [], "", None
    for number, name in zip(numbers, names, strict=True):
        if number.paragraph != paragraph:
            base, paragraph = "", number.paragraph
        bases.append(base)
        if name.is_change or name.is_earlier or not name.keys:
            continue
        if name.keys[0] in FILED:
            base = "filed"
        elif name.keys[0] == "received":
            base = "received"
    return bases


def _figures_of(place, numbers, names, context, known):
    """Return the figures that a number names, in a list of alternatives for each."""
    number, name = numbers[place], names[place]
    by_place, bases = context
    if name.is_change or name.is_earlier or (_OURS.search(number.clause) and not known.of_unit):
        return []
    if place in by_place:
        return _of_share(by_place[place], numbers, names, bases, known)
    if number.noun == PERCENT:
        rates = [] if name.is_narrowed else name.keys
        return [[known.figures[key]] for key in rates if key in known.figures]
    return _of_count(place, numbers, names, bases, known)


def _of_count(place, numbers, names, bases, known):
    number, name = numbers[place], names[place]
    key = name.keys[0] if name.keys else ""
    lines = _lines_named(number, known) if number.noun in CASES else []
    if lines:
        base = "filed" if key in FILED else "received" if key == "received" else bases[place]
        return [_on_base(lines[0].by_base, base)] if len(lines) == 1 else []
    if name.is_narrowed or key.startswith("outcome:"):
        return []
    if key in known.pairs:
        return [_on_base(known.pairs[key], bases[place])]
    return [[_counted(known.figures[key])]] if key in known.figures and _fits_noun(number, key) else []


def _on_base(by_base, base):
    """Return the figure on the base the text speaks of, or on each base where it does not say."""
    figures = [by_base[base]] if base in by_base else list(by_base.values())
    return [_counted(figure) for figure in figures]


def _counted(figure):
    return KnownFigure(figure.label, figure.definition, figure.part, None, figure.listed, figure.side)


def _fits_noun(number, key):
    return (number.noun in PEOPLE) == (key in ("proposing_members", "members"))


def _lines_named(number, known):
    """Return the lines whose words stand before a count, those with the longest; none where the rest narrows it."""
    words = number.before
    best, length = [], 0
    for line in known.lines:
        longest = max((len(word) for word in line.words if word in words), default=0)
        if longest > length:
            best, length = [line], longest
        elif longest and longest == length:
            best.append(line)
    return [] if best and _NARROWING_LINE.search(_rest(words, best)) else best


def _rest(words, lines):
    """Return what is said beside the names of `lines`."""
    for name in sorted((name for line in lines for name in line.words), key=len, reverse=True):
        words = words.replace(name, "")
    return words


def _of_share(share, numbers, names, bases, known):
    """Return the share that a percentage after a count names: 集体提案36件，占立案总数的23.5%."""
    place = share.part_place
    name = names[place]
    base = bases[place]
    phrase = numbers[share.place].before
    if "占" in phrase and "立案" in phrase:
        base = "filed"
    elif "占" in phrase and re.search(r"收到|提交", phrase):
        base = "received"
    elif "提案总" in phrase:
        base = ""
    key = name.keys[0] if name.keys else ""
    lines = _lines_named(numbers[place], known)
    if len(lines) == 1:
        by_base = lines[0].by_base
    elif key in known.pairs and not name.is_narrowed:
        by_base = known.pairs[key]
    elif key in FILED and "filing_rate" in known.figures and not name.is_narrowed:
        by_base = {"received": known.figures["filing_rate"]}
    elif key == "proposing_members" and "participation_rate" in known.figures:
        by_base = {"": known.figures["participation_rate"]}
    else:
        return []
    return [[by_base[base]] if base in by_base else list(by_base.values())]


def _compared(number, figures, known):
    """Hold a number against what it names; of several figures (均为100%) the first that differs is told."""
    settled = [(alternatives, _matching(number, alternatives, known)) for alternatives in figures]
    wrong = [alternatives[0] for alternatives, match in settled if match is None]
    if not wrong:
        figure = settled[0][1]
        reason = "；".join(_stated(match, known) for _alternatives, match in settled)
        return Compared(_judged(AGREES, figure, known, f"{reason}。"), figure)
    figure = wrong[0]
    reason = "；".join(
        f"{each.label}应为{_shown(each, known)}（{each.definition.rstrip('。')}）" for each in wrong
    )
    listed = "、".join(dict.fromkeys(each.label for each in wrong if each.listed))
    reason += f"。清单：{listed}。" if listed else "。"
    return Compared(_judged(DISAGREES, figure, known, reason), figure)


def _matching(number, alternatives, known):
    return next((figure for figure in alternatives if _is(number, figure, known)), None)


def _is(number, figure, known):
    if not number.is_exact:
        value = Decimal(figure.part)
        if figure.whole is not None:
            value = 100 * value / figure.whole if figure.whole else Decimal(-1)
        return number.admits(value)
    shown = known.shown(figure, max(0, number.decimals) if figure.whole is not None else 0)
    return shown is not None and Decimal(shown) == number.value


def _stated(figure, known):
    return f"与{figure.label}{_shown(figure, known)}相符（{figure.definition.rstrip('。')}）"


def _shown(figure, known):
    digits = known.printed(figure)
    if figure.whole is None:
        return digits
    pair = f"（{figure.part}/{figure.whole}）"
    return f"—{pair}" if digits is None else f"{digits}%{pair}"


def _judged(verdict, figure, known, reason):
    digits = known.printed(figure)
    is_count = figure.whole is None
    return Judgement(
        verdict,
        reason,
        Decimal(digits) if digits is not None else None,
        None if is_count else figure.part,
        None if is_count else figure.whole,
    )
