"""Who may sign in: demonstration people only on a demonstration site."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class PeopleBackend(ModelBackend):
    """Django's own, without demonstration people (whose password is printed) where DEBUG is off."""

    def user_can_authenticate(self, user):
        """Say whether the user may sign in and stay signed in."""
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demonstration)
