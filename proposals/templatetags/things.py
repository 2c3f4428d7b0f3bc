"""Says what a thing is, for addresses."""

from django import template

register = template.Library()


@register.filter
def kind(thing):
    """Return the name of the thing's model, as the addresses of steps have it."""
    return thing._meta.model_name
