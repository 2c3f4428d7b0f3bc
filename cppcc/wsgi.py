"""The door for WSGI servers; whatever a first request would load is loaded here, once for all workers of a server.

What was loaded is then left out of garbage collection: it is never freed, and a collection that looked at it in
each worker would give every worker a copy of memory they share.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cppcc.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 – reading them imports every page
gc.collect()
gc.freeze()
