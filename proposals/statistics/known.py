"""The figures of a scope as a report names them, each with its definition and the key of the list behind it."""

import re
from dataclasses import dataclass

from proposals.models.policy import ShareBase
from proposals.models.term import chinese_number
from proposals.statistics import filing
from proposals.statistics.definitions import COUNTS
from proposals.statistics.rate import NOTHING, percent

_UNLISTED_RATES = ("adoption_rate", "participation_rate")
_PLACE = re.compile(r"[^市县区州省]{1,8}[市县区州省]")
_SUFFIXES = ("建设", "类", "方面")


@dataclass(frozen=True)
class KnownFigure:
    """A count (`whole` is None), a rate or a line of a breakdown; `listed` is the key of its list, or blank."""

    label: str
    definition: str
    part: int
    whole: int | None = None
    listed: str = ""
    side: str = "part"


@dataclass(frozen=True)
class Line:
    """A line of a breakdown: the words that name it, and its figure on each base it may be counted on."""

    words: tuple[str, ...]
    by_base: dict[str, KnownFigure]


@dataclass(frozen=True)
class KnownYear:
    """What is known of one scope: figures by key, lines of breakdowns, and how a report names the year.

    `of_unit`: the figures are those of one unit, so a report may say 我局.
    """

    year: int
    session: tuple[str, str]
    policy: object
    figures: dict[str, KnownFigure]
    pairs: dict[str, dict[str, KnownFigure]]
    lines: tuple[Line, ...]
    of_unit: bool

    def printed(self, figure):
        """Return the digits of a figure as the policy prints them."""
        return self.shown(figure, self.policy.decimals)

    def shown(self, figure, decimals):
        """Return the digits of a figure at so many decimals, or None of nothing over nothing."""
        if figure.whole is None:
            return str(figure.part)
        digits = percent(figure.part, figure.whole, decimals=decimals, rounding=self.policy.rounding)
        return None if digits == NOTHING else digits


def known_year(figures):
    """Return what a report on the scope of `figures` may state."""
    scope = figures.scope
    session = scope.plenary_session
    name = chinese_number(session.term.number), chinese_number(session.number)
    counts = _counts(figures)
    counts |= {
        key: KnownFigure(
            rate.label, rate.definition, rate.part, rate.whole, "" if key in _UNLISTED_RATES else key
        )
        for key, rate in figures.rates.items()
    }
    pairs, lines = (
        ({}, []) if figures.by_task else (_kinds(scope), [*_categories(scope), *_other_lines(figures)])
    )
    return KnownYear(session.year, name, scope.policy, counts, pairs, tuple(lines), figures.by_task)


def _counts(figures):
    """Return the counts by key; of a unit its tasks, of which those replied to and concluded are parts of rates."""
    known = {
        key: KnownFigure(
            text.partition("：")[0], text, figures.counts[key], listed="" if key == "units" else key
        )
        for key, text in COUNTS.items()
    }
    if not figures.scope.policy.received_known:
        del known["received"]
    parts = {"returned": "feedback_return_rate", "proposing_members": "participation_rate"}
    if figures.by_task:
        kept = ("assignments", "repliers", "co_handlings")
        known = {key: known[key] for key in kept}
        known |= {
            "received": known["assignments"],
            "assigned": known["assignments"],
            "handled": known["assignments"],
        }
        parts = {"returned": "feedback_return_rate", "replied": "reply_rate", "concluded": "conclusion_rate"}
    for key, rate_key in parts.items():
        rate = figures.rates[rate_key]
        listed = "" if rate_key in _UNLISTED_RATES else rate_key
        known[key] = KnownFigure(f"{rate.label}的分子", rate.definition, rate.part, listed=listed)
    members = figures.rates["participation_rate"]
    if members.whole:
        known["members"] = KnownFigure("在任委员", members.definition, members.whole)
    return known


def _bases(scope):
    """Return {how a report says it: base}: of what was received, of what was filed by the policy."""
    share = scope.policy.share_base
    return {"received": ShareBase.RECEIVED, "filed": ShareBase.NET if share == ShareBase.RECEIVED else share}


def _kinds(scope):
    """Return {kind key: {base: figure}} for 委员 and 集体."""
    labels = {"MEMBER": "委员提案", "COLLECTIVE": "集体提案"}
    found = {f"kind:{key}": {} for key in labels}
    for said, base in _bases(scope).items():
        pair = filing.by_kind_pair(scope, filing.composition(scope, base).kinds)
        whole = sum(pair.values())
        for key, label in labels.items():
            text = f"{label}：{_base_label(said)}提案中提案者为{label[:2]}的件数。"
            found[f"kind:{key}"][said] = KnownFigure(
                f"{_base_label(said)}的{label}", text, pair[key], whole, f"proposer_kind_of_{base}:{key}"
            )
    return found


def _categories(scope):
    """Yield a line for each category, on both bases."""
    by_code = {}
    for said, base in _bases(scope).items():
        rows = filing.composition(scope, base).categories
        whole = sum(rows.values())
        for (code, name), number in rows.items():
            if code:
                text = f"{name}：{_base_label(said)}提案中属于这一类的件数。"
                figure = KnownFigure(
                    f"{_base_label(said)}的{name}", text, number, whole, f"category_of_{base}:{code}"
                )
                by_code.setdefault((code, name), {})[said] = figure
    for (_code, name), by_base in by_code.items():
        yield Line(_words(name), by_base)


def _other_lines(figures):
    """Yield the lines of units, sectors, result classes and destinations."""
    whole_of = {
        "unit": "承办件（件次）",
        "sector": "提案",
        "outcome": "提案",
        "disposition": "不予立案的件数",
    }
    for name, whole_label in whole_of.items():
        for share in figures.breakdowns[name]:
            if not share.key:
                continue
            text = f"{share.label}：{whole_label}中属于这一项的数。"
            figure = KnownFigure(share.label, text, share.part, share.whole, f"{name}:{share.key}")
            words = _words(share.label)
            if name == "outcome":
                words = (f"{share.key}类", *words)
            if name == "unit" and (place := _PLACE.match(share.label)):
                words = (*words, share.label[place.end() - 1 :])
            yield Line(words, {"": figure})


def _words(label):
    """Return the ways in which a text may write a label: A类（已经解决）, 经济建设 or 经济方面, 转工作建议 or 工作建议."""
    inner = label.partition("（")[2].rstrip("）")
    stem = next(
        (label.removesuffix(end) for end in _SUFFIXES if label.endswith(end) and len(label) > len(end) + 1),
        "",
    )
    stems = tuple(stem + end for end in _SUFFIXES) if stem else ()
    plain = label.removeprefix("转").removesuffix("信息")
    return tuple(dict.fromkeys(word for word in (label, plain, inner, *stems) if len(word) > 1))


def _base_label(said):
    return "收到" if said == "received" else "立案"
