"""Brings people and bodies in: units and members from a table, clerks one by one."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation, OrganisationAlias, Post, Role, User
from cppcc.accounts.passwords import hand_out_password
from proposals.documents.tables import ROW_NUMBER
from proposals.models import Member, Party
from proposals.queries.people import bodies_of

_STANDINGS = {str(label): value for value, label in Member.Standing.choices}
_KINDS = {str(label): value for value, label in Organisation.Kind.choices}
_UNIT_FIELDS = {"leader_in_charge": "分管领导", "contact_person": "联系人", "phone": "联系电话"}


@transaction.atomic
def import_units(rows, *, committee=None):
    """Make or complete units from rows with 名称, 种类, 别名, 上级, 分管领导, 联系人, 联系电话; a blank changes nothing.

    A row that names a body by an alias completes that body. With a `committee` the rows reach the bodies that
    work for it, without (None) every body of the site. Returns (made, completed).

    Raises:
        ValidationError: a row without 名称, an unknown 种类 or 上级, an alias or name that another body has.
    """
    known = bodies_of(committee) if committee else Organisation.objects.all()
    named = [(_number(row, position), row) for position, row in enumerate(rows, start=2)]
    made, units = 0, []
    for number, row in named:
        unit = _named_unit(row.get("名称"), number, known)
        made += unit.pk is None
        unit.kind = _kind(row, number) or unit.kind
        for field, header in _UNIT_FIELDS.items():
            setattr(unit, field, row.get(header) or getattr(unit, field))
        _store(unit, number)
        units.append(unit)
    for (number, row), unit in zip(named, units, strict=True):
        if row.get("上级"):
            unit.parent = _parent(row["上级"], number, known)
            _store(unit, number)
        for alias in filter(None, map(str.strip, re.split("[、，,；;]", row.get("别名", "")))):
            _alias(unit, alias, number)
    return made, len(named) - made


@transaction.atomic
def import_members(rows, *, term):
    """Make or complete the members of a term from rows with 姓名, 界别, 党派, 工作单位及职务, 联系电话, 履职状态.

    A blank changes nothing. Two members of one name are told apart by their sector. Returns (made, completed).

    Raises:
        ValidationError: a row without 姓名, an unknown 履职状态, or a name that several have and no sector.
    """
    made = completed = 0
    for position, row in enumerate(rows, start=2):
        number = _number(row, position)
        sector = party = None
        if row.get("界别"):
            sector = _listed(term.sectors, row["界别"], number, term=term, position=term.sectors.count() + 1)
        if row.get("党派"):
            party = _listed(Party.objects, row["党派"], number)
        member = _named_member(term, "".join(row.get("姓名", "").split()), sector, number)
        is_new = member.pk is None
        member.sector = sector or member.sector
        member.party = party or member.party
        member.employer = row.get("工作单位及职务") or member.employer
        member.phone = row.get("联系电话") or member.phone
        member.standing = _standing(row, number) or member.standing
        _store(member, number)
        made += is_new
        completed += not is_new
    return made, completed


@transaction.atomic
def create_clerk(name, *, committee=None):
    """Make a clerk who signs in as `name`, of one committee or (None) of every one; returns (user, first password).

    Raises:
        ValidationError: no name to sign in by, or somebody signs in by it already.
    """
    try:
        User._meta.get_field("username").clean(name, None)
    except ValidationError as error:
        reasons = "；".join(error.messages)
        raise ValidationError(
            _("用户名「%(name)s」：%(reasons)s") % {"name": name, "reasons": reasons}
        ) from None
    if User.objects.filter(username=name).exists():
        raise ValidationError(_("已有用户名为「%s」的用户。") % name)
    user = User(username=name, name=name)
    password = hand_out_password(user)
    user.save()
    Post.objects.create(user=user, role=Role.CLERK, organisation=committee)
    return user, password


def _number(row, position):
    """Return the row's number in its sheet, where the reader knew it."""
    return row.get(ROW_NUMBER, position)


def _named_unit(name, number, known):
    if not name:
        raise ValidationError(_("第%d行没有名称。") % number)
    alias = OrganisationAlias.objects.filter(name=name).select_related("organisation").first()
    unit = Organisation.objects.filter(name=name).first() or (alias and alias.organisation)
    if unit and not known.filter(pk=unit.pk).exists():
        message = _("第%(row)d行的「%(name)s」不是本会的承办单位或提案机构，请从名单中去掉这一行。")
        raise ValidationError(message % {"row": number, "name": name})
    return unit or Organisation(name=name)


def _named_member(term, name, sector, number):
    if not name:
        raise ValidationError(_("第%d行没有姓名。") % number)
    same = list(Member.objects.filter(term=term, name=name).order_by("pk"))
    if sector:
        exact = [member for member in same if member.sector_id == sector.pk]
        same = exact or [member for member in same if member.sector_id is None]
    if len(same) > 1:
        message = _("第%(row)d行：有几名委员叫%(name)s，请写明界别。")
        raise ValidationError(message % {"row": number, "name": name})
    return same[0] if same else Member(term=term, name=name)


def _listed(entries, name, number, **facts):
    """Return the entry of that name; one that is not there yet is stored with its facts."""
    listed = entries.filter(name=name).first()
    if listed is None:
        listed = entries.model(name=name, **facts)
        _store(listed, number)
    return listed


def _store(row, number):
    try:
        row.full_clean()
    except ValidationError as error:
        reasons = "；".join(error.messages)
        words = {"row": number, "what": row._meta.verbose_name, "reasons": reasons}
        raise ValidationError(_("第%(row)d行的%(what)s：%(reasons)s") % words) from None
    row.save()


def _kind(row, number):
    return _choice(row, "种类", _KINDS, number)


def _standing(row, number):
    return _choice(row, "履职状态", _STANDINGS, number)


def _choice(row, header, known, number):
    label = row.get(header)
    if label and label not in known:
        message = _("第%(row)d行的%(header)s「%(label)s」不认识；可用：%(known)s。")
        words = {"row": number, "header": header, "label": label, "known": "、".join(known)}
        raise ValidationError(message % words)
    return known.get(label)


def _parent(name, number, known):
    parent = known.filter(name=name).first()
    if parent is None:
        message = _("第%(row)d行的上级「%(name)s」不在名录里。")
        raise ValidationError(message % {"row": number, "name": name})
    return parent


def _alias(unit, alias, number):
    held = OrganisationAlias.objects.filter(name=alias).select_related("organisation").first()
    other = Organisation.objects.filter(name=alias).first() or (held and held.organisation)
    if other not in (None, unit):
        message = _("第%(row)d行的别名「%(alias)s」已是%(unit)s的名称或别名。")
        raise ValidationError(message % {"row": number, "alias": alias, "unit": other})
    if other is None:
        _store(OrganisationAlias(name=alias, organisation=unit), number)
