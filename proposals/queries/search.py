"""Finding cases in a list: by words, state, category, kind, unit."""

from django.db.models import Q

from proposals.models import Assignment, Proposal


def find_proposals(proposals, filters):
    """Narrow `proposals` by {q, state, category, kind, unit, occasion, docket}; blanks do not narrow.

    `q` is looked for in the number, the title and the names of the proposers; every word must be found.
    """
    for field in ("state", "kind", "occasion", "docket"):
        if filters.get(field):
            proposals = proposals.filter(**{field: filters[field]})
    if filters.get("category"):
        chosen = Q(category=filters["category"]) | Q(category__parent=filters["category"])
        proposals = proposals.filter(chosen)
    if filters.get("unit"):
        tasks = Assignment.objects.in_charge().filter(unit=filters["unit"])
        proposals = proposals.filter(pk__in=tasks.values("proposal"))
    for word in (filters.get("q") or "").split():
        named = Proposal.objects.filter(proposers__name__contains=word).values("pk")
        found = Q(title__contains=word) | Q(number__endswith=word.lstrip("第").rstrip("号")) | Q(pk__in=named)
        proposals = proposals.filter(found)
    return proposals
