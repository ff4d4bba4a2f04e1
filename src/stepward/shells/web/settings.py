"""Settings of the web application: all from the environment, and strict where it is silent (H-95, H-97, H-100)."""

import os
from pathlib import Path

from stepward.shells.session_places import places
from stepward.shells.web.here import place_of
from stepward.shells.web.people.glass_minutes import glass_for
from stepward.shells.web.people.lock_minutes import lock_after
from stepward.shells.web.safekeeping import database, has_tls, secret_key

HERE = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("STEPWARD_DATA_DIR", "var")).resolve()

DEBUG = False
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("STEPWARD_HOSTS", "").replace(",", " ").split()]
IS_DEMONSTRATION = os.environ.get("STEPWARD_DEMONSTRATION") == "1"
HAS_TLS = has_tls(os.environ)
LOCK_AFTER, GLASS_FOR = lock_after(os.environ), glass_for(os.environ)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "stepward.adapters.database",
    "stepward.shells.web",
]
MIDDLEWARE = [
    "stepward.shells.web.middleware.SecurityHeaders",
    "stepward.shells.web.middleware.StaticFiles",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stepward.shells.web.middleware.DefaultDeny",
    "stepward.shells.web.people.passwords.ChangeFirst",
    "stepward.shells.web.people.lock.StationLock",
]
ROOT_URLCONF = "stepward.shells.web.urls"
ASGI_APPLICATION = "stepward.shells.web.asgi.application"
WSGI_APPLICATION = "stepward.shells.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "stepward.shells.web.context.page",
            ],
            "builtins": ["stepward.shells.web.templatetags.people"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": database(os.environ.get("STEPWARD_DATABASE_URL", ""), DATA_DIR)}
SESSION_PLACES = places(os.environ, DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300
WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"  # of the database and its forms; what people read is written by `here` alone
PLACE = place_of(os.environ)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Cookies: host-only, out of reach of scripts, never sent from another site, only over TLS where there is TLS.
# `None` of the domain is what makes them host-only.
_PREFIX = "__Host-" if HAS_TLS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}stepward-session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HAS_TLS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = f"{_PREFIX}stepward-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HAS_TLS
CSRF_FAILURE_VIEW = "stepward.shells.web.errors.forbidden"
THEME_COOKIE_NAME = f"{_PREFIX}stepward-theme"
SECURE_CONTENT_TYPE_NOSNIFF = True
# No other site learns an address. "no-referrer" would also blank the Origin that the check of forms reads.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HAS_TLS else 0
X_FRAME_OPTIONS = "DENY"
if os.environ.get("STEPWARD_BEHIND_TLS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# A form of this application is small; a pasted table of 1 MiB is the largest thing that anybody sends. What is a little
# larger still gets its sentence; files stay in memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["stepward.shells.web.uploads.MemoryOnly"]
# A treatment card of 16 rows has the most boxes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 5

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "stepward.shells.web.logs.Frames",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
