"""Puts by what is being written on a page before it is saved (自动保存), for its writer alone."""

from proposals.models import Autosave

_MOST_PAGES = 50


def autosave(post, page, content):
    """Keep `content` as the newest of `page` for `post`, and return the row; the oldest pages make room."""
    kept, made = Autosave.objects.update_or_create(post=post, page=page, defaults={"content": content})
    if made:
        newest = Autosave.objects.filter(post=post).order_by("-saved_at", "-pk")[:_MOST_PAGES]
        Autosave.objects.filter(post=post).exclude(pk__in=[each.pk for each in newest]).delete()
    return kept


def forget_autosave(post, page):
    """Drop what was put by of `page`: it is saved now, or given up."""
    Autosave.objects.filter(post=post, page=page).delete()
