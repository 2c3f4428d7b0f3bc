"""Puts the post (岗位) in which the person acts on every request, and holds first passwords to their change."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

CHOSEN = "post"


class PostMiddleware:
    """`request.post` is the post chosen in this web session, else the first that is held today, else None.

    Who still has the first password handed out can do nothing but change it, or leave.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer with the post at hand, read only when a view asks for it."""
        request.posts = SimpleLazyObject(lambda: posts_of(request))
        request.post = SimpleLazyObject(lambda: post_of(request))
        if request.user.is_authenticated and request.user.must_change_password:
            allowed = (reverse("change_password"), reverse("sign_out"))
            if request.path not in allowed:
                return redirect("change_password")
        return self.get_response(request)


def posts_of(request):
    """Return the posts that whoever is signed in holds today."""
    return list(request.user.posts_held()) if request.user.is_authenticated else []


def post_of(request):
    """Return the post in which the request acts, or None."""
    posts = request.posts
    chosen = request.session.get(CHOSEN)
    return next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
