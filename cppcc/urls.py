"""The table of contents of the site's addresses."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path


@login_not_required
def healthz(request):
    """Say that the site is up."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("cppcc.accounts.urls")),
    path("admin/", admin.site.urls),
    path("notices/", include("cppcc.notices.urls")),
    path("jobs/", include("cppcc.jobs.urls")),
    path("", include("proposals.web.urls")),
]
