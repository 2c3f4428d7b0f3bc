"""How promises are kept: the class then against the class now, case by case, and what is still open."""

from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from proposals.models import OWING_REPLY, Commitment, FurtherReply, Proposal, Reply


@dataclass(frozen=True)
class Cell:
    """So many cases that were of the class `then` and are of the class `now`."""

    then: str
    now: str
    cases: int


@dataclass(frozen=True)
class Promises:
    """Commitments of a session by what became of them."""

    made: int
    fulfilled: int
    dropped: int
    open: int
    overdue: int


def classes_then_and_now(session):
    """Return the proposals of `session` that are replied to, with the `then` and `now` positions of their classes.

    Then: the class of the reply in force; now: that of the last further reply (续复), if there is one. With
    several repliers a case stands where its least solved task does.
    """
    then = Reply.objects.issued().filter(assignment=OuterRef("assignments")).order_by("-pk")
    later = FurtherReply.objects.standing().filter(assignment=OuterRef("assignments")).order_by("-pk")
    owing = Q(assignments__part__in=OWING_REPLY, assignments__voided_at=None)
    cases = (
        Proposal.objects.standing()
        .filter(owing, plenary_session=session)
        .annotate(
            task_then=Subquery(then.values("outcome__position")[:1]),
            task_now=Coalesce(
                Subquery(later.values("outcome__position")[:1]),
                Subquery(then.values("outcome__position")[:1]),
            ),
        )
    )
    rows = cases.order_by().values("pk").annotate(then=Max("task_then"), now=Max("task_now"))
    return rows.filter(then__isnull=False)


def matrix(session):
    """Return the Cells of class then → class now (two statements), and "of n of a class, m solved by now" per class."""
    names = dict(session.outcomeclass_list.values_list("position", "name"))
    codes = dict(session.outcomeclass_list.values_list("position", "code"))
    counts = {}
    for row in classes_then_and_now(session):
        pair = row["then"], row["now"]
        counts[pair] = counts.get(pair, 0) + 1
    cells = [[Cell(codes[then], codes[now], counts.get((then, now), 0)) for now in names] for then in names]
    best = min(names, default=None)
    solved = [
        (
            names[then],
            sum(number for (was, _now), number in counts.items() if was == then),
            counts.get((then, best), 0),
        )
        for then in names
        if then != best
    ]
    return cells, solved


def promises(session, today=None):
    """Count the commitments of `session` in one statement; the day itself is in time."""
    status = Commitment.Status
    is_open = Q(status=status.OPEN)
    counts = (
        Commitment.objects.standing()
        .filter(assignment__proposal__plenary_session=session)
        .aggregate(
            made=Count("pk"),
            fulfilled=Count("pk", filter=Q(status=status.FULFILLED)),
            dropped=Count("pk", filter=Q(status=status.DROPPED)),
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_on__lt=today or timezone.localdate())),
        )
    )
    return Promises(**counts)
