"""The course of a session day by day: how many proposals had come so far, by what is recorded now.

A proposal counts from the day on which it reached the mark; with several units, from the day of the last. Days
that are not known count from the beginning, as in every figure as of a day; so do those too old for the session.
What was taken back since does not appear on earlier days: that is what figures as of a day are for.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, Count, DateField, F, Max, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from proposals.models import Consultation, Examination, Proposal, Reply
from proposals.models.assignment import OWING_REPLY
from proposals.models.policy import ConclusionRule, ConsultationBase
from proposals.statistics import lists

MARKS = {
    "received": "收到",
    "filed": "立案",
    "assigned": "交办",
    "consulted": "面商",
    "replied": "答复",
    "concluded": "办结",
}
DEFINITION = (
    "按现有记录，到各日为止累计的提案件数：收到按提交日期，立案按审查日期，交办按首个单位的交办日期，"
    "面商、答复按最后一个应答复单位的首次日期，办结按办结日期；日期不详或早于届次上一年的从一开始就计入。"
)
UNKNOWN = date.min


@dataclass(frozen=True)
class Day:
    """The running totals at the end of one day, by mark; `label` bears the year where the days are of more than one."""

    day: date
    label: str
    totals: dict[str, int]

    @property
    def numbers(self):
        """Each total with the key of its list and its name, in the order of MARKS."""
        return [(f"course:{mark}:{self.day}", label, self.totals[mark]) for mark, label in MARKS.items()]


def course(scope, points=12):
    """Return the running totals of `scope` at no more than `points` days, the last being the last event.

    No day is before the first of the session or still to come. One statement a mark, whatever the number of cases.
    """
    events = {mark: _by_day(scope, mark) for mark in MARKS}
    first, today = scope.plenary_session.first_day, timezone.localdate()
    known = sorted({day for counted in events.values() for day in counted if first <= day <= today})
    days = _spread(known[0], known[-1], points) if known else []
    pattern = "n月j日" if days and days[0].year == days[-1].year else "Y年n月j日"
    return [
        Day(day, date_format(day, pattern), {mark: _total(counted, day) for mark, counted in events.items()})
        for day in days
    ]


def reached(scope, mark, until):
    """Return the proposals behind one total of the course: those that reached `mark` by the day `until`."""
    return _with_day(scope, mark).filter(day__lte=until)


def _by_day(scope, mark):
    return dict(_with_day(scope, mark).order_by().values_list("day").annotate(Count("pk")))


def _total(counted, day):
    return sum(number for on, number in counted.items() if on <= day)


def _spread(first, last, points):
    """Return at most `points` days from `first` to `last`, evenly apart, ending with `last`."""
    span = (last - first).days
    step = max(1, -(-span // (points - 1)))
    return sorted(last - timedelta(days=step * back) for back in range(points) if step * back <= span)


def _with_day(scope, mark):
    """Return the proposals that have reached `mark`, each with the `day` on which it did."""
    if mark == "received":
        found, day = lists.counted(scope, mark), F("submitted_on")
    elif mark == "filed":
        found, day = lists.counted(scope, mark), Subquery(_decision(scope, "decided_on"))
    else:
        found = lists.cases(scope, mark)
        found = Proposal.objects.filter(pk__in=found.order_by().values("pk")).annotate(
            handled_as=Coalesce(
                Subquery(_decision(scope, "merged_into")), F("pk"), output_field=BigIntegerField()
            )
        )
        day = _DAYS[mark](scope)
    return found.annotate(day=Coalesce(day, Value(UNKNOWN), output_field=DateField()))


def _decision(scope, field):
    return Examination.objects.holding(scope.as_of).filter(proposal=OuterRef("pk")).values(field)[:1]


def _of_tasks(scope, of_task, day, aggregate=Max):
    """Return the first or last `day` among the tasks of a case that `of_task` keeps."""
    tasks = of_task(scope.tasks_of_any_case()).filter(proposal=OuterRef("handled_as"))
    dated = tasks.annotate(task_day=Coalesce(day, Value(UNKNOWN), output_field=DateField()))
    return Subquery(dated.order_by().values("proposal").annotate(at=aggregate("task_day")).values("at"))


def _assigned(scope):
    return _of_tasks(scope, lambda tasks: tasks, F("assigned_on"), Min)


def _consulted(scope):
    talks = Consultation.objects.counted(scope.policy).filter(scope.by("met_on"), assignment=OuterRef("pk"))
    last = max(scope.policy.minimum_consultations, 1) - 1
    enough = talks.annotate(talked_on=Coalesce("met_on", Value(UNKNOWN))).order_by("talked_on", "pk")
    everyone = scope.policy.consultation_base == ConsultationBase.ALL
    kept = (lambda tasks: tasks) if everyone else _owing
    return _of_tasks(scope, kept, Subquery(enough.values("talked_on")[last : last + 1]))


def _replied(scope):
    first = Reply.objects.issued().filter(scope.by("issued_on"), assignment=OuterRef("pk"))
    first = first.annotate(out_on=Coalesce("issued_on", Value(UNKNOWN))).order_by("out_on", "pk")
    return _of_tasks(scope, _owing, Subquery(first.values("out_on")[:1]))


def _concluded(scope):
    concluded = Subquery(Proposal.objects.filter(pk=OuterRef("handled_as")).values("concluded_on")[:1])
    if scope.policy.conclusion == ConclusionRule.REPLY:
        return Coalesce(concluded, _replied(scope), output_field=DateField())
    return concluded


def _owing(tasks):
    return tasks.filter(part__in=OWING_REPLY)


_DAYS = {"assigned": _assigned, "consulted": _consulted, "replied": _replied, "concluded": _concluded}
