"""The circular of how the handling stands (办结情况通报): each unit's counts and rates, what is overdue or due soon."""

from collections import Counter

from proposals.models import OutcomeClass
from proposals.models.assignment import UNKNOWN_UNIT
from proposals.queries.papers.lists import task_lines
from proposals.queries.papers.values import Circular, UnitLine
from proposals.queries.papers.wording import day_text, formal_session, short_session, with_members
from proposals.statistics import handling
from proposals.statistics.annual import outcomes_by_unit
from proposals.statistics.figures import figures_of
from proposals.statistics.rate import printed
from proposals.statistics.scope import Scope
from proposals.statistics.units import day_of, overdue_tasks


def circulars(selection):
    """Return the circular of the selection as of its day (today when it has none)."""
    session = selection.plenary_session
    scope = Scope(session, as_of=selection.as_of, unit=selection.unit)
    today = day_of(scope)
    tasks = selection.tasks().prefetch_related(
        with_members("proposal__proposers"), "proposal__assignments__unit"
    )
    late = task_lines(tasks.filter(pk__in=overdue_tasks(scope).order_by().values("pk")))
    soon = task_lines(tasks.due_soon(today, session.policy.due_soon_days))
    return [
        Circular(
            issuer=f"{session.committee}提案委员会",
            title=f"{formal_session(session)}提案办结情况通报",
            date=day_text(today),
            body=(_sentence(scope, today, late, soon),),
            rows=tuple(_unit_lines(scope)),
            overdue=tuple(late),
            due_soon=tuple(soon),
        )
    ]


def _sentence(scope, today, late, soon):
    figures = figures_of(scope)
    thing = "件次" if figures.by_task else "件"
    whole = figures.rates["reply_rate"]
    counted = "应答复的承办件" if figures.by_task else "立案提案"
    parts = [
        (
            f"截至{day_text(today)}，{short_session(scope.plenary_session)}{counted}{whole.whole}{thing}，"
            f"已答复{whole.part}{thing}，办复率{whole.printed(scope.policy)}"
        )
    ]
    talks = figures.rates["consultation_rate"]
    parts.append(f"已面商{talks.part}{thing}，面商率{talks.printed(scope.policy)}")
    parts.append(f"{scope.policy.due_soon_days}日内到期的承办件{len(soon)}件次，超期的承办件{len(late)}件次")
    return "；".join(parts) + "。"


def _unit_lines(scope):
    overdue = Counter(overdue_tasks(scope).order_by().values_list("unit", flat=True))
    codes = dict(
        OutcomeClass.objects.filter(plenary_session=scope.plenary_session).values_list("position", "code")
    )
    classes = outcomes_by_unit(scope)
    for position, row in enumerate(handling.unit_table(scope), start=1):
        outcomes = "/".join(str(classes.get(row["unit_id"], {}).get(place, 0)) for place in sorted(codes))
        yield UnitLine(
            position=str(position),
            unit=row["unit_name"] or UNKNOWN_UNIT,
            repliers=str(row["repliers"]),
            co_handlings=str(row["co_handlings"]),
            accepted=str(row["accepted"]),
            consulted=str(row["consulted"]),
            consultation_rate=printed(row["consulted"], row["repliers"], scope.policy),
            replied=str(row["replied"]),
            reply_rate=printed(row["replied"], row["repliers"], scope.policy),
            outcomes=outcomes,
            satisfaction_rate=printed(row["satisfied"], row["returned"], scope.policy),
            overdue=str(overdue[row["unit_id"]]),
        )
