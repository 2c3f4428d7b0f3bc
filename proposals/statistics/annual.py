"""What a report needs, gathered once and fit to be frozen: figures, shares, units, examples, the year before.

Everything is text and whole numbers, so that the same values, read back years later, make the same report.
"""

from dataclasses import asdict, dataclass, field

from proposals.models import (
    Consultation,
    HandBack,
    Instruction,
    Member,
    Occasion,
    OutcomeClass,
    Proposal,
    Reminder,
)
from proposals.models.assignment import UNKNOWN_UNIT
from proposals.queries.papers.wording import day_text, formal_session, place_of, short_session
from proposals.statistics import filing, handling
from proposals.statistics.definitions import COUNTS
from proposals.statistics.figures import figures_of
from proposals.statistics.flags import flags_on
from proposals.statistics.rate import printed
from proposals.statistics.units import overdue_tasks
from proposals.statistics.years import year_before, years_of

MOST_EXAMPLES = 3
_PARTS = 6
_BREAKDOWNS = ("proposer_kind", "proposer_kind_detail", "category", "outcome", "disposition")


@dataclass(frozen=True)
class Figure:
    """One figure as it stands in a report; a rate has a `whole`, a count has none."""

    key: str
    label: str
    part: int
    whole: int | None
    text: str
    definition: str


@dataclass(frozen=True)
class ShareLine:
    """One line of a breakdown, with the same line of the year before where it is known."""

    key: str
    label: str
    part: int
    whole: int
    text: str
    before: int | None = None


@dataclass(frozen=True)
class UnitRow:
    """One unit in the annex; counts are of tasks (件次)."""

    unit: str
    repliers: int
    co_handlings: int
    accepted: int
    consulted: int
    replied: int
    on_time: int
    limited: int
    satisfied: int
    returned: int
    outcomes: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """A case cited by number and title."""

    category: str
    number: str
    title: str
    units: str
    is_key: bool


@dataclass(frozen=True)
class YearRow:
    """One session in the comparison of years; None where a figure is not known."""

    label: str
    received: int | None
    filed: int | None
    is_total: bool


@dataclass(frozen=True)
class ReportFigures:
    """All that one report is made from."""

    session: str
    short: str
    place: str
    year: int
    unit: str
    as_of: str
    by_task: bool
    figures: dict[str, Figure]
    before: dict[str, Figure]
    before_label: str
    before_is_total: bool
    breakdowns: dict[str, tuple[ShareLine, ...]]
    units: tuple[UnitRow, ...]
    outcome_codes: tuple[str, ...]
    examples: tuple[Example, ...]
    years: tuple[YearRow, ...]
    noted: tuple[str, ...]
    flags: tuple[str, ...]
    definitions: tuple[str, ...] = field(default=())

    def count(self, key):
        """Return a count, 0 where there is none."""
        return self.figures[key].part if key in self.figures else 0

    def to_json(self):
        """Return the values as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data):
        """Return the values that `to_json` wrote."""
        made = dict(data)
        for name in ("figures", "before"):
            made[name] = {key: Figure(**each) for key, each in data[name].items()}
        made["breakdowns"] = {
            name: tuple(ShareLine(**line) for line in lines) for name, lines in data["breakdowns"].items()
        }
        made["units"] = tuple(UnitRow(**row | {"outcomes": tuple(row["outcomes"])}) for row in data["units"])
        made["examples"] = tuple(Example(**each) for each in data["examples"])
        made["years"] = tuple(YearRow(**each) for each in data["years"])
        for name in ("outcome_codes", "noted", "flags", "definitions"):
            made[name] = tuple(data[name])
        return cls(**made)


def report_figures(scope, tell=lambda _part, _whole: None):
    """Gather what a report on `scope` needs; the number of statements does not depend on the number of cases.

    `tell` is told, after each of the parts that take long, how many of how many are done.
    """
    session = scope.plenary_session
    found = figures_of(scope)
    tell(1, _PARTS)
    earlier = year_before(scope)
    figures = _figures(found, scope)
    tell(2, _PARTS)
    units = tuple(_unit_rows(scope))
    tell(3, _PARTS)
    examples = tuple(_examples(scope))
    tell(4, _PARTS)
    years = tuple(YearRow(*row) for row in years_of(session))
    tell(5, _PARTS)
    flags = (*found.warnings, *flags_on(found))
    tell(6, _PARTS)
    return ReportFigures(
        session=formal_session(session),
        short=short_session(session),
        place=place_of(session),
        year=session.year,
        unit=str(scope.counted_unit or ""),
        as_of=day_text(scope.as_of),
        by_task=found.by_task,
        figures=figures,
        before={key: _figure_before(key, pair, scope) for key, pair in earlier.pairs.items()},
        before_label=earlier.label,
        before_is_total=earlier.is_total,
        breakdowns=_breakdowns(found, earlier, scope),
        units=units,
        outcome_codes=tuple(_codes(scope).values()),
        examples=examples,
        years=years,
        noted=tuple(session.figure_notes.values_list("figure", flat=True)),
        flags=flags,
        definitions=tuple(rate.definition for rate in found.rates.values()),
    )


def _figures(found, scope):
    figures = {
        key: Figure(key, COUNTS[key].split("：")[0], number, None, str(number), COUNTS[key])
        for key, number in found.counts.items()
    }
    figures |= {
        key: Figure(key, label, number, None, str(number), f"{label}：{definition}")
        for key, (label, definition, number) in _further_counts(scope).items()
    }
    for key, rate in found.rates.items():
        figures[key] = Figure(
            key, rate.label, rate.part, rate.whole, rate.printed(scope.policy), rate.definition
        )
    return figures


def _further_counts(scope):
    """Return {key: (label, what it counts, number)} of what only reports tell."""
    received = scope.received()
    filed = scope.filed().order_by().values("pk")
    pair = dict.fromkeys(("MEMBER", "COLLECTIVE", ""), 0)
    for kind in received.values_list("kind", flat=True):
        pair[filing.pair_of(scope, kind)] += 1
    tasks = scope.tasks().order_by().values("pk")
    talks = Consultation.objects.counted(scope.policy).filter(scope.by("met_on"), assignment__in=tasks)
    roster = Member.objects.filter(term=scope.plenary_session.term, standing=Member.Standing.IN_OFFICE)
    return {
        "received_member": ("收到的委员提案", "委员个人或联名提出的收到件数", pair["MEMBER"]),
        "received_collective": ("收到的集体提案", "党派、团体、界别、专委会等提出的收到件数", pair["COLLECTIVE"]),
        "received_plenary": ("大会提案", "会议期间收到的件数", received.filter(occasion=Occasion.PLENARY).count()),
        "received_intersession": (
            "平时提案", "闭会期间收到的件数", received.filter(occasion=Occasion.INTERSESSION).count(),
        ),
        "key": ("重点提案", "列为重点的立案件数", Proposal.objects.filter(pk__in=filed, is_key=True).count()),
        "outstanding": (
            "优秀提案", "评为优秀的立案件数", Proposal.objects.filter(pk__in=filed, is_outstanding=True).count(),
        ),
        "talks": ("面商次数", "计入面商的记录次数", talks.count()),
        "talks_on_site": ("现场面商次数", "在现场进行的面商次数", talks.filter(manner="ON_SITE").count()),
        "reminders": (
            "催办次数", "对承办件催办的次数",
            Reminder.objects.standing().filter(scope.by("sent_on"), assignment__in=tasks).count(),
        ),
        "instructions": (
            "领导批示件次", "领导在提案上批示的次数",
            Instruction.objects.standing().filter(scope.by("given_on"), proposal__in=filed).count(),
        ),
        "hand_backs": (
            "退办申请件次", "承办单位申请退办的次数，自行撤回的除外",
            HandBack.objects.standing().filter(
                scope.by("requested_on"), assignment__proposal__in=filed
            ).exclude(ruling=HandBack.Ruling.WITHDRAWN).count(),
        ),
        "overdue": (
            "超期承办件", "期限已过而没有答复或没有提出会办意见的承办件（件次）",
            overdue_tasks(scope).count(),
        ),
        "dissatisfied": (
            "不满意的提案", "有提案者对办理结果不满意的件数",
            handling.case_facts(scope).filter(result_rank=3).count(),
        ),
        "members": ("在任委员", "在任的委员人数", roster.count()),
    }  # fmt: skip


def _figure_before(key, pair, scope):
    part, whole = pair
    text = str(part) if whole is None else printed(part, whole, scope.policy)
    return Figure(key, "", part, whole, text, "")


def _breakdowns(found, earlier, scope):
    return {
        name: tuple(
            ShareLine(
                line.key,
                line.label,
                line.part,
                line.whole,
                printed(line.part, line.whole, scope.policy),
                earlier.shares.get((name, line.key)),
            )
            for line in found.breakdowns[name]
        )
        for name in _BREAKDOWNS
    }


def _codes(scope):
    return dict(
        OutcomeClass.objects.filter(plenary_session=scope.plenary_session).values_list("position", "code")
    )


def outcomes_by_unit(scope):
    """Return {unit id: {position of the class: number of tasks}} of the replies whose class is known."""
    counted = {}
    rows = handling.task_facts(scope).filter(handling.OWING, outcome_position__isnull=False)
    for unit, position in rows.values_list("unit_id", "outcome_position"):
        counted.setdefault(unit, {}).setdefault(position, 0)
        counted[unit][position] += 1
    return counted


def _unit_rows(scope):
    positions = sorted(_codes(scope))
    outcomes = outcomes_by_unit(scope)
    for row in handling.unit_table(scope):
        own = outcomes.get(row["unit_id"], {})
        numbers = {
            name: row[name]
            for name in (
                "repliers", "co_handlings", "accepted", "consulted", "replied", "on_time", "limited",
                "satisfied", "returned",
            )
        }  # fmt: skip
        yield UnitRow(
            unit=row["unit_name"] or UNKNOWN_UNIT,
            outcomes=tuple(own.get(position, 0) for position in positions),
            **numbers,
        )


def _examples(scope):
    """Yield a few solved cases of each category, key and outstanding ones first."""
    best = handling.cases_counting_for(scope, handling.case_measures(scope)["resolved"])
    cases = (
        Proposal.objects.filter(pk__in=best)
        .select_related("category__parent")
        .prefetch_related("assignments__unit")
        .order_by("category__position", "-is_key", "-is_outstanding", "number_order")
    )
    taken = {}
    for proposal in cases:
        category = proposal.category and (proposal.category.parent or proposal.category)
        name = category.name if category else ""
        taken[name] = taken.get(name, 0) + 1
        if taken[name] <= MOST_EXAMPLES:
            units = "、".join(task.unit_label for task in proposal.tasks_at_hand() if task.owes_reply())
            yield Example(name, proposal.number_label, proposal.title, units, proposal.is_key)
