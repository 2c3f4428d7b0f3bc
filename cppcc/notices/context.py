"""What every page knows of notices: how many are unread."""

from django.utils.functional import SimpleLazyObject

from cppcc.notices.models import Notice


def unread(request):
    """Return `unread_notices`, counted only where a page shows it."""
    post = getattr(request, "post", None)
    return {"unread_notices": SimpleLazyObject(lambda: _count(post))}


def _count(post):
    return Notice.objects.filter(post=post.pk, opened_at=None).count() if post else 0
