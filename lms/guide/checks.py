"""Asked whenever the program starts: the guides can be read, and every page they explain exists."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import get_resolver

from lms.guide.queries import explained_pages


def _names(resolver: Any, spaces: str = "") -> set[str]:
    """The names of all addresses, with their name spaces."""
    found = {f"{spaces}{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    for space, (_prefix, inner) in resolver.namespace_dict.items():
        found |= _names(inner, f"{spaces}{space}:")
    return found


def guides_are_whole(**_asked: Any) -> list[CheckMessage]:
    """Refuse to start with a guide that lacks a text, or explains a page that is gone."""
    try:
        pages = explained_pages()
    except (ValueError, KeyError) as trouble:
        return [Error(f"A guide cannot be read: {trouble}", id="guide.E001")]
    gone = sorted(set(pages) - _names(get_resolver()))
    return [Error(f"A guide explains the page {page!r}, which is gone.", id="guide.E002") for page in gone]
