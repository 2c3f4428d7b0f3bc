"""What a member or a collective has done, year by year: put, filed, merged, co-signed, answered."""

from dataclasses import dataclass

from django.db.models import Count, Q

from proposals.models import Examination, PlenarySession, Proposer, Reply, Result
from workflows.machines.proposal import State


@dataclass(frozen=True)
class OwnYear:
    """One plenary session: put first, of these filed, merged and answered; and signed for others."""

    plenary_session: PlenarySession
    submitted: int
    filed: int
    merged: int
    answered: int
    cosigned: int


def own_record(proposers):
    """Count by plenary session, newest first, what `proposers` (rows of one person or body) put and signed.

    Drafts and proposals taken back before filing were never received and are left out; an invitation counts
    once it is signed. A merged proposal is answered when the case that goes on is.
    """
    decisions = Examination.objects.holding()
    filed = decisions.filter(result=Result.FILED).values("proposal")
    merged = decisions.filter(result=Result.MERGED)
    replied = Reply.objects.issued().values("assignment__proposal")
    answered = Q(proposal__in=replied) | Q(
        proposal__in=merged.filter(merged_into__in=replied).values("proposal")
    )
    first = Q(role=Proposer.Role.FIRST)
    signed = Q(role=Proposer.Role.COSIGNER) & (Q(invited_on=None) | Q(signed_on__isnull=False))
    rows = (
        proposers.filter(proposal__voided_at=None)
        .exclude(proposal__state=State.DRAFT)
        .order_by()
        .values("proposal__plenary_session")
        .annotate(
            submitted=_cases(first),
            filed=_cases(first & Q(proposal__in=filed)),
            merged=_cases(first & Q(proposal__in=merged.values("proposal"))),
            answered=_cases(first & answered),
            cosigned=_cases(signed),
        )
    )
    counted = {row.pop("proposal__plenary_session"): row for row in rows}
    sessions = PlenarySession.objects.filter(pk__in=counted).select_related("term__committee__organisation")
    return [OwnYear(session, **counted[session.pk]) for session in sessions]


def _cases(condition):
    return Count("proposal", filter=condition, distinct=True)
