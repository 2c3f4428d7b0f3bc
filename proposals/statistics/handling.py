"""What the units did, task by task and case by case: the facts behind 面商率, 办复率, 办结率, 满意率 and the rest.

Each measure is one condition, used for the number and for the list behind it.
"""

from datetime import date

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django_cte import CTE, with_cte

from proposals.models import (
    OWING_REPLY,
    CoHandlingOpinion,
    Consultation,
    Feedback,
    FollowUp,
    Part,
    Rating,
    Reply,
    Result,
)
from proposals.models.policy import ConclusionRule, FilingBase, ShareBase
from workflows.machines.assignment import State
from workflows.machines.proposal import State as ProposalState

OWING = Q(part__in=OWING_REPLY)
_TASK_COLUMNS = (
    "id",
    "proposal_id",
    "unit_id",
    "part",
    "state",
    "due_on",
    "accepted_on",
    "lapsed_on",
    "concluded_on",
    "published_on",
)
HELPING = Q(part=Part.CO_HANDLER)
_UNKNOWN_DAY = date.min
_RANKS = {Rating.SATISFIED: 1, Rating.FAIRLY_SATISFIED: 2, Rating.DISSATISFIED: 3}
SIGNED = (State.ACCEPTED, State.CONSULTED, State.OPINION_GIVEN, State.REPLIED, State.CONCLUDED)


def task_facts(scope):
    """Return the tasks of `scope` with the facts the measures look at, as of its day."""
    reply = Reply.objects.issued().filter(scope.by("issued_on"), assignment=OuterRef("pk"))
    return scope.tasks().annotate(
        was_consulted=_consulted(scope),
        was_waived=Exists(_talks(scope).standing().waivers()),
        first_reply_on=_least(reply, "issued_on"),
        outcome_position=Subquery(reply.order_by("-pk").values("outcome__position")[:1]),
        worst_result=_worst_rating(scope, "result"),
        worst_attitude=_worst_rating(scope, "attitude"),
        opinion_on=_least(
            CoHandlingOpinion.objects.standing().filter(scope.by("given_on"), assignment=OuterRef("pk")),
            "given_on",
        ),
        was_followed_up=Exists(
            FollowUp.objects.standing().filter(
                Q(assignment=None) | Q(assignment=OuterRef("pk")),
                scope.by("made_on"),
                proposal=OuterRef("proposal"),
            )
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
    signed = Q(accepted_on__isnull=False) & scope.by("accepted_on")
    limited = OWING & Q(due_on__isnull=False) & (Q(first_reply_on=None) | Q(first_reply_on__gt=_UNKNOWN_DAY))
    return {
        "assignments": Q(),
        "repliers": OWING,
        "co_handlings": HELPING,
        "accepted": signed | Q(accepted_on=None, lapsed_on=None, state__in=SIGNED),
        "consulted": OWING & Q(was_consulted=True),
        "consulted_at_all": Q(was_consulted=True),
        "waived": OWING & Q(was_waived=True, was_consulted=False),
        "replied": replied,
        "limited": limited,
        "on_time": limited & Q(first_reply_on__lte=F("due_on")),
        "classed": replied & Q(outcome_position__isnull=False),
        "resolved": replied & Q(outcome_position=best_position(scope)),
        "opinions": opinion,
        "concluded": concluded,
        "concluded_repliers": concluded & OWING,
        "forms": OWING & (Q(worst_result__isnull=False) | Q(worst_attitude__isnull=False)),
        "returned": OWING & Q(worst_result__isnull=False),
        "satisfied": OWING & Q(worst_result__lte=satisfied),
        "attitude_returned": OWING & Q(worst_attitude__isnull=False),
        "attitude_satisfied": OWING & Q(worst_attitude__lte=satisfied),
        "followed_up": OWING & Q(was_followed_up=True),
        "published": scope.by("published_on") & Q(published_on__isnull=False),
        "published_repliers": OWING & scope.by("published_on") & Q(published_on__isnull=False),
    }


def worked_out_once(facts):
    """Return the rows of `facts` to be grouped, each fact worked out once a task, not once a condition."""
    worked_out = CTE(
        facts.order_by().values(*_TASK_COLUMNS, *facts.query.annotations), "fact", materialized=True
    )
    return with_cte(worked_out, select=worked_out)


def tasks_counting_for(scope, measure):
    """Return the tasks behind one number of `count_handling`."""
    return task_facts(scope).filter(task_measures(scope)[measure])


def case_facts(scope):
    """Return one row a filed proposal that has tasks: how many of them count for each measure, as of the day."""
    concluded = Q(case_state=ProposalState.CONCLUDED) & scope.by("case_concluded_on")
    facts = worked_out_once(
        task_facts(scope).annotate(
            case_state=F("proposal__state"),
            case_concluded_on=F("proposal__concluded_on"),
            absorbed_n=_absorbed(scope),
        )
    )
    return facts.values("proposal_id").annotate(
        **{f"{name}_n": Count("pk", filter=each) for name, each in task_measures(scope).items()},
        result_rank=Max("worst_result", filter=OWING),
        attitude_rank=Max("worst_attitude", filter=OWING),
        outcome=Max("outcome_position", filter=OWING),
        concluded_case_n=Count("pk", filter=concluded),
        followed_up_case_n=Count("pk", filter=Q(was_followed_up=True)),
        case_weight=Value(1) + Max("absorbed_n") if counts_merged(scope) else Value(1),
        shared_weight=Value(1) + Max("absorbed_n") if shares_merged(scope) else Value(1),
    )


def case_measures(scope):
    """Return {name: condition} over `case_facts`: what a filed proposal counts for.

    With several repliers a proposal counts when every one of them does; its rating is the worst.
    """
    satisfied = 2 if scope.policy.fairly_satisfied_counts else 1
    owing = Q(repliers_n__gt=0)
    replied = owing & Q(replied_n=F("repliers_n"))
    concluded = Q(concluded_case_n__gt=0)
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
        "classed": owing & Q(classed_n=F("repliers_n")),
        "resolved": outcome_condition(best_position(scope)),
        "forms": Q(forms_n__gt=0),
        "returned": Q(result_rank__isnull=False),
        "satisfied": Q(result_rank__lte=satisfied),
        "attitude_returned": Q(attitude_rank__isnull=False),
        "attitude_satisfied": Q(attitude_rank__lte=satisfied),
        "followed_up": Q(followed_up_case_n__gt=0),
        "published": owing & Q(published_repliers_n=F("repliers_n")),
    }


def count_handling(scope):
    """Return ({measure: number of tasks}, {measure: number of filed proposals}), in one statement.

    The proposals also by position of their result class: "outcome_N". Where the policy counts merged proposals
    as filed (of the classes: where shares are taken of them), each case counts with those it absorbed.
    """
    measures = case_measures(scope)
    sums = {f"task_{name}": Sum(f"{name}_n", default=0) for name in task_measures(scope)}
    sums |= {f"case_{name}": Sum("case_weight", filter=each, default=0) for name, each in measures.items()}
    sums |= {
        f"case_outcome_{position}": Sum("shared_weight", filter=outcome_condition(position), default=0)
        for position in scope.outcome_positions
    }
    counted = case_facts(scope).aggregate(**sums)
    return tuple(
        {name.removeprefix(of): number for name, number in counted.items() if name.startswith(of)}
        for of in ("task_", "case_")
    )


def best_position(scope):
    """Return the position of the most solved class of the session's scheme, or None."""
    return min(scope.outcome_positions, default=None)


def outcome_condition(position):
    """Return the condition that the case stands in the outcome class at `position`: all classed, the least solved."""
    return Q(repliers_n__gt=0, classed_n=F("repliers_n"), outcome=position)


def cases_counting_for(scope, condition):
    """Return the ids of the filed proposals (as rows) behind one number of `count_handling`."""
    return case_facts(scope).filter(condition).values("proposal_id")


def unit_table(scope):
    """Return one row a unit: its name and how many of its tasks count for each measure, most tasks first."""
    measures = {name: Count("pk", filter=condition) for name, condition in task_measures(scope).items()}
    facts = worked_out_once(task_facts(scope).annotate(unit_name=F("unit__name")))
    return facts.values("unit_id", "unit_name").annotate(**measures).order_by("-assignments", "unit_name")


def _talks(scope):
    return Consultation.objects.filter(scope.by("met_on"), assignment=OuterRef("pk"))


def _consulted(scope):
    talks = _talks(scope).counted(scope.policy)
    if scope.policy.minimum_consultations <= 1:
        return Exists(talks)
    enough = talks.order_by().values("assignment").annotate(n=Count("pk"))
    return Exists(enough.filter(n__gte=scope.policy.minimum_consultations))


def _least(queryset, day):
    """Return the first `day` (a date field) of the rows; an unknown day comes first of all."""
    return _single(queryset, "MIN", Coalesce(day, Value(_UNKNOWN_DAY)))


def _single(queryset, function, value):
    """Return `function` over all the rows as one value: an aggregate that needs no grouping inside a subquery."""
    single = Func(value, function=function)
    return Subquery(queryset.order_by().annotate(single=single).values("single"))


def _worst_rating(scope, question):
    ranks = Case(
        *[When(**{question: rating}, then=Value(rank)) for rating, rank in _RANKS.items()],
        output_field=IntegerField(),
    )
    forms = Feedback.objects.holding(scope.as_of).filter(assignment=OuterRef("pk"))
    if scope.released_only:
        forms = forms.released()
    return _single(forms, "MAX", ranks)


def _absorbed(scope):
    """Return how many of the received a case has absorbed, as a value; 0 where no figure counts them."""
    if not (counts_merged(scope) or shares_merged(scope)):
        return Value(0)
    absorbed = scope.decisions().filter(result=Result.MERGED, merged_into=OuterRef("proposal"))
    n = absorbed.order_by().values("merged_into").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(n), 0)


def counts_merged(scope):
    """Say whether merged proposals count as filed (立案数口径为并案前)."""
    return scope.policy.filing_base == FilingBase.GROSS


def shares_merged(scope):
    """Say whether shares of result classes count a case with those it absorbed (占比口径为并案前，或收到而立案为并案前)."""
    base = scope.policy.share_base
    return base == ShareBase.GROSS or (base == ShareBase.RECEIVED and counts_merged(scope))


def by_unit(scope):
    """Return one row a unit with the number `n` of its tasks, most first; the name is None where it is unknown."""
    rows = scope.tasks().order_by().values("unit_id", "unit__name").annotate(n=Count("pk"))
    return rows.order_by("-n", "unit__name")
