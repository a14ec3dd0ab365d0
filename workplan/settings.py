"""One settings file; everything that differs between machines comes from the environment.

A missing or wrong variable ends the start with a sentence that says what to set.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from workplan.storage import evidence_store

BASE_DIR = Path(__file__).resolve().parents[1]
env = Env()

# What this installation is.
DEBUG = False
DEMO_MODE = env.bool("DEMO_MODE", False)
DEMO_NOW = env("DEMO_NOW", "")
DEVELOPER_PAGES = env.bool("DEVELOPER_PAGES", False)
if DEMO_NOW and not DEMO_MODE:
    raise ImproperlyConfigured(
        "DEMO_NOW moves the clock and is for demonstrations only: set DEMO_MODE=1 or remove DEMO_NOW."
    )
if DEMO_NOW:
    try:
        if datetime.fromisoformat(DEMO_NOW).tzinfo is None:
            raise ValueError
    except ValueError:
        raise ImproperlyConfigured(
            "DEMO_NOW is a date with time and zone, for example 2025-10-10T10:00+08:00."
        ) from None

SECRET_KEY = env("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text; `make run` makes one for a laptop.")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
INSECURE_COOKIES = env.bool("INSECURE_COOKIES", False)  # plain http on one's own machine

INSTALLED_APPS = [
    "committees",
    "workplan",
    "workplan.admin_app.WorkplanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "committees.middleware.nothing_kept",
    "committees.middleware.refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "committees.middleware.reader_preferences",
    "committees.middleware.acting_user",
    "committees.middleware.SignInKeepingTypedText",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "committees.middleware.whole_page_for_signed_out_htmx",
    "committees.middleware.page_for_a_refused_method",
]

ROOT_URLCONF = "workplan.urls"
WSGI_APPLICATION = "workplan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "workplan.frame.frame",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# DATABASE_URL is the office's own PostgreSQL; without it, the embedded one of this folder. Imported only
# then: an office's server need not have it installed.
if not env("DATABASE_URL", ""):
    from workplan.laptop.database import address

    os.environ["DATABASE_URL"] = address()
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 600),
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "application_name": "workplan",
        "prepare_threshold": 1,  # of `committees.keeping.prepared` alone: other cursors prepare nothing
        "options": "-c jit=off -c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Throttles are counted here, so every process must see the same one.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
}

AUTH_USER_MODEL = "committees.User"
AUTHENTICATION_BACKENDS = ["committees.signed_in.SignedInWithPlaces"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "committees.accounts.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/15m/key,20/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "committees.accounts.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "workplan" / "locale"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
TIME_ZONE = "Asia/Hong_Kong"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["workplan.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Letters: to the console, unless EMAIL_URL names a server. Its value holds a password and is never shown.
SITE_URL = (
    env("SITE_URL", "") or f"http{'' if INSECURE_COOKIES else 's'}://{(ALLOWED_HOSTS or ['localhost'])[0]}"
)
if not re.fullmatch(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?", SITE_URL := SITE_URL.rstrip("/")):
    raise ImproperlyConfigured(
        "SITE_URL is where people open this site, for example https://plans.example.org; letters link there."
    )
_mail = env.dj_email_url("EMAIL_URL", "console://")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured(
        "EMAIL_URL is an address like smtp://user:password@mail.example.org:587/?tls=True, or console://."
    )
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"] or (465 if _mail["EMAIL_USE_SSL"] else 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = _mail["EMAIL_TIMEOUT"] or 20  # seconds
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "")
if not DEFAULT_FROM_EMAIL:
    if "smtp" in EMAIL_BACKEND:
        raise ImproperlyConfigured("Set MAIL_FROM to the address that letters come from.")
    DEFAULT_FROM_EMAIL = "workplan@localhost"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = env.bool("STATIC_FROM_SOURCE", False)
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Evidence files: a private folder of this machine, or a store that speaks S3.
EVIDENCE_STORE = env("EVIDENCE_STORE", "")
EVIDENCE_DIR = env("EVIDENCE_DIR", str(BASE_DIR / ".local" / "evidence") if DEMO_MODE else "")
if not EVIDENCE_STORE and not EVIDENCE_DIR:
    raise ImproperlyConfigured(
        "Set EVIDENCE_DIR to a private folder that is backed up, or EVIDENCE_STORE to the address of an S3 store."
    )
STORAGES["evidence"] = evidence_store(EVIDENCE_STORE, Path(EVIDENCE_DIR))
# A command that is given the path of each file sent; an exit code other than 0 refuses the file.
VIRUS_SCAN_COMMAND = env("VIRUS_SCAN_COMMAND", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MOST_BYTES_OF_A_REQUEST = 25 * 1024 * 1024

SESSION_ENGINE = "committees.keeping.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not INSECURE_COOKIES
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "committees.refusals.csrf_refused"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SECURE_SSL_REDIRECT = not INSECURE_COOKIES
SECURE_HSTS_SECONDS = 0 if INSECURE_COOKIES else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_COOKIES
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"console": {"()": "workplan.log_lines.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "console"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"workplan.files": {"level": "INFO"}},  # who took which file away
}
PRODUCT_NAME = _("Workplans and work reports")
