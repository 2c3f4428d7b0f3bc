"""The units side by side: what each has, has answered, and is late with."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from proposals.models import CoHandlingOpinion, Reply
from proposals.models.assignment import OPEN, UNKNOWN_UNIT
from proposals.statistics import handling
from workflows.machines.assignment import State

OVERDUE = "超期（件次）：到截至日已过期限（当天不算）而该答复的没有答复、该提会办意见的没有提的承办件。"
RANKING = "承办单位先按超期件次、再按尚未答复的件次从多到少排列；按期办复率的口径同全届次。"


NUMBERS = {
    "overdue": "超期",
    "unanswered": "未答复",
    "replied": "已答复",
    "repliers": "应答复",
    "on_time": "按期答复",
    "assignments": "承办",
}


@dataclass(frozen=True)
class UnitLine:
    """One unit and how many of its tasks count for each of NUMBERS; `pk` None: the unit is not known."""

    pk: int | None
    name: str
    counts: dict[str, int]

    @property
    def numbers(self):
        """Each number with the key of its list and its name, in the order of NUMBERS."""
        return [
            (f"unit_tasks:{name}:{self.pk or ''}", label, self.counts[name])
            for name, label in NUMBERS.items()
        ]


def day_of(scope):
    """Return the day on which lateness is looked at: that of the scope, or today."""
    return scope.as_of or timezone.localdate()


def late(scope):
    """Return the condition over `with_limit` that a task was overdue at the end of the scope's day."""
    passed = Q(limit__lt=day_of(scope))
    if scope.as_of is None:
        return passed & Q(state__in=OPEN)
    return passed & Q(was_done=False) & ~Q(state=State.HAND_BACK_REQUESTED)


def with_limit(scope, tasks):
    """Return `tasks` with the `limit` of their present round and whether it `was_done` by the scope's day."""
    replies = Reply.objects.issued().filter(
        scope.by("issued_on"), assignment=OuterRef("pk"), round=OuterRef("round")
    )
    opinions = CoHandlingOpinion.objects.standing().filter(
        scope.by("given_on"), assignment=OuterRef("pk"), round=OuterRef("round")
    )
    concluded = Q(state=State.CONCLUDED) & scope.by("concluded_on")
    return tasks.annotate(
        limit=Coalesce("round_due_on", "due_on"),
        was_done=Q(Exists(replies)) | Q(Exists(opinions)) | concluded,
    )


def overdue_tasks(scope):
    """Return the tasks that were overdue at the end of the scope's day."""
    return with_limit(scope, scope.tasks()).filter(late(scope))


def tasks_of_unit(scope, measure, pk):
    """Return the tasks of one unit (`pk` None: the unknown unit) behind one of its NUMBERS.

    Raises:
        KeyError: there is no such number.
    """
    tasks = with_limit(scope, handling.task_facts(scope)).filter(unit=pk)
    return tasks.filter(_measures(scope)[measure])


def ranking(scope, most=None):
    """Return a UnitLine for each unit, slowest first: most overdue, then most unanswered (one statement)."""
    counts = {f"{name}_n": Count("pk", filter=condition) for name, condition in _measures(scope).items()}
    facts = with_limit(scope, handling.task_facts(scope)).annotate(unit_name=F("unit__name"))
    rows = handling.worked_out_once(facts).values("unit_id", "unit_name").annotate(**counts)
    rows = rows.order_by("-overdue_n", "-unanswered_n", "unit_name")
    return [
        UnitLine(
            row["unit_id"], row["unit_name"] or UNKNOWN_UNIT, {name: row[f"{name}_n"] for name in NUMBERS}
        )
        for row in rows[:most]
    ]


def _measures(scope):
    measures = handling.task_measures(scope)
    measures |= {"overdue": late(scope), "unanswered": measures["repliers"] & ~measures["replied"]}
    return {name: measures[name] for name in NUMBERS}
