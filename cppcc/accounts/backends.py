"""Who may sign in: demonstration people only on a demonstration site."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from cppcc.accounts.models import Post


class PeopleBackend(ModelBackend):
    """Django's own, without demonstration people (whose password is printed) where DEBUG is off."""

    def get_user(self, user_id):
        """Return the person with the posts held today, read with one statement."""
        posts = list(
            Post.objects.held().filter(user=user_id).select_related("user", "organisation").order_by("pk")
        )
        user = posts[0].user if posts else super().get_user(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.posts_today = posts
        return user

    def user_can_authenticate(self, user):
        """Say whether the user may sign in and stay signed in."""
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demonstration)
