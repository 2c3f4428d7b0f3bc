"""The units that may be given cases, by every name that people write for them."""

from django.db.models import F, Q
from django.utils import timezone

from cppcc.accounts.models import Organisation
from proposals.models import Assignment
from proposals.queries.people import bodies_of


def units_in_being():
    """Return the units and offices that are in being today."""
    not_abolished = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
    return Organisation.objects.filter(not_abolished, kind__in=["UNIT", "OFFICE"])


def units_known_to(committee):
    """Return the units in being that have been given a case of the committee, in any of its sessions."""
    theirs = Assignment.objects.filter(proposal__plenary_session__term__committee=committee)
    return units_in_being().filter(pk__in=theirs.values("unit"))


def units_of(committee):
    """Return the units in being that work for the committee: not those that only another one deals with."""
    return units_in_being().filter(pk__in=bodies_of(committee).values("pk"))


def units_by_name(committee):
    """Return {name or alias: unit} of the units of the committee; a name proper goes before another's alias."""
    rows = list(units_of(committee).annotate(alias=F("aliases__name")))
    named = {unit.alias: unit for unit in rows if unit.alias}
    return named | {unit.name: unit for unit in rows}
