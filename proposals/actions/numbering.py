"""Gives numbers: 流水号 on receipt, 提案号 on filing (or assignment); none is ever given twice."""

from django.db.models import Max

from proposals.models import Docket, NumberSeries, Proposal


def next_serial_number(proposal):
    """Return the next 流水号 of the plenary session and docket."""
    [last] = _take(proposal.plenary_session, f"流水/{proposal.docket}", 1)
    return str(last)


def number_facts(proposals):
    """Return {pk: facts} that number those of `proposals` (one session) that have no number yet, in order.

    Width, prefix and series are policy; a series goes on after the highest number that an import brought.
    A case that is filed again keeps the number it had.
    """
    facts = {proposal.pk: {} for proposal in proposals}
    by_series = {}
    for proposal in proposals:
        if not proposal.number:
            by_series.setdefault(_series(proposal), []).append(proposal)
    for (docket, prefix), members in by_series.items():
        session = members[0].plenary_session
        width = session.policy.number_width
        orders = _take(
            session, f"{docket}/{prefix}", len(members), at_least=_highest(session, docket, prefix)
        )
        for proposal, order in zip(members, orders, strict=True):
            facts[proposal.pk] = {"number": f"{prefix}{order:0{width}d}", "number_order": order}
    return facts


def _series(proposal):
    policy = proposal.plenary_session.policy
    prefix = policy.number_prefix
    if policy.number_by_category and proposal.category_id:
        prefix += proposal.category.code
    if proposal.docket != Docket.PROPOSAL:
        prefix += {Docket.DEPUTY_SUGGESTION: "建", Docket.FROM_ABOVE: "上"}[proposal.docket]
    return proposal.docket, prefix


def _highest(session, docket, prefix):
    numbered = Proposal.objects.filter(plenary_session=session, docket=docket, number__startswith=prefix)
    return numbered.aggregate(Max("number_order"))["number_order__max"] or 0


def _take(session, name, count, at_least=0):
    """Take `count` numbers from the series; the row is locked until the transaction ends."""
    NumberSeries.objects.get_or_create(plenary_session=session, name=name)
    series = NumberSeries.objects.select_for_update().get(plenary_session=session, name=name)
    first = max(series.last, at_least) + 1
    series.last = first + count - 1
    series.save(update_fields=["last"])
    return range(first, first + count)
