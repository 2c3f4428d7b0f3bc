"""The inbox of the post at hand, and what its holder chose."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cppcc.notices.forms import PreferenceForm
from cppcc.notices.models import Notice

A_PAGE = 50


def inbox(request):
    """List the notices of the post, newest first, with how each went out."""
    notices = _own(request).prefetch_related("deliveries")
    page = Paginator(notices, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page})


@require_POST
def open_notice(request, pk):
    """Note that a notice was opened and go to what it is about."""
    notice = get_object_or_404(_own(request), pk=pk)
    if notice.opened_at is None:
        notice.opened_at = timezone.now()
        notice.save(update_fields=["opened_at"])
    return redirect(notice.address or "inbox")


@require_POST
def open_all(request):
    """Note that every notice was seen."""
    _own(request).filter(opened_at=None).update(opened_at=timezone.now())
    return redirect("inbox")


def preferences(request):
    """Choose channels and quiet hours."""
    form = PreferenceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("接收方式已保存。"))
        return redirect("inbox")
    return render(request, "notices/preferences.html", {"form": form})


def _own(request):
    if not request.post:
        raise PermissionDenied(_("您还没有岗位，没有收件箱。"))
    return Notice.objects.filter(post=request.post.pk)
