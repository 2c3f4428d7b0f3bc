"""Puts by what is being written on a page before it is saved (自动保存), for its writer alone."""

from django.db import transaction

from proposals.models import Autosave

_MOST_PAGES = 50


@transaction.atomic
def autosave(post, page, content, *, window="", taken_over=""):
    """Keep `content` as the newest of `page` for `post`, and return the row; the oldest pages make room.

    `window` is the browser's window that writes, `taken_over` the one whose content it began with. What any other
    window has put by stays: then nothing is kept, and None is returned.
    """
    row = {"content": content, "window": window}
    kept, made = Autosave.objects.select_for_update().get_or_create(post=post, page=page, defaults=row)
    if kept.window not in (window, taken_over):
        return None
    if not made:
        kept.content, kept.window = content, window
        kept.save()
    else:
        newest = Autosave.objects.filter(post=post).order_by("-saved_at", "-pk")[:_MOST_PAGES]
        Autosave.objects.filter(post=post).exclude(pk__in=[each.pk for each in newest]).delete()
    return kept


def forget_autosave(post, page, *, window):
    """Drop what `window` has put by of `page`: it is saved now."""
    Autosave.objects.filter(post=post, page=page, window__in=("", window)).delete()


def give_up_autosave(post, page):
    """Drop what any window has put by of `page`."""
    Autosave.objects.filter(post=post, page=page).delete()
