"""Checks a draft report: what its text says of itself, and what the records say of it; nothing is stored."""

from dataclasses import dataclass
from decimal import Decimal

from proposals.documents.report_arithmetic import judge_text
from proposals.documents.report_comparison import DISAGREES, compare
from proposals.documents.report_numbers import Number, find_numbers
from proposals.documents.report_shares import INCONSISTENT, UNKNOWN, find_shares
from proposals.documents.report_words import named
from proposals.statistics.figures import figures_of
from proposals.statistics.known import KnownFigure, known_year

FAULTY = (DISAGREES, INCONSISTENT)


@dataclass(frozen=True)
class Finding:
    """One number of the draft with its verdict; `figure` is what the records hold, where they were asked."""

    number: Number
    verdict: str
    reason: str
    expected: Decimal | None = None
    part: int | None = None
    whole: int | None = None
    figure: KnownFigure | None = None

    @property
    def is_fault(self):
        """Say whether somebody has to look at it."""
        return self.verdict in FAULTY


def check_draft(draft, scope=None):
    """Return a finding for every number of `draft`, in order; without a `scope` by the text alone.

    The records outweigh the text: where they confirm a number, an inconsistency is another number's fault.
    """
    numbers = find_numbers(draft.text, draft.cells)
    names = [named(number) for number in numbers]
    by_text = judge_text(numbers, names, draft.cells)
    by_records = {}
    if scope is not None:
        known = known_year(figures_of(scope))
        by_records = compare(draft.text, numbers, names, find_shares(numbers, names), known)
    return [
        _finding(number, by_text.get(place), by_records.get(place)) for place, number in enumerate(numbers)
    ]


def _finding(number, by_text, compared):
    judgement = compared.judgement if compared else by_text
    if judgement is None:
        return Finding(number, UNKNOWN, "文中没有可以核对的数。")
    return Finding(
        number,
        judgement.verdict,
        judgement.reason,
        judgement.expected,
        judgement.part,
        judgement.whole,
        compared.figure if compared else None,
    )
