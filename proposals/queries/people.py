"""Who a clerk looks after: the members, posts and bodies of one committee."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from cppcc.accounts.models import Organisation, Post, Role, User
from proposals.models import Assignment, Channel, Committee, Member, Proposer

Kind = Organisation.Kind
BODIES = {
    Role.CONTACT: (
        Kind.PARTY,
        Kind.PEOPLES_ORGANISATION,
        Kind.SECTOR,
        Kind.SECTOR_GROUP,
        Kind.SPECIAL_COMMITTEE,
    ),
    Role.OFFICER: (Kind.UNIT, Kind.OFFICE),
    Role.OFFICE: (Kind.OFFICE,),
}
_DEALINGS = (
    (Assignment, "unit", "proposal__plenary_session__term__committee"),
    (Proposer, "organisation", "proposal__plenary_session__term__committee"),
    (Channel, "office", "plenary_session__term__committee"),
)


def bodies_of(committee):
    """Return the bodies that work for `committee`: those it deals with, and those nobody else deals with."""
    own, others = Q(pk=None), Q(pk=None)
    for model, body, holder in _DEALINGS:
        rows = model._base_manager.order_by().exclude(**{body: None})
        own |= Q(pk__in=rows.filter(**{holder: committee}).values(body))
        others |= Q(pk__in=rows.exclude(**{holder: committee}).values(body))
    return Organisation.objects.exclude(kind=Kind.COMMITTEE).filter(own | ~others)


def posts_of(committee):
    """Return the posts of the committee itself and of the bodies that work for it, those given up too.

    Where the site holds one committee, posts without a body, which serve every committee, are its own.
    """
    held_there = Q(organisation=committee.organisation_id)
    held_there |= Q(organisation__in=bodies_of(committee).values("pk"))
    if not Committee.objects.exclude(pk=committee.pk).exists():
        held_there |= Q(organisation=None)
    return Post.objects.filter(held_there).exclude(role=Role.SYSTEM).select_related("user", "organisation")


def users_of(committee):
    """Return the people all of whose posts and memberships are of `committee`; keepers of the site are not."""
    elsewhere = Post.objects.filter(user=OuterRef("pk")).exclude(pk__in=posts_of(committee).values("pk"))
    other_seat = Member.objects.filter(user=OuterRef("pk")).exclude(term__committee=committee)
    mine = Q(posts__in=posts_of(committee).values("pk")) | Q(memberships__term__committee=committee)
    users = User.objects.filter(mine, is_staff=False, is_superuser=False).distinct()
    return users.filter(~Exists(elsewhere), ~Exists(other_seat))


def members_of(term, words=""):
    """Return the roster of `term`, narrowed by words in the name, sector, party or employer."""
    return _narrowed(
        Member.objects.filter(term=term).select_related("user", "sector", "party").order_by("pk"),
        words,
        ("name__contains", "sector__name__contains", "party__name__contains", "employer__contains"),
    )


def under_other_sectors(term, named):
    """Return [(member, sector)] of those of `named` (name, sector) whom the roster has under another sector only."""
    roster = Member.objects.filter(term=term, name__in={name for name, _sector in named})
    known = defaultdict(dict)
    for member in roster.exclude(sector=None).select_related("sector").order_by("pk"):
        known[member.name].setdefault(member.sector.name, member)
    return [
        (member, sector)
        for name, sector in named
        if sector and sector not in known[name]
        for member in known[name].values()
    ]


def members_without_account(term):
    """Return the members in office who cannot sign in yet."""
    return Member.objects.filter(term=term, user=None, standing=Member.Standing.IN_OFFICE).order_by("pk")


def desks_of(committee, roles, words=""):
    """Return the posts of `roles` held today or later, narrowed by words in the name or the body's name."""
    posts = posts_of(committee).filter(role__in=roles).order_by("organisation__name", "pk")
    return _narrowed(posts, words, ("user__name__contains", "user__username", "organisation__name__contains"))


def bodies_named(committee, words=""):
    """Return the bodies that work for `committee`, narrowed by words in the name."""
    return _narrowed(bodies_of(committee).select_related("successor"), words, ("name__contains",))


def bodies_for(committee, role):
    """Return the bodies in being for which somebody may act as `role`."""
    return bodies_of(committee).filter(kind__in=BODIES[role], valid_to=None)


def _narrowed(rows, words, fields):
    for word in words.split():
        found = Q(pk=None)
        for field in fields:
            found |= Q(**{field: word})
        rows = rows.filter(found)
    return rows
