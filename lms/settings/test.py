"""Tests: the embedded default in memory, or PostgreSQL where DATABASE_URL says so. Tasks run when they are asked."""

import tempfile
from pathlib import Path

from lms.settings.base import *  # noqa: F403 - settings modules are layered this way
from lms.settings.base import env
from lms.settings.database import database

VAR = Path(tempfile.mkdtemp(prefix="lms-test-"))
SECRET_KEY = "only for tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database(env.DATABASE_URL, VAR)}
if not env.DATABASE_URL:
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "private"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
ACCOUNT_RATE_LIMITS = False
