"""Who may sign in: demonstration people only on a demonstration site."""

from functools import lru_cache

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from cppcc.accounts.models import Organisation, Post, User
from cppcc.gathering import PLACES, Gathering, tie


class PeopleBackend(ModelBackend):
    """Django's own, without demonstration people (whose password is printed) where DEBUG is off."""

    def get_user(self, user_id):
        """Return the person with the posts held today, read with one statement."""
        found = _gathering(timezone.localdate()).ask(user_id)
        tie(found)
        user = found[User].get(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.posts_today = list(found[Post].values())
        return user

    def user_can_authenticate(self, user):
        """Say whether the user may sign in and stay signed in."""
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demonstration)


@lru_cache(maxsize=2)
def _gathering(today):
    """Return the statement for a person and the posts held on the day `today`."""
    posts = Post.objects.held(today).filter(user=PLACES[0])
    return Gathering(
        [
            User.objects.filter(pk=PLACES[0]),
            posts,
            Organisation.objects.filter(pk__in=posts.values("organisation")),
        ]
    )
