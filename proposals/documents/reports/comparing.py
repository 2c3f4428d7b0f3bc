"""How two years are compared in words: 增长、下降、个百分点、与上年持平; reckoned from the digits as printed."""

from decimal import ROUND_HALF_UP, Decimal

_ALL = Decimal(100)


def growth(now, before, *, noun="件", decimals=1):
    """Return how a count changed: 比上年增加8件，增长4.1%; nothing where the year before is not known."""
    if before is None:
        return ""
    if now == before:
        return "与上年持平"
    more = now > before
    change = abs(now - before)
    text = f"比上年{'增加' if more else '减少'}{change}{noun}"
    if not before:
        return text
    share = (Decimal(change) * 100 / before).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{text}，{'增长' if more else '下降'}{share}%"


def points(now, before):
    """Return how a rate changed: 比上年提高6.3个百分点; `now` and `before` are printed percentages."""
    if not before.endswith("%") or not now.endswith("%"):
        return ""
    change = Decimal(now[:-1]) - Decimal(before[:-1])
    if not change:
        return "与上年持平"
    return f"比上年{'提高' if change > 0 else '下降'}{abs(change).normalize():f}个百分点"
