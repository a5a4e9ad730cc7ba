"""Languages of addresses: Vietnamese has no prefix, English stands under /en/, the back office has one for both."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import Resolver404, resolve, translate_url
from django.utils.translation import get_language_from_path, override

# In its own words, whatever the page's language is: who looks for theirs reads no other.
NAMES = {"vi": "Tiếng Việt", "en": "English"}


def in_language(address: str, language: str) -> str:
    """The same page in `language`, whatever language the address has; query and fragment are kept.

    An address that has no page (somebody mistyped it) changes its prefix alone.
    """
    parts = urlsplit(address)
    written = get_language_from_path(parts.path)
    with override(written or settings.LANGUAGE_CODE):  # addresses are read in the language they are written in
        try:
            resolve(parts.path)
        except Resolver404:
            bare = parts.path.removeprefix(f"/{written}") if written else parts.path
            prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
            return urlunsplit(parts._replace(path=prefix + bare))
        return translate_url(address, language)
