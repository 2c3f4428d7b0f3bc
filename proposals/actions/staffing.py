"""Who acts for whom: people come, get a sign-in name and a first password, leave, and are followed by others."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cppcc.accounts.lockout import unlock
from cppcc.accounts.models import Organisation, Post, Role, User
from cppcc.accounts.passwords import hand_out_password
from proposals.actions.enrolling import import_members
from proposals.actions.recording import day_of
from proposals.models import Member
from proposals.queries.people import bodies_for, posts_of, users_of
from workflows.perform import may, record_fact

OF_THE_COMMITTEE = (Role.MEMBER, Role.CLERK, Role.LEADER)
OF_A_BODY = (Role.CONTACT, Role.OFFICER, Role.OFFICE)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to act in a role; of a member also what the roster says (`facts`: 界别, 党派, …).

    `member` is the row of the roster meant, where it is known; `username` names somebody who signs in already and
    takes this post besides.
    """

    name: str
    role: str
    organisation: Organisation | None = None
    phone: str = ""
    username: str = ""
    member: Member | None = None
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Slip:
    """What is handed to a person on paper; `password` is empty where the present one stays."""

    name: str
    post: str
    username: str
    password: str


@transaction.atomic
def admit(session, newcomers, **how):
    """Give each of `newcomers` a post, and a sign-in name where there is none yet; returns a Slip for each.

    Raises:
        PermissionDenied: the post that acts does not look after the people of this committee.
        ValidationError: one line for each newcomer that cannot be admitted; nobody is.
    """
    _may_enrol(session, how["by"])
    slips, faults = [], []
    for line, newcomer in enumerate(newcomers, start=1):
        try:
            slips.append(_admit(session, newcomer, day_of(how)))
        except ValidationError as wrong:
            faults += [_("第%(line)d人：%(what)s") % {"line": line, "what": each} for each in wrong.messages]
    if faults:
        raise ValidationError(faults)
    _record(session, _("新增人员"), "、".join(f"{slip.name}（{slip.post}）" for slip in slips), **how)
    return slips


@transaction.atomic
def reset_password(session, user, **how):
    """Give `user` a first password again, let them in where they are locked out, and return the Slip.

    Raises:
        PermissionDenied: the person is not, or not only, one of this committee's.
    """
    _may_look_after(session, user, how["by"])
    password = hand_out_password(user)
    user.save(update_fields=["password", "must_change_password"])
    unlock(user.username)
    _record(session, _("重设首次密码"), str(user), **how)
    return Slip(user.name, "、".join(map(_desk, user.posts_held())), user.username, password)


@transaction.atomic
def let_in(session, user, **how):
    """Lift the lock-out of `user` after failed attempts.

    Raises:
        PermissionDenied: as `reset_password`.
    """
    _may_look_after(session, user, how["by"])
    unlock(user.username)
    _record(session, _("解除登录锁定"), str(user), **how)


@transaction.atomic
def leave(session, post, *, successor=None, **how):
    """End `post` on the day; the work stays with the desk, where `successor` (a Newcomer) carries on.

    Returns the successor's Slip, or None.

    Raises:
        PermissionDenied: the post is not of this committee.
        ValidationError: the post is given up already, began later, or the successor cannot be admitted.
    """
    _may_enrol(session, how["by"])
    if not posts_of(session.committee).filter(pk=post.pk).exists():
        raise PermissionDenied(_("这个岗位不归本会管理。"))
    day = day_of(how)
    if post.ends_on is not None:
        raise ValidationError(_("这个岗位已于%s离任。") % post.ends_on)
    if post.starts_on is not None and post.starts_on > day:
        raise ValidationError(_("离任日期早于任职日期。"))
    post.ends_on = day
    post.save(update_fields=["ends_on"])
    _record(session, _("离任"), str(post), **how)
    if successor is None:
        return None
    follower = replace(successor, role=post.role, organisation=post.organisation)
    return admit(session, [follower], **how)[0]


@transaction.atomic
def change_member(session, member, facts, **how):
    """Change what the roster says of `member`: `facts` {field: value} of sector, party, employer, phone.

    Raises:
        PermissionDenied: the member is not of this committee.
    """
    _may_keep(session, member, how["by"])
    member = Member.objects.select_for_update().get(pk=member.pk)
    changes = []
    for name, value in facts.items():
        old = getattr(member, name)
        if old != value:
            label = Member._meta.get_field(name).verbose_name
            changes.append(f"{label}由「{old or ''}」改为「{value or ''}」")
            setattr(member, name, value)
    if changes:
        member.save(update_fields=list(facts))
        _record(session, _("修改委员信息"), f"{member}：{'，'.join(changes)}", **how)


@transaction.atomic
def change_standing(session, member, standing, **how):
    """Record that `member` resigned, was suspended, removed, died, or is in office again, since the day.

    The seat's post ends the day before, or is held again from the day; the roster keeps the name.

    Raises:
        PermissionDenied: the member is not of this committee.
        ValidationError: the standing is this already.
    """
    _may_keep(session, member, how["by"])
    if member.standing == standing:
        raise ValidationError(_("履职状态已经是「%s」。") % member.get_standing_display())
    member.standing, member.standing_since = standing, day_of(how)
    member.save(update_fields=["standing", "standing_since"])
    if member.user_id:
        _follow_standing(session, member)
    note = f"{member}：{member.get_standing_display()}"
    _record(session, _("委员履职状态"), note, **how)


def _follow_standing(session, member):
    seats = Post.objects.filter(
        user=member.user_id, role=Role.MEMBER, organisation=session.committee.organisation
    )
    if member.standing == Member.Standing.IN_OFFICE:
        _take_seat(member.user, session, member.standing_since)
    else:
        seats.filter(ends_on=None).update(ends_on=member.standing_since - timedelta(days=1))


def _take_seat(user, session, day):
    return Post.objects.create(
        user=user, role=Role.MEMBER, organisation=session.committee.organisation, starts_on=day
    )


def _admit(session, newcomer, day):
    body = _body(session, newcomer)
    user, password = _user(session, newcomer)
    if user.posts.held(day).filter(role=newcomer.role, organisation=body).exists():
        raise ValidationError(_("%s已有这个岗位。") % user)
    if newcomer.role == Role.MEMBER:
        _seat(session, newcomer, user)
    post = Post.objects.create(user=user, role=newcomer.role, organisation=body, starts_on=day)
    return Slip(user.name, _desk(post), user.username, password)


def _body(session, newcomer):
    if newcomer.role in OF_THE_COMMITTEE:
        return session.committee.organisation
    if newcomer.role not in OF_A_BODY:
        raise ValidationError(_("不能设置这种身份。"))
    if newcomer.organisation is None:
        raise ValidationError(_("%s没有写明所在机构。") % newcomer.name)
    if not bodies_for(session.committee, newcomer.role).filter(pk=newcomer.organisation.pk).exists():
        raise ValidationError(_("%s不能作为这种身份的所在机构。") % newcomer.organisation)
    return newcomer.organisation


def _user(session, newcomer):
    """Return who is meant and the password handed out; somebody who signs in already keeps the own one."""
    name = "".join(newcomer.name.split())
    if newcomer.username:
        user = users_of(session.committee).filter(username=newcomer.username).first()
        if user is None:
            raise ValidationError(_("本会没有登录名为「%s」的人。") % newcomer.username)
        if name and name != user.name:
            raise ValidationError(
                _("登录名「%(username)s」是%(owner)s的，不是%(name)s的；请核对登录名和姓名。")
                % {"username": user.username, "owner": user.name, "name": name}
            )
        return user, ""
    if not name:
        raise ValidationError(_("没有写姓名。"))
    user = User(username=_free_username(name), name=name)
    password = hand_out_password(user)
    user.full_clean()
    user.save()
    return user, password


def _free_username(name):
    """Return the name without dots and the like, with the first number from 2 on where somebody has it."""
    name = re.sub(r"[^\w.@+-]", "", name)
    taken = set(User.objects.filter(username__startswith=name).values_list("username", flat=True))
    number, username = 1, name
    while username in taken:
        number += 1
        username = f"{name}{number}"
    return username


def _seat(session, newcomer, user):
    """Tie the user to the member meant, who is put on the roster where there is none of that name (and sector)."""
    member = newcomer.member or _member_named(session, newcomer)
    if member.user_id is not None:
        message = _("委员%(name)s已有登录名「%(username)s」。")
        raise ValidationError(message % {"name": member, "username": member.user.username})
    member.user = user
    member.save(update_fields=["user"])


def _member_named(session, newcomer):
    """Return the member meant, made or completed from what is said of the newcomer; a blank changes nothing."""
    found = Member.objects.filter(term=session.term, name="".join(newcomer.name.split()))
    if newcomer.facts.get("界别"):
        found = found.filter(sector__name=newcomer.facts["界别"])
    if found.count() > 1:
        raise ValidationError(_("有几名委员叫%s，请写明界别。") % newcomer.name)
    row = {"姓名": newcomer.name, "联系电话": newcomer.phone, **newcomer.facts}
    import_members([row], term=session.term)
    return found.get()


def _desk(post):
    return f"{post.organisation or ''}{post.get_role_display()}"


def _may_enrol(session, by):
    if not may(session, "enrol", by):
        raise PermissionDenied(_("您的岗位（%(post)s）不能管理人员。") % {"post": by})


def _may_keep(session, member, by):
    _may_enrol(session, by)
    if member.term.committee_id != session.term.committee_id:
        raise PermissionDenied(_("这名委员不是本会的委员。"))


def _may_look_after(session, user, by):
    _may_enrol(session, by)
    if not users_of(session.committee).filter(pk=user.pk).exists():
        raise PermissionDenied(_("%s不只在本会任职，请联系系统管理员。") % user)


def _record(session, label, note, **how):
    record_fact(session, "enrol", label, **{**how, "note": note})
