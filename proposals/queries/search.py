"""Finding cases in a list: by words, state, category, kind, unit."""

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from cppcc.numbers import whole_number
from proposals.models import Assignment, Proposal, Suggestion, TextVersion


def find_proposals(proposals, filters):
    """Narrow `proposals` by {q, state, category, kind, unit, occasion, docket, is_key, is_overdue}; blanks do not narrow.

    A case is overdue by the replies that are owed; a late co-handling opinion does not make it so.
    Every word of `q` must be found: in the number, the title, the text as it stands, the suggestions, or the
    names of the proposers and of the units.
    """
    for field in ("state", "kind", "occasion", "docket", "is_key"):
        if filters.get(field):
            proposals = proposals.filter(**{field: filters[field]})
    if filters.get("category"):
        chosen = Q(category=filters["category"]) | Q(category__parent=filters["category"])
        proposals = proposals.filter(chosen)
    if filters.get("unit"):
        tasks = Assignment.objects.in_charge().filter(unit=filters["unit"])
        proposals = proposals.filter(pk__in=tasks.values("proposal"))
    if filters.get("is_overdue"):
        late = Assignment.objects.owing_reply().overdue(timezone.localdate())
        proposals = proposals.filter(pk__in=late.order_by().values("proposal"))
    for word in (filters.get("q") or "").split():
        proposals = proposals.filter(_has(word))
    return proposals


def bearing_first(words):
    """Return the order that puts the cases bearing the number looked for (12, 012, 第12号) first; () for other words."""
    number = whole_number(_bare(words.strip()))
    return (Case(When(number_order=number, then=Value(0)), default=Value(1)),) if number else ()


def _bare(word):
    return word.removeprefix("第").removesuffix("号")


def _has(word):
    named = Proposal.objects.filter(proposers__name__contains=word).values("pk")
    handled = Assignment.objects.in_charge().filter(unit__name__contains=word).values("proposal")
    texts = TextVersion.objects.standing().filter(
        Q(body__contains=word) | Q(background__contains=word) | Q(analysis__contains=word)
    )
    asked = Suggestion.objects.filter(text__contains=word).values("proposal")
    return (
        Q(title__contains=word)
        | Q(number__endswith=_bare(word))
        | Q(pk__in=named)
        | Q(pk__in=handled)
        | Q(pk__in=texts.values("proposal"))
        | Q(pk__in=asked)
    )
