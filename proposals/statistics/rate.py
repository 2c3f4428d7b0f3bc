"""A rate is a pair: so many of so many; the percentage is a way of printing it."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from proposals.models.policy import Rounding

NOTHING = "—"


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`, with the key, the Chinese name and the definition it is printed with."""

    key: str
    label: str
    part: int
    whole: int
    definition: str = ""

    def percent(self, policy):
        """Return the digits as printed, by the decimals and rounding of `policy`; "—" for nothing over nothing."""
        return percent(self.part, self.whole, decimals=policy.decimals, rounding=policy.rounding)

    def printed(self, policy):
        """Return the percentage as a sentence has it: 75.7%, and 100% without decimals; "—" for nothing."""
        return printed(self.part, self.whole, policy)


def printed(part, whole, policy):
    """Return 100 × part ÷ whole as a sentence has it: 75.7%, and 100% without decimals; "—" for nothing."""
    if whole and part == whole:
        return "100%"
    digits = percent(part, whole, decimals=policy.decimals, rounding=policy.rounding)
    return digits if digits == NOTHING else f"{digits}%"


def percent(part, whole, *, decimals=1, rounding=Rounding.HALF_UP):
    """Return 100 × part ÷ whole as digits: 153 of 202 → "75.7"; half up, or cut where a place cuts; "—" of nothing.

    Shares of one set are rounded one by one and need not add to 100.
    """
    if not whole:
        return NOTHING
    mode = ROUND_DOWN if rounding == Rounding.CUT else ROUND_HALF_UP
    return str((Decimal(100 * part) / Decimal(whole)).quantize(Decimal(1).scaleb(-decimals), rounding=mode))
