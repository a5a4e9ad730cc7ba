"""Production: everything from the environment (docs/settings.md). Refuses to start half configured."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lms.settings.base import *  # noqa: F403 - settings modules are layered this way
from lms.settings.base import VAR, env
from lms.settings.database import database

for _name in ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "CACHE_URL", "BROKER_URL", "EMAIL_URL"):
    if not getattr(env, _name):
        raise ImproperlyConfigured(f"{_name} is not set; docs/settings.md says what it holds.")

SECRET_KEY = env.SECRET_KEY
ALLOWED_HOSTS = env.ALLOWED_HOSTS.split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": database(env.DATABASE_URL, VAR)}
CACHES = {
    "default": {"BACKEND": "lms.kernel.cache.ForgivingRedisCache", "LOCATION": env.CACHE_URL},
}
CELERY_BROKER_URL = env.BROKER_URL
_mail = urlsplit(env.EMAIL_URL)
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(EMAIL_HOST_USER)

SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")  # noqa: F405
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.PROXY_COUNT else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
