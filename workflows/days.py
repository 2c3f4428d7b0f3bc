"""Which day a step may bear: none that is still to come, and none from before its thing can have begun."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from workflows.errors import MoveRefused


def refuse_impossible(instance, at):
    """Refuse the day `at` for what happened to `instance`; today and its first day are possible.

    Raises:
        MoveRefused: the day is still to come, or too old.
    """
    refuse_future(at)
    refuse_too_old(instance, at)


def refuse_future(at):
    """Let nothing have happened after today.

    Raises:
        MoveRefused: the day `at` is yet to come.
    """
    if at > timezone.localdate():
        raise MoveRefused(_("日期（%(at)s）不能晚于今天。") % {"at": date_format(at)})


def refuse_too_old(instance, at):
    """Refuse a day `at` before the first on which anything can have happened to `instance`.

    Which day that is the project says (`WORKFLOWS_FIRST_DAY`, a function of the thing; None: any).

    Raises:
        MoveRefused: the day is too old.
    """
    first = import_string(settings.WORKFLOWS_FIRST_DAY)(instance)
    if first and at < first:
        raise MoveRefused(
            _("日期（%(at)s）不能早于%(first)s，请核对年份。")
            % {"at": date_format(at), "first": date_format(first)}
        )
