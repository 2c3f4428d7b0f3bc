"""Carries out what a form asks for once, however often the form is sent."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.models import SentForm

KEPT_FOR = timedelta(days=90)


class AlreadySent(Exception):
    """The form has been carried out before; nothing was done now."""


def was_sent(token):
    """Say whether the form of that token has been carried out before."""
    return bool(token) and SentForm.objects.filter(token=token).exists()


def send_once(token, carry_out):
    """Return what `carry_out()` returns; where it refuses, the same form may be sent again.

    Two posts at the same moment wait for each other at the row of the token. A form without a token is
    carried out each time.

    Raises:
        AlreadySent: the form was carried out before.
    """
    if not token:
        return carry_out()
    with transaction.atomic():
        try:
            with transaction.atomic():
                SentForm.objects.create(token=token)
        except IntegrityError as again:
            raise AlreadySent from again
        return carry_out()


def forget_sent_forms():
    """Forget which forms were sent 90 days ago and longer; no window is open that long. Returns the number."""
    forgotten, _each = SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()
    return forgotten
