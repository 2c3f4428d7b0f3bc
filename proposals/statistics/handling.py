"""What the units did, task by task and case by case: the facts behind 面商率, 办复率, 办结率, 满意率 and the rest.

Each measure is one condition, used for the number and for the list behind it.
"""

from datetime import date

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from proposals.models import (
    OWING_REPLY,
    CoHandlingOpinion,
    Consultation,
    Examination,
    Feedback,
    FollowUp,
    Part,
    Rating,
    Reply,
    Result,
)
from proposals.models.policy import ConclusionRule
from workflows.machines.assignment import State
from workflows.machines.proposal import State as ProposalState

OWING = Q(part__in=OWING_REPLY)
HELPING = Q(part=Part.CO_HANDLER)
_RANKS = {Rating.SATISFIED: 1, Rating.FAIRLY_SATISFIED: 2, Rating.DISSATISFIED: 3}
_SIGNED = (State.ACCEPTED, State.CONSULTED, State.OPINION_GIVEN, State.REPLIED, State.CONCLUDED)


def task_facts(scope):
    """Return the tasks of `scope` with the facts the measures look at, as of its day."""
    reply = Reply.objects.issued().filter(scope.by("issued_on"), assignment=OuterRef("pk"))
    return scope.tasks().annotate(
        was_consulted=_consulted(scope),
        was_waived=Exists(_talks(scope).standing().waivers()),
        first_reply_on=Subquery(_least(reply, Coalesce("issued_on", Value(date.min)))),
        outcome_position=Subquery(reply.order_by("-pk").values("outcome__position")[:1]),
        worst_result=_worst_rating(scope, "result"),
        worst_attitude=_worst_rating(scope, "attitude"),
        opinion_on=Subquery(
            _least(
                CoHandlingOpinion.objects.standing().filter(scope.by("given_on"), assignment=OuterRef("pk")),
                Coalesce("given_on", Value(date.min)),
            )
        ),
        was_followed_up=Exists(
            FollowUp.objects.standing().filter(scope.by("made_on"), proposal=OuterRef("proposal"))
        ),
    )


def task_measures(scope):
    """Return {name: condition} over `task_facts`: what one unit's task counts for."""
    satisfied = 2 if scope.policy.fairly_satisfied_counts else 1
    replied = OWING & Q(first_reply_on__isnull=False)
    opinion = HELPING & Q(opinion_on__isnull=False)
    concluded = Q(state=State.CONCLUDED) & scope.by("concluded_on")
    if scope.policy.conclusion == ConclusionRule.REPLY:
        concluded |= replied | opinion
    accepted = (
        Q(state__in=_SIGNED)
        if scope.as_of is None
        else Q(accepted_on__lte=scope.as_of) | Q(accepted_on=None, state__in=_SIGNED)
    )
    return {
        "assignments": Q(),
        "repliers": OWING,
        "co_handlings": HELPING,
        "accepted": accepted,
        "consulted": OWING & Q(was_consulted=True),
        "consulted_at_all": Q(was_consulted=True),
        "waived": OWING & Q(was_waived=True, was_consulted=False),
        "replied": replied,
        "limited": OWING & Q(due_on__isnull=False),
        "on_time": replied & Q(due_on__isnull=False, first_reply_on__lte=F("due_on")),
        "classed": replied & Q(outcome_position__isnull=False),
        "resolved": replied & Q(outcome_position=best_position(scope)),
        "opinions": opinion,
        "concluded": concluded,
        "concluded_repliers": concluded & OWING,
        "returned": OWING & Q(worst_result__isnull=False),
        "satisfied": OWING & Q(worst_result__lte=satisfied),
        "attitude_returned": OWING & Q(worst_attitude__isnull=False),
        "attitude_satisfied": OWING & Q(worst_attitude__lte=satisfied),
        "followed_up": OWING & Q(was_followed_up=True),
        "published": scope.by("published_on") & Q(published_on__isnull=False),
        "published_repliers": OWING & scope.by("published_on") & Q(published_on__isnull=False),
    }


def count_tasks(scope):
    """Return {name: number of tasks} for every measure and the number of distinct units, in one statement."""
    measures = {name: Count("pk", filter=condition) for name, condition in task_measures(scope).items()}
    return task_facts(scope).aggregate(**measures, units=Count("unit", distinct=True))


def tasks_counting_for(scope, measure):
    """Return the tasks behind one number of `count_tasks`."""
    return task_facts(scope).filter(task_measures(scope)[measure])


def case_facts(scope):
    """Return one row a filed proposal that has tasks: how many of them count for each measure, as of the day."""
    counted = (
        "assignments",
        "repliers",
        "consulted",
        "consulted_at_all",
        "waived",
        "replied",
        "limited",
        "on_time",
    )
    measures = task_measures(scope)
    concluded = Q(proposal__state=ProposalState.CONCLUDED) & scope.by("proposal__concluded_on")
    return (
        task_facts(scope)
        .order_by()
        .values("proposal_id")
        .annotate(
            **{f"{name}_n": Count("pk", filter=measures[name]) for name in (*counted, "published_repliers")},
            result_rank=Max("worst_result", filter=OWING),
            attitude_rank=Max("worst_attitude", filter=OWING),
            outcome=Max("outcome_position", filter=OWING),
            concluded_n=Count("pk", filter=concluded),
            followed_up_n=Count("pk", filter=Q(was_followed_up=True)),
            weight=_weight(scope),
        )
    )


def case_measures(scope):
    """Return {name: condition} over `case_facts`: what a filed proposal counts for.

    With several repliers a proposal counts when every one of them does; its rating is the worst.
    """
    satisfied = 2 if scope.policy.fairly_satisfied_counts else 1
    owing = Q(repliers_n__gt=0)
    replied = owing & Q(replied_n=F("repliers_n"))
    concluded = Q(concluded_n__gt=0)
    if scope.policy.conclusion == ConclusionRule.REPLY:
        concluded |= replied
    return {
        "assigned": Q(assignments_n__gt=0),
        "consulted": owing & Q(consulted_n=F("repliers_n")),
        "consulted_at_all": Q(consulted_at_all_n=F("assignments_n")),
        "waived": owing & Q(waived_n__gt=0) & Q(repliers_n=F("waived_n") + F("consulted_n")),
        "replied": replied,
        "limited": owing & Q(limited_n=F("repliers_n")),
        "on_time": owing & Q(on_time_n=F("repliers_n")),
        "concluded": concluded,
        "classed": replied & Q(outcome__isnull=False),
        "resolved": outcome_condition(best_position(scope)),
        "returned": Q(result_rank__isnull=False),
        "satisfied": Q(result_rank__lte=satisfied),
        "attitude_returned": Q(attitude_rank__isnull=False),
        "attitude_satisfied": Q(attitude_rank__lte=satisfied),
        "followed_up": Q(followed_up_n__gt=0),
        "published": owing & Q(published_repliers_n=F("repliers_n")),
    }


def count_cases(scope):
    """Return {name: number of filed proposals} for every measure, and {"outcome_N": …} by position of the class.

    One statement. Where the policy counts merged proposals as filed, each case counts with those it absorbed.
    """
    conditions = case_measures(scope)
    for position in scope.plenary_session.outcomeclass_list.values_list("position", flat=True):
        conditions[f"outcome_{position}"] = outcome_condition(position)
    sums = {name: Coalesce(Sum("weight", filter=condition), 0) for name, condition in conditions.items()}
    return case_facts(scope).aggregate(**sums)


def best_position(scope):
    """Return the position of the most solved class of the session's scheme, or None."""
    return (
        scope.plenary_session.outcomeclass_list.order_by("position")
        .values_list("position", flat=True)
        .first()
    )


def outcome_condition(position):
    """Return the condition that the case stands in the outcome class at `position`: all replied, the least solved."""
    return Q(repliers_n__gt=0, replied_n=F("repliers_n"), outcome=position)


def cases_counting_for(scope, condition):
    """Return the ids of the filed proposals (as rows) behind one number of `count_cases`."""
    return case_facts(scope).filter(condition).values("proposal_id")


def unit_table(scope):
    """Return one row a unit: its name and how many of its tasks count for each measure, most tasks first."""
    measures = {name: Count("pk", filter=condition) for name, condition in task_measures(scope).items()}
    rows = task_facts(scope).order_by().values("unit_id", "unit__name").annotate(**measures)
    return rows.order_by("-assignments", "unit__name")


def _talks(scope):
    return Consultation.objects.filter(scope.by("met_on"), assignment=OuterRef("pk"))


def _consulted(scope):
    talks = _talks(scope).counted(scope.policy)
    if scope.policy.minimum_consultations <= 1:
        return Exists(talks)
    enough = talks.order_by().values("assignment").annotate(n=Count("pk"))
    return Exists(enough.filter(n__gte=scope.policy.minimum_consultations))


def _least(queryset, value):
    return queryset.order_by().values("assignment").annotate(least=Min(value)).values("least")


def _worst_rating(scope, question):
    ranks = Case(
        *[When(**{question: rating}, then=Value(rank)) for rating, rank in _RANKS.items()],
        output_field=IntegerField(),
    )
    forms = Feedback.objects.holding(scope.as_of).filter(assignment=OuterRef("pk"))
    return Subquery(forms.order_by().values("assignment").annotate(worst=Max(ranks)).values("worst"))


def _weight(scope):
    if not counts_merged(scope):
        return Value(1)
    absorbed = Examination.objects.holding(scope.as_of).filter(
        result=Result.MERGED, merged_into=OuterRef("proposal")
    )
    n = absorbed.order_by().values("merged_into").annotate(n=Count("pk")).values("n")
    return Value(1) + Coalesce(Max(Subquery(n)), 0)


def counts_merged(scope):
    """Say whether merged proposals count as filed (立案数口径为并案前)."""
    return scope.policy.filing_base == "gross"


def by_unit(scope):
    """Return one row a unit with the number `n` of its tasks, most first; the name is None where it is unknown."""
    rows = scope.tasks().order_by().values("unit_id", "unit__name").annotate(n=Count("pk"))
    return rows.order_by("-n", "unit__name")
