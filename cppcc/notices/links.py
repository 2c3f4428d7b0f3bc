"""One-time links: a signed token for a stored row, bound to one post, one subject and one action."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cppcc.accounts.models import Post
from cppcc.notices.models import OneTimeLink

LIFETIME = timedelta(days=7)
_SALT = "one-time-link"


class LinkRefused(Exception):
    """The link cannot be used (any more); the words say why and what to do instead."""


def make_link(post, subject, action, lifetime=LIFETIME):
    """Return a new link for `post` to take the step `action` on `subject`."""
    return OneTimeLink.objects.create(
        post=post,
        subject=subject,
        action=action,
        nonce=secrets.token_urlsafe(32),
        expires_at=timezone.now() + lifetime,
    )


def token_of(link):
    """Return what stands in the address: the nonce, signed."""
    return signing.dumps(link.nonce, salt=_SALT)


def link_address(link):
    """Return the full address of the link."""
    return f"{settings.SITE_URL}{reverse('one_time_link', args=[token_of(link)])}"


def read_link(token):
    """Return the usable OneTimeLink of a token; looking at it does not use it.

    Raises:
        LinkRefused: it is no token of ours, it was used, has expired, or its post is no longer held.
    """
    return _usable(token, OneTimeLink.objects)


@transaction.atomic
def use_link(token, take, *, ip=None):
    """Take the step of the link: `take(link)` in the transaction that marks it as used; a refusal leaves it unused.

    Raises:
        LinkRefused: as `read_link`; of two at once one wins.
    """
    link = _usable(token, OneTimeLink.objects.select_for_update())
    used = OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now(), used_from=ip)
    if not used:
        raise LinkRefused(_("这个链接已经用过了；如需更改，请登录办理。"))
    return take(link)


def _usable(token, links):
    try:
        nonce = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise LinkRefused(_("链接不完整或不是本系统发出的，请从通知里重新打开。")) from None
    link = links.filter(nonce=nonce).first()
    if link is None or link.subject is None:
        raise LinkRefused(_("链接已失效，请登录办理。"))
    if link.used_at:
        raise LinkRefused(_("这个链接已经用过了；如需更改，请登录办理。"))
    if timezone.now() > link.expires_at:
        raise LinkRefused(_("链接已过有效期，请登录办理。"))
    if not (link.post.user.is_active and Post.objects.held().filter(pk=link.post_id).exists()):
        raise LinkRefused(_("您的岗位已经变动，请登录办理。"))
    return link
