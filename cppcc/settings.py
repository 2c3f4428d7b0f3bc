"""Settings; what differs between sites comes from the environment, and a bad value stops the start.

DATABASE_URL, BROKER_URL, DEBUG and PORT are named as everywhere, all else CPPCC_*. With DEBUG=1 nothing else is
needed; without it CPPCC_SECRET_KEY and CPPCC_ALLOWED_HOSTS are.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from cppcc.jobs.broker import transport_options

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def _switch(name, *, default):
    text = env.str(name, default=str(int(default))).strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}; it must be 1 or 0.")


def _database(url):
    scheme = urlsplit(url).scheme
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL begins with {scheme!r}; use sqlite:///… or postgres://….")
    database = env.db_url_config(url)
    if scheme == "sqlite":
        database["ENGINE"] = "cppcc.sqlite"
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
    return database | {"CONN_MAX_AGE": 60}


def _embedded_database():
    """Return the address of the database in var/, a folder that a fresh clone does not have."""
    VAR_DIR.mkdir(exist_ok=True)
    return f"sqlite:///{VAR_DIR / 'db.sqlite3'}"


DEBUG = _switch("DEBUG", default=False)
HTTPS = _switch("CPPCC_HTTPS", default=not DEBUG)
SECRET_KEY = env.str("CPPCC_SECRET_KEY", default="for-development-only" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "CPPCC_SECRET_KEY is not set; with DEBUG off the site does not start without it."
    )
ALLOWED_HOSTS = env.list("CPPCC_ALLOWED_HOSTS", default=["*"] if DEBUG else ["localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CPPCC_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "django_fsm",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "django_celery_beat",
    "cppcc.accounts",
    "cppcc.jobs",
    "cppcc.notices",
    "workflows",
    "proposals",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cppcc.nul.NulMiddleware",
    "cppcc.accounts.middleware.PostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cppcc.urls"
WSGI_APPLICATION = "cppcc.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cppcc" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "proposals.web.frame.frame",
                "cppcc.notices.context.unread",
            ],
        },
    },
]

FORM_RENDERER = "cppcc.forms.BootstrapRenderer"

DATABASES = {"default": _database(env.str("DATABASE_URL", default="") or _embedded_database())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
WORKFLOWS_POST_MODEL = "accounts.Post"
WORKFLOWS_FIRST_DAY = "proposals.permissions.first_day_of"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "cppcc.accounts.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
# by name and address together: sign-in names are public, and nobody may lock a whole committee out
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cppcc" / "static"]
MEDIA_ROOT = Path(env.str("CPPCC_MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

_broker = env.str("BROKER_URL", default="")
_lost_job_seconds = env.int("CPPCC_LOST_JOB_SECONDS", default=900)
CELERY_TASK_ALWAYS_EAGER = not _broker
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(
    _broker or "memory://", visibility_timeout=_lost_job_seconds
)
LOST_JOB_AFTER = timedelta(seconds=2 * _lost_job_seconds)  # the broker has its turn first
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # what came of a job is a row of its own
CELERY_TASK_EAGER_PROPAGATES = False  # a failed job never fails the page that asked for it
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "cppcc.jobs.scheduler:Scheduler"

SITE_URL = env.str("CPPCC_SITE_URL", default="").rstrip("/")
_mail = env.email_url("CPPCC_EMAIL_URL", default="consolemail://" if DEBUG else "dummymail://")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("CPPCC_EMAIL_FROM", default="webmaster@localhost")
NOTICE_WEBHOOK_URL = env.str("CPPCC_WEBHOOK_URL", default="")
NOTICE_WECOM_URL = env.str("CPPCC_WECOM_ROBOT_URL", default="")
NOTICE_DINGTALK_URL = env.str("CPPCC_DINGTALK_ROBOT_URL", default="")
NOTICE_DINGTALK_SECRET = env.str("CPPCC_DINGTALK_SECRET", default="")
NOTICE_SMS_URL = env.str("CPPCC_SMS_URL", default="")
NOTICE_SMS_KEY = env.str("CPPCC_SMS_KEY", default="")
NOTICE_SMS_SIGNATURE = env.str("CPPCC_SMS_SIGNATURE", default="政协提案")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
# a working table of a hundred rows sends its fields together
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # Bootstrap draws its ticks and arrows as data: pictures in its style sheet
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SESSION_COOKIE_AGE = 12 * 60 * 60

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "CRITICAL"}},  # its warnings name people
}
