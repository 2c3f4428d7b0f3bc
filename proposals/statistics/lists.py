"""The list behind every number: the cases or tasks that it counted, by the same conditions."""

from proposals.models import Assignment, Kind, Proposal, Result
from proposals.models.policy import ConsultationBase, SatisfactionBase
from proposals.statistics import filing, handling, units
from proposals.statistics.definitions import OF_WHOLE_SESSIONS

_RESULTS = {
    "filed_net": (Result.FILED,),
    "filed_gross": (Result.FILED, Result.MERGED),
    "merged": (Result.MERGED,),
    "declined": (Result.DECLINED,),
    "withdrawn": (Result.WITHDRAWN,),
    "pending": (Result.PENDING,),
}
_CASE_COUNTS = ("assigned", "consulted", "replied", "concluded")
_TASK_COUNTS = ("assignments", "repliers", "co_handlings")
_CASE_PARTS = {
    "assignment_rate": "assigned",
    "consultation_rate": "consulted",
    "reply_rate": "replied",
    "on_time_reply_rate": "on_time",
    "conclusion_rate": "concluded",
    "satisfaction_rate": "satisfied",
    "attitude_satisfaction_rate": "attitude_satisfied",
    "feedback_return_rate": "forms",
    "follow_up_rate": "followed_up",
    "disclosure_rate": "published",
    "resolved_rate": "resolved",
}
_CASE_WHOLES = {
    "on_time_reply_rate": "limited",
    "feedback_return_rate": "replied",
    "resolved_rate": "classed",
}
_RETURNED = {"satisfaction_rate": "returned", "attitude_satisfaction_rate": "attitude_returned"}
_TASK_PARTS = {"acceptance_rate": "accepted", "opinion_rate": "opinions"}
_TASK_WHOLES = {"acceptance_rate": "assignments", "opinion_rate": "co_handlings"}


def counted(scope, key, side="part"):
    """Return the proposals or tasks behind a count, or one side (part, whole) of a rate; None where there is none.

    Where merged proposals count as filed they are listed with the cases that absorbed them. A unit's tasks have no
    list behind a rate of the whole session.
    """
    by_task = scope.counted_unit is not None
    if key in (*_TASK_COUNTS, "overdue"):
        return _tasks_counted(scope, key)
    if by_task and key in OF_WHOLE_SESSIONS:
        return scope.tasks().none()
    if key == "filing_rate":
        key = "filed" if side == "part" else "received"
    if key in ("received", "filed", *_RESULTS, "merge_groups", "converted"):
        return _by_result(scope, key)
    if key in _TASK_PARTS:
        return handling.tasks_counting_for(scope, (_TASK_PARTS if side == "part" else _TASK_WHOLES)[key])
    if key in _CASE_COUNTS:
        return cases(scope, key)
    if key not in _CASE_PARTS:
        return None
    return _tasks_of_rate(scope, key, side) if by_task else _cases_of_rate(scope, key, side)


def cases(scope, measure):
    """Return the filed proposals that count for one measure of `handling.case_measures`."""
    if measure == "consulted" and scope.policy.consultation_base == ConsultationBase.ALL:
        measure = "consulted_at_all"
    return _cases(scope, handling.case_measures(scope)[measure])


def _tasks_counted(scope, key):
    return units.overdue_tasks(scope) if key == "overdue" else handling.tasks_counting_for(scope, key)


def in_category(scope, code, base=""):
    """Return the proposals behind one line of the breakdown by category."""
    shared = filing.sharing(scope, base)
    if not code:
        return shared.filter(category=None)
    return shared.filter(category__code=code) | shared.filter(category__parent__code=code)


def of_kind(scope, key, base=""):
    """Return the proposals behind one line of the breakdowns by kind: a kind, or MEMBER / COLLECTIVE of the pair."""
    kinds = [kind for kind in (*Kind.values, "") if filing.pair_of(scope, kind) == key]
    return filing.sharing(scope, base).filter(kind__in=kinds)


def of_exact_kind(scope, kind):
    """Return the proposals behind one line of the breakdown by exact kind."""
    return filing.sharing(scope).filter(kind=kind)


def in_sector(scope, name):
    """Return the proposals behind one line of the breakdown by sector."""
    shared = filing.sharing(scope)
    return shared.filter(sector__name=name) if name else shared.filter(sector=None)


def in_outcome(scope, code):
    """Return the proposals behind one line of the breakdown by result class."""
    position = scope.plenary_session.outcomeclass_list.values_list("position", flat=True).get(code=code)
    return _cases(scope, handling.outcome_condition(position), merged=handling.shares_merged(scope))


def with_disposition(scope, disposition):
    """Return the declined proposals that went one way (处理去向)."""
    declined = scope.decisions().filter(result=Result.DECLINED, disposition=disposition)
    return Proposal.objects.filter(pk__in=declined.values("proposal"))


def of_unit(scope, name):
    """Return the tasks of one unit; a blank name stands for the unknown unit."""
    return scope.tasks().filter(unit__name=name) if name else scope.tasks().filter(unit=None)


def _by_result(scope, key):
    if key == "received":
        return scope.received()
    if key == "filed":
        key = "filed_gross" if handling.counts_merged(scope) else "filed_net"
    if key == "pending":
        return filing.proposals_with(scope, Result.PENDING)
    decisions = scope.decisions()
    if key == "merge_groups":
        return Proposal.objects.filter(pk__in=decisions.filter(result=Result.MERGED).values("merged_into"))
    if key == "converted":
        decisions = decisions.filter(result=Result.DECLINED).exclude(disposition="")
    else:
        decisions = decisions.filter(result__in=_RESULTS[key])
    return scope.received().filter(pk__in=decisions.values("proposal"))


def _cases_of_rate(scope, key, side):
    measures = handling.case_measures(scope)
    policy = scope.policy
    if side == "part":
        return cases(scope, _CASE_PARTS[key])
    if key in _CASE_WHOLES:
        return _cases(scope, measures[_CASE_WHOLES[key]])
    if key in _RETURNED and _returned_only(policy):
        return _cases(scope, measures[_RETURNED[key]])
    filed = _by_result(scope, "filed")
    if key == "consultation_rate" and policy.consultation_base == ConsultationBase.MINUS_WAIVED:
        filed = filed.exclude(pk__in=handling.cases_counting_for(scope, measures["waived"]))
    return filed


def _tasks_of_rate(scope, key, side):
    if side == "part":
        return handling.tasks_counting_for(scope, _task_part(scope.policy, key))
    if key in _CASE_WHOLES:
        return handling.tasks_counting_for(scope, _CASE_WHOLES[key])
    if key in _RETURNED and _returned_only(scope.policy):
        return handling.tasks_counting_for(scope, _RETURNED[key])
    tasks = handling.tasks_counting_for(
        scope, "assignments" if _of_all_tasks(scope.policy, key) else "repliers"
    )
    if key == "consultation_rate" and scope.policy.consultation_base == ConsultationBase.MINUS_WAIVED:
        waived = handling.tasks_counting_for(scope, "waived")
        tasks = tasks.exclude(pk__in=waived.values("pk"))
    return tasks


def _task_part(policy, key):
    if key == "consultation_rate" and _of_all_tasks(policy, key):
        return "consulted_at_all"
    if key in ("conclusion_rate", "disclosure_rate") and not _of_all_tasks(policy, key):
        return f"{_CASE_PARTS[key]}_repliers"
    return _CASE_PARTS[key]


def _of_all_tasks(policy, key):
    """Say whether the rate of a unit divides by all its tasks, not by those that owe a reply."""
    if key == "consultation_rate":
        return policy.consultation_base == ConsultationBase.ALL
    if key in _RETURNED:
        return policy.unit_satisfaction_base_all
    return key in ("conclusion_rate", "disclosure_rate") and policy.unit_conclusion_base_all


def _cases(scope, condition, *, merged=None):
    """Return the cases that meet a condition, with those merged into them where these count (None: as filed)."""
    ids = handling.cases_counting_for(scope, condition)
    cases = Proposal.objects.filter(pk__in=ids)
    if not (handling.counts_merged(scope) if merged is None else merged):
        return cases
    absorbed = scope.decisions().filter(result=Result.MERGED, merged_into__in=ids)
    return cases | Proposal.objects.filter(pk__in=absorbed.values("proposal"))


def _returned_only(policy):
    return policy.satisfaction_base == SatisfactionBase.RETURNED


def is_list_of_tasks(queryset):
    """Say whether a list is of tasks, not of proposals."""
    return queryset.model is Assignment
