"""Settings of the tests: the site's own, with what makes tests fast and still."""

import os

os.environ.setdefault("DEBUG", "1")

from cppcc.settings import *  # noqa: F403
from cppcc.settings import BASE_DIR, DATABASES, STORAGES, _database

if os.environ.get("TEST_DATABASE_URL"):
    DATABASES = {"default": _database(os.environ["TEST_DATABASE_URL"]) | {"CONN_MAX_AGE": 0}}
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "TEST": {"NAME": str(BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3")},
    }
    (BASE_DIR / "var").mkdir(exist_ok=True)

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # first passwords
]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
