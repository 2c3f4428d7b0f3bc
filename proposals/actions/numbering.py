"""Gives numbers: 流水号 on receipt, 提案号 on filing (or assignment), sorted anew until they are printed.

None is ever given to a case that comes later when it was given before.
"""

from types import MappingProxyType

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import Docket, NumberSeries, Proposal
from workflows.errors import MoveRefused
from workflows.machines.proposal import State
from workflows.mend import correct_many
from workflows.perform import holding_each

RENUMBERED = (State.FILED, State.PROPOSED)
NO_CATEGORIES = MappingProxyType({})


def next_serial_number(proposal):
    """Return the next 流水号 of the plenary session and docket."""
    [last] = _take(proposal.plenary_session, f"流水/{proposal.docket}", 1)
    return str(last)


def number_facts(proposals, categories=NO_CATEGORIES):
    """Return {pk: facts} that number those of `proposals` (one session) that have no number yet, in order.

    Width, prefix and series are policy; a series goes on after the highest number that an import brought.
    A case that is filed again keeps the number it had. `categories` {proposal: category} are those they get
    in the same step.
    """
    facts = {proposal.pk: {} for proposal in proposals}
    by_series = {}
    for proposal in proposals:
        if not proposal.number:
            by_series.setdefault(_series(proposal, categories.get(proposal)), []).append(proposal)
    for (docket, prefix), members in by_series.items():
        session = members[0].plenary_session
        width = session.policy.number_width
        orders = _take(
            session, f"{docket}/{prefix}", len(members), at_least=_highest(session, docket, prefix)
        )
        for proposal, order in zip(members, orders, strict=True):
            facts[proposal.pk] = {"number": f"{prefix}{order:0{width}d}", "number_order": order}
    return facts


@holding_each
def renumber(proposals, *, by, reason):
    """Give the numbers that `proposals` (one session, not yet assigned) hold to them in the order given.

    Each series keeps its numbers, and the changes are corrections. Returns the records.

    Raises:
        MoveRefused: the numbers are printed already, or a proposal has left the desk.
    """
    if not proposals:
        return []
    if numbers_are_printed(proposals[0].plenary_session):
        raise MoveRefused(_("编号目录已经打印，提案号不能再调整。"))
    wanted = numbers_in_order(proposals)
    moving = [each for each in proposals if wanted[each.pk] != (each.number_order, each.number)]
    # No two may hold one number even for a moment, so they are all laid down before they are taken up again.
    Proposal.objects.filter(pk__in=[each.pk for each in moving]).update(number="")
    return correct_many(
        moving,
        lambda each: dict(zip(("number_order", "number"), wanted[each.pk], strict=True)),
        by=by,
        reason=reason,
    )


def numbers_in_order(proposals):
    """Return {pk: (order, number)} that gives the numbers held by `proposals` to them in the order given.

    Raises:
        MoveRefused: a proposal has left the desk.
    """
    wanted = {}
    for members in _by_series(proposals).values():
        held = sorted((each.number_order, each.number) for each in members)
        wanted |= {each.pk: number for each, number in zip(members, held, strict=True)}
    return wanted


def numbers_are_printed(session):
    """Say whether the list of numbers has been printed once; from then on numbers stay."""
    return NumberSeries.objects.filter(plenary_session=session, printed_on__isnull=False).exists()


@transaction.atomic
def print_numbers(session, *, by):
    """Note that the list of numbers is printed for the first time; a later print changes nothing.

    Raises:
        PermissionDenied: the post does not number proposals.
    """
    if not rules.has_perm("proposals.file_proposal", by, session):
        raise PermissionDenied(_("您的岗位（%(post)s）不能打印编号目录。") % {"post": by})
    series = NumberSeries.objects.filter(plenary_session=session).exclude(name__startswith="流水/")
    series.filter(printed_on=None).update(printed_on=timezone.localdate())


def _by_series(proposals):
    for proposal in proposals:
        if proposal.state not in RENUMBERED:
            raise MoveRefused(
                _("「%(case)s」现在是「%(state)s」，提案号不能再调整。")
                % {"case": proposal, "state": proposal.get_state_display()}
            )
    grouped = {}
    for proposal in proposals:
        grouped.setdefault(_series(proposal), []).append(proposal)
    return grouped


def _series(proposal, category=None):
    policy = proposal.plenary_session.policy
    prefix = policy.number_prefix
    category = category or proposal.category
    if policy.number_by_category and category:
        prefix += category.code
    if proposal.docket != Docket.PROPOSAL:
        prefix += {Docket.DEPUTY_SUGGESTION: "建", Docket.FROM_ABOVE: "上"}[proposal.docket]
    return proposal.docket, prefix


def _highest(session, docket, prefix):
    numbered = Proposal.objects.filter(plenary_session=session, docket=docket, number__startswith=prefix)
    return numbered.aggregate(Max("number_order"))["number_order__max"] or 0


def _take(session, name, count, at_least=0):
    """Take `count` numbers from the series; the row is locked until the transaction ends."""
    rows = NumberSeries.objects.select_for_update()
    series, _is_new = rows.get_or_create(plenary_session=session, name=name)
    first = max(series.last, at_least) + 1
    series.last = first + count - 1
    series.save(update_fields=["last"])
    return range(first, first + count)
