"""What can be wrong with a step or a date, as exceptions that carry a sentence."""

from django.utils.translation import gettext as _


class MoveRefused(Exception):
    """Not now: the step is not open; `reason` is a sentence a clerk can act on."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = str(reason)


class UnknownYear(MoveRefused):
    """No working-day rows are held for a year before the first published notice (2018)."""

    def __init__(self, year):
        super().__init__(_("没有%d年的放假安排，无法推算工作日，请核对日期。") % year)
        self.year = year
