"""The table of contents of the site's addresses."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import include, path


@login_not_required
def healthz(request):
    """Say that the site is up."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def manifest(request):
    """Say how the site looks as an app of its own; it works on line alone, so there is no service worker."""
    return JsonResponse(
        {
            "name": "政协提案工作平台",
            "short_name": "政协提案",
            "lang": "zh-Hans",
            "start_url": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#9e1b1b",
            "icons": [
                {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


urlpatterns = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("cppcc.accounts.urls")),
    path("admin/", admin.site.urls),
    path("notices/", include("cppcc.notices.urls")),
    path("jobs/", include("cppcc.jobs.urls")),
    path("", include("proposals.web.urls")),
]
