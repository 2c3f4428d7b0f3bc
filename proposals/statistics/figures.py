"""Every figure of a scope, gathered: counts, rates, breakdowns and what must be said beside them."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from proposals.models import Kind, Member, OutcomeClass, Proposer, Suggestion
from proposals.models.assignment import UNKNOWN_UNIT
from proposals.models.examination import Disposition
from proposals.models.policy import ConsultationBase, SatisfactionBase
from proposals.statistics import filing, handling
from proposals.statistics.definitions import COUNTS, COUNTS_OF_A_UNIT, OF_WHOLE_SESSIONS, rate_definitions
from proposals.statistics.rate import Rate, percent
from proposals.statistics.remarks import remarks_on


@dataclass(frozen=True)
class Share:
    """One line of a breakdown: `part` of `whole` falls under `key`."""

    key: str
    label: str
    part: int
    whole: int

    def percent(self, policy):
        """Return the digits as printed by `policy`."""
        return percent(self.part, self.whole, decimals=policy.decimals, rounding=policy.rounding)


@dataclass(frozen=True)
class Figures:
    """The figures of a scope; `by_task` says that tasks (件次) are counted, not proposals (件)."""

    scope: object
    by_task: bool
    counts: dict[str, int]
    rates: dict[str, Rate]
    breakdowns: dict[str, list[Share]]
    warnings: list[str] = field(default_factory=list)

    def counts_shown(self):
        """Return [(key, definition, number)] of the counts that mean something here: a unit examines nothing."""
        keys = COUNTS_OF_A_UNIT if self.scope.unit else self.counts
        return [(key, sentence, self.counts[key]) for key, sentence in COUNTS.items() if key in keys]

    def rates_shown(self):
        """Return the rates that mean something here: those of a whole session are not a unit's."""
        return [
            rate for key, rate in self.rates.items() if not (self.scope.unit and key in OF_WHOLE_SESSIONS)
        ]


def figures_of(scope):
    """Compute every figure of `scope`; the number of statements does not depend on the number of cases."""
    figures = figures_without_remarks(scope)
    figures.warnings.extend(remarks_on(figures))
    return figures


def figures_without_remarks(scope):
    """Compute the figures of `scope` alone, where nothing is said beside them."""
    parts = filing.partition(scope)
    tasks, cases = handling.count_handling(scope)
    breakdowns = _breakdowns(scope, parts, cases, tasks)
    by_task = scope.counted_unit is not None
    counts = _counts(scope, parts, tasks, cases)
    counts["units"] = sum(1 for line in breakdowns["unit"] if line.key)
    pairs = _task_pairs(scope, tasks) if by_task else _case_pairs(scope, counts, tasks, cases)
    if not scope.policy.received_known:
        pairs["filing_rate"] = (parts.filed(scope.policy), 0)
    rates = {
        key: Rate(key, definition.label, *pairs[key], definition.sentence)
        for key, definition in rate_definitions(scope.policy, by_task=by_task).items()
    }
    return Figures(scope, by_task, counts, rates, breakdowns)


def _counts(scope, parts, tasks, cases):
    return {
        "received": parts.received,
        "filed": parts.filed(scope.policy),
        "filed_net": parts.filed_net,
        "filed_gross": parts.filed_gross,
        "merged": parts.merged,
        "merge_groups": parts.merge_groups,
        "declined": parts.declined,
        "converted": parts.converted,
        "withdrawn": parts.withdrawn,
        "pending": parts.pending,
        "assigned": cases["assigned"],
        "replied": cases["replied"],
        "concluded": cases["concluded"],
        "assignments": tasks["assignments"],
        "repliers": tasks["repliers"],
        "co_handlings": tasks["co_handlings"],
    }


def _common_pairs(scope, counts, tasks):
    suggestions = Suggestion.objects.filter(proposal__in=scope.filed().order_by().values("pk")).aggregate(
        adopted=Count("pk", filter=Q(is_adopted=True) & scope.by("adopted_on")), n=Count("pk")
    )
    return {
        "filing_rate": (counts["filed"], counts["received"]),
        "assignment_rate": (counts["assigned"], counts["filed"]),
        "acceptance_rate": (tasks["accepted"], tasks["assignments"]),
        "opinion_rate": (tasks["opinions"], tasks["co_handlings"]),
        "adoption_rate": (suggestions["adopted"], suggestions["n"]),
        "participation_rate": _participation(scope),
    }


def _case_pairs(scope, counts, tasks, cases):
    filed = counts["filed"]
    returned_only = scope.policy.satisfaction_base == SatisfactionBase.RETURNED
    consulted = {
        ConsultationBase.REPLIERS: (cases["consulted"], filed),
        ConsultationBase.ALL: (cases["consulted_at_all"], filed),
        ConsultationBase.MINUS_WAIVED: (cases["consulted"], filed - cases["waived"]),
    }
    return _common_pairs(scope, counts, tasks) | {
        "consultation_rate": consulted[scope.policy.consultation_base],
        "reply_rate": (cases["replied"], filed),
        "on_time_reply_rate": (cases["on_time"], cases["limited"]),
        "conclusion_rate": (cases["concluded"], filed),
        "satisfaction_rate": (cases["satisfied"], cases["returned"] if returned_only else filed),
        "attitude_satisfaction_rate": (
            cases["attitude_satisfied"],
            cases["attitude_returned"] if returned_only else filed,
        ),
        "feedback_return_rate": (cases["forms"], cases["replied"]),
        "follow_up_rate": (cases["followed_up"], filed),
        "disclosure_rate": (cases["published"], filed),
        "resolved_rate": (cases["resolved"], cases["classed"]),
    }


def _task_pairs(scope, tasks):
    policy = scope.policy
    owing, everything = tasks["repliers"], tasks["assignments"]
    rated = everything if policy.unit_satisfaction_base_all else owing
    returned_only = policy.satisfaction_base == SatisfactionBase.RETURNED
    consulted = {
        ConsultationBase.REPLIERS: (tasks["consulted"], owing),
        ConsultationBase.ALL: (tasks["consulted_at_all"], everything),
        ConsultationBase.MINUS_WAIVED: (tasks["consulted"], owing - tasks["waived"]),
    }
    if policy.unit_conclusion_base_all:
        concluded, published = (tasks["concluded"], everything), (tasks["published"], everything)
    else:
        concluded, published = (tasks["concluded_repliers"], owing), (tasks["published_repliers"], owing)
    counts = {"filed": 0, "received": 0, "assigned": 0}
    return _common_pairs(scope, counts, tasks) | {
        "consultation_rate": consulted[policy.consultation_base],
        "reply_rate": (tasks["replied"], owing),
        "on_time_reply_rate": (tasks["on_time"], tasks["limited"]),
        "conclusion_rate": concluded,
        "satisfaction_rate": (tasks["satisfied"], tasks["returned"] if returned_only else rated),
        "attitude_satisfaction_rate": (
            tasks["attitude_satisfied"],
            tasks["attitude_returned"] if returned_only else rated,
        ),
        "feedback_return_rate": (tasks["forms"], tasks["replied"]),
        "follow_up_rate": (tasks["followed_up"], owing),
        "disclosure_rate": published,
        "resolved_rate": (tasks["resolved"], tasks["classed"]),
    }


def _participation(scope):
    roster = Member.objects.filter(term=scope.plenary_session.term, standing=Member.Standing.IN_OFFICE)
    proposed = Proposer.objects.filter(
        proposal__in=scope.received().order_by().values("pk"), member__in=roster
    )
    active = proposed.exclude(role=Proposer.Role.SECONDER).aggregate(n=Count("member", distinct=True))["n"]
    return active, roster.count()


def _breakdowns(scope, parts, cases, tasks):
    base = parts.base(scope.policy)
    shared = filing.composition(scope)
    kinds = shared.kinds
    pair = filing.by_kind_pair(scope, kinds)
    labels = {"MEMBER": "委员提案", "COLLECTIVE": "集体提案", "": "性质不详"}
    classes = OutcomeClass.objects.filter(plenary_session=scope.plenary_session)
    return {
        "proposer_kind": [
            Share(key, labels[key], number, base) for key, number in pair.items() if number or key
        ],
        "proposer_kind_detail": [
            Share(key, str(Kind(key).label) if key else "性质不详", kinds[key], base)
            for key in (*Kind.values, "")
            if key in kinds
        ],
        "category": [
            Share(code, name or "类别不详", number, base)
            for (code, name), number in shared.categories.items()
        ],
        "sector": [Share(name, name or "界别不详", number, base) for name, number in shared.sectors.items()],
        "outcome": [Share(each.code, each.name, cases[f"outcome_{each.position}"], base) for each in classes],
        "unit": [
            Share(row["unit__name"] or "", row["unit__name"] or UNKNOWN_UNIT, row["n"], tasks["assignments"])
            for row in handling.by_unit(scope)
        ],
        "disposition": [
            Share(key, str(Disposition(key).label) if key else "去向不详", number, parts.declined)
            for key, number in filing.by_disposition(scope).items()
        ],
    }
