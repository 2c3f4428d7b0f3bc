"""A limit as a clerk writes it: 15个工作日, 20天, 3个月, 9月30日."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflows.deadlines import parse_limit

_AMOUNT = re.compile(r"(\d{1,3})\s*个?(工作日|天|日|月)")
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_UNITS = {"工作日": "wd", "天": "d", "日": "d", "月": "m"}


class WordedField(forms.CharField):
    """A text that is shown otherwise than it is stored; it has changed when what would be stored has."""

    def has_changed(self, initial, data):
        """Compare what is stored with what would be."""
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class LimitField(WordedField):
    """Shows and reads a limit in words; the value is what `parse_limit` takes."""

    def prepare_value(self, value):
        """Return the words of a stored limit; what was typed stays as it is."""
        try:
            return parse_limit(value).wording
        except (ValidationError, TypeError):
            return value

    def clean(self, value):
        """Return the stored form of the words.

        Raises:
            ValidationError: no amount and no day.
        """
        text = super().clean(value).strip()
        amount, day = _AMOUNT.fullmatch(text), _DATE.fullmatch(text)
        if amount:
            return f"{int(amount[1])}{_UNITS[amount[2]]}"
        if day:
            year = f"{day[1]}-" if day[1] else ""
            text = f"{year}{int(day[2]):02d}-{int(day[3]):02d}"
        try:
            parse_limit(text)
        except ValidationError:
            message = _("期限写法不对；可以写：15个工作日、20天、3个月、9月30日。")
            raise ValidationError(message) from None
        return text
