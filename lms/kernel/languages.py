"""The two languages: their names, the addresses of a page in each, and what to say where both may stand.

Vietnamese has no prefix, English stands under /en/; the back office has one address for both.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import Resolver404, resolve, translate_url
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_from_path, override

# In its own words, whatever the page's language is: who looks for theirs reads no other.
NAMES = {"vi": "Tiếng Việt", "en": "English"}


def is_english() -> bool:
    """Whether words are made in English at this moment."""
    return (get_language() or "").startswith("en")


def either(vi: str, en: str) -> str:
    """The words in the active language; the Vietnamese ones where English has none."""
    return en if en and is_english() else vi


def said(text: Any, language: str) -> Any:
    """Content in `language`: as it is where the page reads the same, in an element of its own with `lang` elsewhere."""
    if not text:
        return ""
    if not language or language == (get_language() or "")[:2]:
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


def in_either(vietnamese: str, english: str) -> Any:
    """The words in the page's language; the Vietnamese ones, said to be so, where there are no English ones."""
    return english if english and is_english() else said(vietnamese, "vi")


def titled(thing: Any) -> Any:
    """Its title (`title_vi`, `title_en`) for a page, as `in_either` gives it; "" of nothing."""
    return thing and in_either(thing.title_vi, thing.title_en)


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
            return urlunsplit(parts._replace(scheme="", netloc="", path=f"{prefix}/" + bare.lstrip("/\\")))
        return translate_url(address, language)
