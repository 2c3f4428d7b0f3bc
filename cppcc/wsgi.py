"""The door for WSGI servers; whatever a first request would load is loaded here, once for all workers of a server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 – reading them imports every page
