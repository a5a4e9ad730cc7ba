"""The embedded default: SQLite, files, a worker beside the server, the demonstration. For one machine."""

import contextlib
import secrets
from pathlib import Path

from lms.settings.base import *  # noqa: F403 - settings modules are layered this way
from lms.settings.base import VAR, env
from lms.settings.database import database


def _kept_secret(name: str) -> str:
    """A random secret of this installation, made once and readable by its owner only."""
    path = VAR / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            Path(path).hardlink_to(fresh)  # two processes starting at once agree on the first
        fresh.unlink()
    return path.read_text()


DEMO = True
SECRET_KEY = env.SECRET_KEY or _kept_secret("secret")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, env.ALLOWED_HOSTS.split(","))]
DATABASES = {"default": database(env.DATABASE_URL, VAR)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
CELERY_BROKER_URL = env.BROKER_URL or f"sqla+sqlite:///{VAR / 'queue.sqlite3'}"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
for _folder in (VAR, EMAIL_FILE_PATH, VAR / "static"):
    _folder.mkdir(parents=True, exist_ok=True)
