"""Every setting, read once from the environment; a missing one stops a production start with a sentence.

With ``DEBUG=1`` each has a default and no server is needed: SQLite, an in-process broker, mail into a folder.
"""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
DEBUG = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules


def needed(name: str, *, in_debug: str) -> str:
    """Read a setting that production must state; only with DEBUG on is there a value for it."""
    value = env.str(name, default=in_debug if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment, or DEBUG=1 to try the program without a server.")
    return value


SECRET_KEY = needed("SECRET_KEY", in_debug="not-a-secret-this-key-only-serves-a-demo-on-your-own-machine")
# Salts the digests of people who must not be written down again: another key forgets all of them.
SUPPRESSION_KEY = env.str("SUPPRESSION_KEY", default=SECRET_KEY)
PUBLIC_BASE_URL = needed("PUBLIC_BASE_URL", in_debug="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [host.strip() for host in needed("ALLOWED_HOSTS", in_debug="127.0.0.1,localhost").split(",")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if PUBLIC_BASE_URL.startswith("https://") else []
PROGRAM_TIME_ZONE = needed("PROGRAM_TIME_ZONE", in_debug="Europe/Berlin")
PROGRAM_COMPANY = env.str("PROGRAM_COMPANY", default="Northquay")
try:
    ZoneInfo(PROGRAM_TIME_ZONE)
except (KeyError, ValueError, OSError) as error:
    raise ImproperlyConfigured(
        f"PROGRAM_TIME_ZONE is {PROGRAM_TIME_ZONE!r}; use a name such as Europe/Berlin."
    ) from error

# The apps. `requests` is ours; its full config name stops the start if another package of that name is in the way.
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "js_lib_bootstrap5",
    "lucide",
    "refprogram",
    "refprogram.accounts.apps.AccountsConfig",
    "refprogram.thresholds.apps.ThresholdsConfig",
    "refprogram.outbox.apps.OutboxConfig",
    "refprogram.imports.apps.ImportsConfig",
    "refprogram.ui.apps.UiConfig",
    "customers.apps.CustomersConfig",
    "references.apps.ReferencesConfig",
    "references.referrals.apps.ReferralsConfig",
    "references.testimonials.apps.TestimonialsConfig",
    "requests.apps.RequestsConfig",
    "refprogram.rights.apps.RightsConfig",
    "refprogram.portal.apps.PortalConfig",
    "refprogram.face.apps.FaceConfig",
    "refprogram.today.apps.TodayConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "refprogram.portal.middleware.PrivatePagesMiddleware",
    "refprogram.middleware.HostileInputMiddleware",
    "refprogram.face.middleware.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "refprogram.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "refprogram.urls"
WSGI_APPLICATION = "refprogram.wsgi.application"

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
                "refprogram.ui.nav.shell",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# SQLite is the default for one machine; PostgreSQL is what a company runs.
DATABASES = {
    "default": env.db_url_config(needed("DATABASE_URL", in_debug=f"sqlite:///{VAR_DIR / 'reference-desk.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Without jit=off PostgreSQL compiles each query that judges references: seconds, for what runs in milliseconds.
        "OPTIONS": {
            "options": "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
            " -c jit=off"
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in attempts are counted in the database, so that a lost Redis neither resets them nor stops anybody's work.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}}

# Accounts: an e-mail address, a password and one role; nobody signs up by themselves.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["refprogram.accounts.backend.RoleBackend"]
ACCOUNT_ADAPTER = "refprogram.accounts.adapter.ClosedDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers by asking for a new password
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "customer_answer": "60/10m/key,300/10m/ip",  # a link and an address; many people may share an address
    "customer_mail_program": "60/10m/key",  # one provider stops letters for all its people from a few addresses
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_BASE_URL.split("://")[0]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# What a browser is told.
HTTPS = PUBLIC_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # whoever watches the process asks it directly
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=50 * 1024 * 1024)

# What the export of a dossier says of two rules whose words a lawyer has to check; empty says nothing of them.
DISCLOSURE_NOTE = env.str(
    "DISCLOSURE_NOTE",
    default="What ties a person to us, and what customers usually get, stands beside the words, in the same block and "
    "at the same size, and cannot be taken out of it (16 CFR 255.0(f), clear and conspicuous).",
)
SELECTION_NOTE = env.str(
    "SELECTION_NOTE",
    default="Nobody is asked for words, or left out, by how they rated us; the words of those who were asked are kept "
    "as they gave them (16 CFR 255.2(d)).",
)

# Mail: SMTP when EMAIL_URL names a server, else (DEBUG only) a folder that /outbox/ shows.
EMAIL_URL = needed("EMAIL_URL", in_debug="folder://")
DEFAULT_FROM_EMAIL = needed("DEFAULT_FROM_EMAIL", in_debug=f"{PROGRAM_COMPANY} <references@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_FOLDER = Path(env.str("MAIL_FOLDER", default=str(VAR_DIR / "mail"))) if EMAIL_URL == "folder://" else None
if MAIL_FOLDER:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
else:
    globals().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
# When the letters of the six-month cycle reach people, where they are; in a folder they disturb nobody at any hour.
LETTER_HOURS = tuple(int(hour) for hour in env.str("LETTER_HOURS", default="0-24" if DEBUG else "8-18").split("-"))
LETTER_DAYS = frozenset(env.list("LETTER_DAYS", cast=int, default=list(range(1, 8 if DEBUG else 6))))
if len(LETTER_HOURS) != 2 or not 0 <= LETTER_HOURS[0] < LETTER_HOURS[1] <= 24:
    raise ImproperlyConfigured("Write LETTER_HOURS as 8-18: the first hour, and the one before which the last is over.")
if not LETTER_DAYS or not set(range(1, 8)) >= LETTER_DAYS:
    raise ImproperlyConfigured("Write LETTER_DAYS as 1,2,3,4,5: Monday is 1, Sunday is 7.")
CYCLE_LETTERS_A_DAY = env.int("CYCLE_LETTERS_A_DAY", default=500)
# Where mail that comes back to DEFAULT_FROM_EMAIL is delivered, when no mail server pipes it into `read_bounces`.
BOUNCE_MAILDIR = Path(env.str("BOUNCE_MAILDIR")) if env.str("BOUNCE_MAILDIR", default="") else None

# Celery: the database is the queue, the broker a doorbell (no results, no eta, plain intervals in UTC).
REDIS_URL = needed("REDIS_URL", in_debug="memory://localhost")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"polling_interval": 0.1}
    if REDIS_URL.startswith("memory")
    # Without max_retries a bell that nobody hears takes six seconds, and a person waits for it.
    else {"socket_timeout": 5, "socket_connect_timeout": 1, "max_retries": 0, "global_keyprefix": "reference-desk:"}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

LANGUAGE_CODE = "en-gb"
# What customers read is written in each of these; staff pages are in English. A new one is a line here and a catalogue.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DATE_FORMAT = "j M Y"
FORMAT_MODULE_PATH = "refprogram.formats"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
if DEBUG:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_tokens": {"()": "refprogram.middleware.NoTokens"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "refprogram": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
