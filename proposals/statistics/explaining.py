"""Why a figure is what it is: its parts, its definition, the switches of the policy that decided, what others say."""

from copy import copy
from dataclasses import dataclass, replace

from proposals.models import Policy
from proposals.statistics.definitions import COUNTS
from proposals.statistics.figures import figures_of
from proposals.statistics.rate import NOTHING

_SWITCHES = {
    "filing_rate": ("filing_base",),
    "filed": ("filing_base",),
    "assignment_rate": ("filing_base",),
    "consultation_rate": ("consultation_base", "phone_counts", "minimum_consultations", "filing_base"),
    "reply_rate": ("filing_base",),
    "on_time_reply_rate": ("reply_limit", "reply_limit_anchor"),
    "conclusion_rate": ("conclusion", "unit_conclusion_base_all", "filing_base"),
    "satisfaction_rate": ("satisfaction_base", "fairly_satisfied_counts", "unit_satisfaction_base_all"),
    "attitude_satisfaction_rate": ("satisfaction_base", "fairly_satisfied_counts"),
    "follow_up_rate": ("filing_base",),
    "disclosure_rate": ("unit_conclusion_base_all", "filing_base"),
    "concluded": ("conclusion",),
}
_ALWAYS = ("decimals", "rounding")
_MERGED = "被并入的提案：口径为「{base}」，{how}。"
_TREATMENTS = (
    "撤案：在收到数内，不在立案数内。",
    "免于面商：{waived}。",
)


@dataclass(frozen=True)
class Switch:
    """One switch of the policy: its name, how it stands, and what the figure would be in its other positions."""

    label: str
    value: str
    otherwise: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Everything about one figure."""

    key: str
    label: str
    text: str
    part: int
    whole: int | None
    exact: str
    definition: str
    counted: str
    switches: tuple[Switch, ...]
    treatments: tuple[str, ...]
    notes: tuple[str, ...]
    source: str


def explain(scope, key):
    """Return the explanation of a count or a rate of `scope`; None where there is no such figure."""
    figures = figures_of(scope)
    session = scope.plenary_session
    notes = tuple(session.figure_notes.filter(figure=key).values_list("text", flat=True))
    rate = figures.rates.get(key)
    if rate is None and key not in figures.counts:
        return None
    common = {
        "key": key,
        "switches": tuple(_switches(scope, key)),
        "treatments": _treatments(scope),
        "notes": notes,
        "source": session.source,
    }
    if rate is None:
        number = figures.counts[key]
        label, _colon, definition = COUNTS[key].partition("：")
        counted = "件次" if "件次" in label else "家" if key == "units" else "件"
        return Explanation(
            label=label, text=str(number), part=number, whole=None, exact="", definition=definition,
            counted=counted, **common,
        )  # fmt: skip
    return Explanation(
        label=rate.label,
        text=rate.printed(scope.policy),
        part=rate.part,
        whole=rate.whole,
        exact=_exact(rate),
        definition=rate.definition,
        counted=_counted(key, figures),
        **common,
    )


def _exact(rate):
    return f"{rate.part} ÷ {rate.whole} ＝ {rate.part / rate.whole:.6f}" if rate.whole else NOTHING


def _counted(key, figures):
    if key == "adoption_rate":
        return "建议的条数"
    if key == "participation_rate":
        return "委员的人数"
    if figures.by_task or key in ("acceptance_rate", "opinion_rate"):
        return "承办件（件次）"
    return "提案（件）"


def _switches(scope, key):
    for name in (*_SWITCHES.get(key, ()), *_ALWAYS):
        field = Policy._meta.get_field(name)
        yield Switch(
            str(field.verbose_name),
            _shown(scope.policy, name),
            tuple(_otherwise(scope, key, field)) if name not in _ALWAYS else (),
        )


def _shown(policy, name):
    field = Policy._meta.get_field(name)
    value = getattr(policy, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(field.choices).get(value, value)) if field.choices else str(value)


def _otherwise(scope, key, field):
    """Yield (position, the figure) of every other position of a switch that has few."""
    now = getattr(scope.policy, field.name)
    others = (not now,) if isinstance(now, bool) else [value for value, _name in field.choices or ()]
    for value in others:
        if value == now:
            continue
        policy, session = copy(scope.policy), copy(scope.plenary_session)
        setattr(policy, field.name, value)
        session.policy = policy
        figures = figures_of(replace(scope, plenary_session=session))
        rate = figures.rates.get(key)
        text = (
            str(figures.counts[key])
            if rate is None
            else f"{rate.printed(policy)}（{rate.part}/{rate.whole}）"
        )
        yield _shown(policy, field.name), text


def _treatments(scope):
    policy = scope.policy
    gross = policy.filing_base == "gross"
    how = "算在立案数内，答复等事实随并入的提案" if gross else "不算在立案数内，随并入的提案一并答复"
    waived = "从面商率的分母中减去" if policy.consultation_base == "minus_waived" else "仍在面商率的分母内"
    return (
        _MERGED.format(base=policy.get_filing_base_display(), how=how),
        *(text.format(waived=waived) for text in _TREATMENTS),
    )
