"""What a page of figures looks at: session, day, occasion, unit and channel, as they stand in its address."""

from datetime import date

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation
from cppcc.numbers import whole_number
from proposals.models import Channel, Occasion
from proposals.queries.visibility import unit_counted_for
from proposals.statistics.scope import Scope
from proposals.web.frame import session_at


def scope_of(request, code):
    """Return the scope that the address names; an officer looks at the tasks of the own unit."""
    session = session_at(request, code)
    try:
        as_of = date.fromisoformat(request.GET["as_of"]) if request.GET.get("as_of") else None
    except ValueError:
        as_of = None
        messages.error(request, _("截至日期写法不对，按全部记录计算。"))
    occasion = request.GET.get("occasion", "")
    unit = unit_counted_for(request.post)
    return Scope(
        session,
        as_of=as_of,
        unit=unit or _named(request, "unit", Organisation.objects.all()),
        channel=_named(request, "channel", Channel.objects.filter(plenary_session=session)),
        released_only=unit is not None,
        occasion=occasion if occasion in Occasion.values else "",
    )


def _named(request, name, choices):
    """Return what the address names by its id among `choices`, or None."""
    number = whole_number(request.GET.get(name))
    return None if number is None else choices.filter(pk=number).first()


def overseen_scope(request, code):
    """Return the scope, for those who oversee the whole session (提案委、交办单位、领导)."""
    scope = scope_of(request, code)
    _require(request.post, "oversee", scope.plenary_session)
    return scope


def session_to(name, request, code):
    """Return the session of the address, for those who may `name` it (a rule of a plenary session)."""
    session = session_at(request, code)
    _require(request.post, name, session)
    return session


def _require(post, name, session):
    if not rules.has_perm(f"proposals.{name}_plenarysession", post, session):
        raise PermissionDenied(_("您的岗位（%(post)s）不能使用这个页面。") % {"post": post})
