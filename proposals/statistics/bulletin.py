"""The figures of a completion notice (办结情况通报) for one day, as plain values: what is frozen, printed and sent."""

from django.db.models import Q
from django.db.models.functions import Coalesce

from proposals.models.assignment import UNKNOWN_UNIT
from proposals.statistics import handling
from proposals.statistics.figures import figures_of
from proposals.statistics.rate import percent
from proposals.statistics.scope import Scope
from workflows.machines.assignment import State

RATES = ("consultation_rate", "reply_rate", "on_time_reply_rate", "conclusion_rate", "satisfaction_rate")
COUNTS = {"filed": "立案", "assigned": "已交办", "replied": "已答复", "concluded": "已办结"}
_RANKED = ("assignments", "repliers", "consulted", "replied", "on_time", "concluded")
_NOT_OVERDUE = (State.HAND_BACK_REQUESTED, State.CONCLUDED)


def bulletin_values(session, day):
    """Return the content of the notice for the end of `day`: JSON values only, so that it can be kept as it is."""
    scope = Scope(session, as_of=day)
    figures = figures_of(scope)
    return {
        "title": f"{session}提案办结情况通报",
        "day": day.isoformat(),
        "figures": figure_rows(figures),
        "units": _ranking(scope),
        **_near_limits(scope, day),
        "warnings": list(figures.warnings),
    }


def figure_rows(figures):
    """Return [{key, label, text, definition}] of the counts and rates that the notice prints."""
    policy = figures.scope.policy
    counts = [
        {"key": key, "label": label, "text": f"{figures.counts[key]}件", "definition": ""}
        for key, label in COUNTS.items()
    ]
    rates = [figures.rates[key] for key in RATES]
    return counts + [
        {
            "key": rate.key,
            "label": rate.label,
            "text": f"{_with_sign(rate.percent(policy))}（{rate.part}/{rate.whole}）",
            "definition": rate.definition,
        }
        for rate in rates
    ]


def differing(then, now):
    """Return [(label, text then, text now)] of the figures that are not what they were."""
    today = {row["key"]: row["text"] for row in now}
    return [
        (row["label"], row["text"], today[row["key"]]) for row in then if today.get(row["key"]) != row["text"]
    ]


def _ranking(scope):
    """Rank the units by reply rate, then by the number of replies; equal ones share a rank."""
    rows = []
    for row in handling.unit_table(scope):
        whole = row["repliers"]
        rows.append(
            {
                "unit": row["unit_name"] or UNKNOWN_UNIT,
                **{name: row[name] for name in _RANKED},
                "reply_rate": _with_sign(percent(row["replied"], whole, decimals=scope.policy.decimals)),
                "order": (-row["replied"] / whole if whole else 1, -row["replied"]),
            }
        )
    rows.sort(key=lambda row: (row["order"], row["unit"]))
    rank, last = 0, None
    for place, row in enumerate(rows, start=1):
        order = row.pop("order")
        if order != last:
            rank, last = place, order
        row["rank"] = rank
    return rows


def _near_limits(scope, day):
    """Return the tasks overdue at the end of `day` and those that fall due within the days of warning."""
    answered = Q(first_reply_on__isnull=False, round=1) | Q(opinion_on__isnull=False)
    tasks = (
        handling.task_facts(scope)
        .exclude(answered)
        .exclude(state__in=_NOT_OVERDUE)
        .filter(paused_on=None)
        .annotate(limit=Coalesce("round_due_on", "due_on"))
        .filter(limit__isnull=False)
        .order_by("limit", "proposal__number_order", "pk")
        .values_list("proposal__number", "proposal__title", "unit__name", "limit")
    )
    found = {"overdue": [], "due_soon": []}
    for number, title, unit, limit in tasks:
        days = (day - limit).days
        if days > 0 or -days <= scope.policy.due_soon_days:
            row = {"number": number, "title": title, "unit": unit or UNKNOWN_UNIT, "limit": limit.isoformat()}
            found["overdue" if days > 0 else "due_soon"].append({**row, "days": abs(days)})
    return found


def _with_sign(digits):
    return digits if digits == "—" else f"{digits}%"
