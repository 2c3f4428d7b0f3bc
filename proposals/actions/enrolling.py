"""Brings people and bodies in: units and members from a table, clerks one by one."""

import csv
import io

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cppcc.accounts.models import Organisation, OrganisationAlias, Post, Role, User
from cppcc.accounts.passwords import hand_out_password
from proposals.models import Member, Party, Sector

_STANDINGS = {str(label): value for value, label in Member.Standing.choices}
_KINDS = {str(label): value for value, label in Organisation.Kind.choices}


def read_table(data):
    """Return the rows of a CSV table as {header: text}; utf-8 or gb18030.

    Raises:
        ValidationError: the text cannot be read, or there is no header.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _rows(csv.DictReader(io.StringIO(text)))
    raise ValidationError(_("认不出文件的文字编码；请另存为 UTF-8 编码的 CSV。"))


def read_block(text):
    """Return the rows of a block pasted from Excel (columns parted by tabs) as {header: text}.

    Raises:
        ValidationError: a quotation mark is opened and never closed, or the like.
    """
    try:
        return _rows(csv.DictReader(io.StringIO(text.strip("\r\n")), dialect=csv.excel_tab))
    except csv.Error:
        raise ValidationError(_("读不出表格；请检查有没有多余的引号。")) from None


def _rows(table):
    rows = [
        {(name or "").strip(): value.strip() for name, value in row.items() if isinstance(value, str)}
        for row in table
    ]
    return [row for row in rows if any(row.values())]


@transaction.atomic
def import_units(rows):
    """Make or complete units from rows with 名称, 种类, 别名, 上级, 分管领导, 联系人, 联系电话; a blank changes nothing.

    Returns (made, completed).

    Raises:
        ValidationError: a row without 名称, an unknown 种类 or 上级, an alias that another body has.
    """
    made = completed = 0
    for number, row in enumerate(rows, start=2):
        name = row.get("名称") or row.get("单位名称") or row.get("单位")
        if not name:
            raise ValidationError(_("第%d行没有名称。") % number)
        unit, is_new = Organisation.objects.get_or_create(name=name, defaults={"kind": _kind(row, number)})
        for field, header in (
            ("leader_in_charge", "分管领导"),
            ("contact_person", "联系人"),
            ("phone", "联系电话"),
        ):
            if row.get(header):
                setattr(unit, field, row[header])
        if row.get("上级"):
            unit.parent = Organisation.objects.filter(name=row["上级"]).first()
            if unit.parent is None:
                raise ValidationError(
                    _("第%(row)d行的上级「%(name)s」不在名录里。") % {"row": number, "name": row["上级"]}
                )
        unit.full_clean()
        unit.save()
        for alias in filter(
            None, (part.strip() for part in row.get("别名", "").replace("，", "、").split("、"))
        ):
            _alias(unit, alias, number)
        made += is_new
        completed += not is_new
    return made, completed


@transaction.atomic
def import_members(rows, *, term):
    """Make or complete the members of a term from rows with 姓名, 界别, 党派, 工作单位及职务, 联系电话, 履职状态.

    Returns (made, completed). Two members of one name are told apart by their sector.

    Raises:
        ValidationError: a row without 姓名, or an unknown 履职状态.
    """
    made = completed = 0
    for number, row in enumerate(rows, start=2):
        name = "".join(row.get("姓名", "").split())
        if not name:
            raise ValidationError(_("第%d行没有姓名。") % number)
        sector = party = None
        if row.get("界别"):
            sector, _new = Sector.objects.get_or_create(
                term=term, name=row["界别"], defaults={"position": term.sectors.count() + 1}
            )
        if row.get("党派"):
            party, _new = Party.objects.get_or_create(name=row["党派"])
        member, is_new = Member.objects.get_or_create(term=term, name=name, sector=sector)
        member.party = party or member.party
        member.employer = row.get("工作单位及职务") or member.employer
        member.phone = row.get("联系电话") or member.phone
        if row.get("履职状态"):
            if row["履职状态"] not in _STANDINGS:
                known = "、".join(_STANDINGS)
                raise ValidationError(
                    _("第%(row)d行的履职状态不认识；可用：%(known)s。") % {"row": number, "known": known}
                )
            member.standing = _STANDINGS[row["履职状态"]]
        member.full_clean()
        member.save()
        made += is_new
        completed += not is_new
    return made, completed


@transaction.atomic
def create_clerk(name, *, committee=None):
    """Make a clerk who signs in as `name`, of one committee or (None) of every one; returns (user, first password).

    Raises:
        ValidationError: somebody signs in by that name already.
    """
    if User.objects.filter(username=name).exists():
        raise ValidationError(_("已有用户名为「%s」的用户。") % name)
    user = User(username=name, name=name)
    password = hand_out_password(user)
    user.save()
    Post.objects.create(user=user, role=Role.CLERK, organisation=committee)
    return user, password


def _kind(row, number):
    label = row.get("种类")
    if not label:
        return Organisation.Kind.UNIT
    if label not in _KINDS:
        message = _("第%(row)d行的种类「%(kind)s」不认识；可用：%(known)s。")
        raise ValidationError(message % {"row": number, "kind": label, "known": "、".join(_KINDS)})
    return _KINDS[label]


def _alias(unit, alias, number):
    held = OrganisationAlias.objects.filter(name=alias).select_related("organisation").first()
    if held is None:
        OrganisationAlias.objects.create(name=alias, organisation=unit)
    elif held.organisation_id != unit.pk:
        message = _("第%(row)d行的别名「%(alias)s」已是%(unit)s的别名。")
        raise ValidationError(message % {"row": number, "alias": alias, "unit": held.organisation})
