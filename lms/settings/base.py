"""What is the same in every size of the program."""

from django.utils.translation import gettext_lazy as _

from lms.settings.env import ROOT, Env

env = Env()
BASE_DIR = ROOT
VAR = env.LMS_VAR.absolute()

DEBUG = False
DEMO = False  # the embedded default turns it on: demonstration content, printed accounts, a banner
SITE_URL = env.SITE_URL.rstrip("/")
PARENT_BODY, ISSUING_UNIT = env.PARENT_BODY, env.ISSUING_UNIT

INSTALLED_APPS = [
    "lms.kernel",
    "lms.people",
    "lms.guide",
    "lms.notices",
    "courses",
    "certificates",
    "lms.nominations",
    "lms.targets",
    "cms",
    "lms.desks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.contrib.typed_table_block",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "template_partials",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "lms",  # last: loads the reactions when all the others are ready
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.desks.visitors.VisitorCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.kernel.middleware.NoNulls",
    "lms.kernel.middleware.FormsOnly",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.PersonMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cms.middleware.BackOfficeDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            # What template_partials would set by itself, with our loader of the apps' templates (cms/unmarked.py).
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.filesystem.Loader", "cms.unmarked.Loader"],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.desks.context.site",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["lms.people.backend.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "vi"
COMMAND_LANGUAGE = env.LMS_LANGUAGE
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
# Ours first, then what packages lack of their own Vietnamese (lms/i18n).
LOCALE_PATHS = [ROOT / "locale", *sorted((ROOT / "locale" / "overlays").rglob("locale"))]
FORMAT_MODULE_PATH = ["lms.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.MEDIA_ROOT or VAR / "media"
PRIVATE_ROOT = MEDIA_ROOT.parent / "private"  # blobs and certificates: never served by address
PRIVATE_LOCATION = env.PRIVATE_LOCATION  # lms.kernel.filing
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Accounts: allauth's door is the only one (LoginRequiredMiddleware makes every page private unless it says otherwise).
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "arrival"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email", "username"}  # a "username" is the code on a card (lms.people.accounts)
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "code"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "lms.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "lms.people.forms.SignupForm", "login": "lms.people.forms.LoginForm"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed password, address or second step, to the person
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
ALLAUTH_TRUSTED_PROXY_COUNT = env.PROXY_COUNT
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.EMAIL_FROM

WAGTAIL_SITE_NAME = "Năng suất Hải Phòng"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT, WAGTAIL_TIME_FORMAT = "%d/%m/%Y", "%d/%m/%Y %H:%M", "%H:%M"
WAGTAIL_USER_TIME_ZONES = ["Asia/Ho_Chi_Minh", "UTC"]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILIMAGES_IMAGE_MODEL, WAGTAILDOCS_DOCUMENT_MODEL = "cms.LibraryImage", "cms.LibraryDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.library.forms.ImageForm"
WAGTAILMEDIA = {
    "MEDIA_MODEL": "cms.LibraryMedia",
    "MEDIA_FORM_BASE": "cms.library.media_forms.MediaForm",
    "VIDEO_EXTENSIONS": ["mp4", "m4v", "webm"],
    "AUDIO_EXTENSIONS": ["mp3", "m4a", "ogg", "webm"],
}
LMS_MEDIA_LARGEST = 300 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.library.forms.DocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "csv", "txt", "vtt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long lesson with tables sends more than Django's thousand
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "none"  # it would name any page by its address
WAGTAIL_AUTOSAVE_INTERVAL = 5000  # ms; every autosave is a write, and SQLite has one writer

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/quan-tri/", "/en/quan-tri/"),  # Wagtail's admin has inline scripts (docs/decisions)
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "xhtml2pdf": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "modelsearch": {"level": "WARNING"},
    },
}
# models.W047: SQLite knows no NULLS NOT DISTINCT; its one writer, and the action that looks first, hold the rule there.
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003", "models.W047"]
