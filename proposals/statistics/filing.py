"""What came in and what became of it: received = filed + merged + declined + withdrawn + pending, always."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce

from proposals.models import MEMBER_KINDS, Disposition, Kind, Result
from proposals.models.policy import FilingBase, ShareBase

_LAST = 10_000


@dataclass(frozen=True)
class Partition:
    """The received by the result that holds: five parts that always make the whole.

    `merge_groups` are the proposals that have absorbed others; `converted` is the part of `declined` that went
    on by another route (处理去向).
    """

    received: int
    filed_net: int
    merged: int
    declined: int
    withdrawn: int
    merge_groups: int
    converted: int

    @property
    def pending(self):
        """Awaiting examination: 待审查 and 退回修改."""
        return self.received - self.filed_net - self.merged - self.declined - self.withdrawn

    @property
    def filed_gross(self):
        """Filed, the merged ones included (并案前): what they went into is on file or still to be filed."""
        return self.filed_net + self.merged

    def filed(self, policy):
        """Filed, by the base of `policy`."""
        return self.filed_gross if policy.filing_base == FilingBase.GROSS else self.filed_net

    def base(self, policy):
        """What shares of category, kind and outcome divide by, by `policy`."""
        bases = {
            ShareBase.NET: self.filed_net,
            ShareBase.GROSS: self.filed_gross,
            ShareBase.RECEIVED: self.received,
        }
        return bases[policy.share_base]


def partition(scope):
    """Count the received of `scope` by result (two statements)."""
    counted = scope.decisions().aggregate(
        **{
            name: Count("pk", filter=Q(result=result))
            for name, result in (
                ("filed_net", Result.FILED),
                ("merged", Result.MERGED),
                ("declined", Result.DECLINED),
                ("withdrawn", Result.WITHDRAWN),
            )
        },
        merge_groups=Count("merged_into", filter=Q(result=Result.MERGED), distinct=True),
        converted=Count("pk", filter=Q(result=Result.DECLINED) & ~Q(disposition="")),
    )
    return Partition(received=scope.received().count(), **counted)


def proposals_with(scope, result):
    """Return the received proposals whose result that holds is `result`; PENDING: those without a decision."""
    received = scope.received()
    if result == Result.PENDING:
        decided = scope.decisions().exclude(result=Result.PENDING)
        return received.exclude(pk__in=decided.values("proposal"))
    return received.filter(pk__in=scope.decisions().filter(result=result).values("proposal"))


def sharing(scope, base=""):
    """Return the proposals that shares are taken of: filed after merging, before merging, or received.

    The policy says which, unless `base` does.
    """
    base = base or scope.policy.share_base
    if base == ShareBase.RECEIVED:
        return scope.received()
    results = [Result.FILED] if base == ShareBase.NET else [Result.FILED, Result.MERGED]
    return scope.received().filter(pk__in=scope.decisions().filter(result__in=results).values("proposal"))


@dataclass(frozen=True)
class Composition:
    """The proposals that shares are taken of, counted by kind, by top category (code, name) and by sector.

    Categories and sectors come in the order of their lists; blank stands for not known.
    """

    kinds: dict[str, int]
    categories: dict[tuple[str, str], int]
    sectors: dict[str, int]


def composition(scope, base=""):
    """Return the Composition of `scope` (one statement)."""
    rows = (
        sharing(scope, base)
        .order_by()
        .annotate(
            code=Coalesce("category__parent__code", "category__code", Value("")),
            category_name=Coalesce("category__parent__name", "category__name", Value("")),
            category_place=Coalesce("category__parent__position", "category__position", Value(_LAST)),
            sector_name=Coalesce("sector__name", Value("")),
            sector_place=Coalesce("sector__position", Value(_LAST)),
        )
        .values_list("kind", "category_place", "code", "category_name", "sector_place", "sector_name")
        .annotate(Count("pk"))
    )
    kinds, categories, sectors = Counter(), Counter(), Counter()
    for kind, category_place, code, category, sector_place, sector, number in rows:
        kinds[kind] += number
        categories[category_place, code, category] += number
        sectors[sector_place, sector] += number
    return Composition(
        kinds=dict(kinds),
        categories={(code, name): number for (_place, code, name), number in sorted(categories.items())},
        sectors={name: number for (_place, name), number in sorted(sectors.items())},
    )


def by_kind_pair(scope, kinds):
    """Fold kinds into 委员 and 集体; by policy a sector's proposals may count as the members'."""
    pair = {"MEMBER": 0, "COLLECTIVE": 0, "": 0}
    for kind, number in kinds.items():
        pair[pair_of(scope, kind)] += number
    return pair


def pair_of(scope, kind):
    """Return MEMBER, COLLECTIVE or "" for a kind, by the policy."""
    if not kind:
        return ""
    if kind == Kind.SECTOR and not scope.policy.sector_is_collective:
        return "MEMBER"
    return "MEMBER" if kind in MEMBER_KINDS else "COLLECTIVE"


def by_disposition(scope):
    """Return {disposition: number} of the declined; "" is not known."""
    declined = scope.decisions().filter(result=Result.DECLINED)
    counted = dict(declined.order_by().values_list("disposition").annotate(Count("pk")))
    return {code: counted[code] for code in (*Disposition.values, "") if code in counted}
