"""Sign-in matters: the password and the post in which one acts."""

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cppcc.accounts.middleware import CHOSEN
from cppcc.numbers import whole_number


class ChangePassword(PasswordChangeView):
    """Set a password of one's own; the first password handed out is then done with."""

    def form_valid(self, form):
        """Store it and note that it has been changed."""
        response = super().form_valid(form)
        self.request.user.must_change_password = False
        self.request.user.save(update_fields=["must_change_password"])
        messages.success(self.request, _("密码已修改。"))
        return response


@require_POST
def switch_post(request):
    """Act in another of one's posts from now on."""
    post = get_object_or_404(request.user.posts_held(), pk=whole_number(request.POST.get("post")))
    request.session[CHOSEN] = post.pk
    messages.success(request, _("现在以「%s」的身份办理。") % post)
    return redirect("home")
