"""Who is locked out after failed attempts to sign in, and how a clerk lets them in again (django-axes counts)."""

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.utils import timezone


def locked_usernames():
    """Return the sign-in names that are locked out at present."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    held = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    )
    return set(held.values_list("username", flat=True))


def unlock(username):
    """Forget the failed attempts of `username`."""
    reset(username=username)
