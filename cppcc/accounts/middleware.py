"""Puts the post (岗位) in which the person acts on every request, and holds first passwords to their change."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

CHOSEN = "post"
OF_THE_PERSON = ("change_password", "sign_out", "switch_post")


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

    def process_view(self, request, view, _arguments, _keywords):
        """Keep who holds no post today out of every page but those of the person alone."""
        is_open = not getattr(view, "login_required", True) or "admin" in request.resolver_match.namespaces
        if is_open or request.resolver_match.url_name in OF_THE_PERSON or not request.user.is_authenticated:
            return
        if not request.posts:
            raise PermissionDenied(
                _("您已登录，但今天没有任何岗位（委员、经办人等）；请联系提案委工作人员为您设置。")
            )


def posts_of(request):
    """Return the posts that whoever is signed in holds today."""
    return request.user.posts_today if request.user.is_authenticated else []


def post_of(request):
    """Return the post in which the request acts, or None."""
    posts = request.posts
    chosen = request.session.get(CHOSEN)
    return next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
