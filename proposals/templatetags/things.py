"""Says what a thing is, for addresses, and how people write a day that is kept as text."""

from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

register = template.Library()


@register.filter
def kind(thing):
    """Return the name of the thing's model, as the addresses of steps have it."""
    return thing._meta.model_name


@register.filter
def kept_day(text):
    """Return the day that frozen figures keep as 2026-06-27 as 2026年6月27日."""
    return date_format(parse_date(text))
