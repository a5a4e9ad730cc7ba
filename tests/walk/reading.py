"""What a person reads on a page, each piece with the language that the page says it is in."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from lms.i18n.vietnamese import foreign_words
from lms.i18n.wording import allowed_words, names

# Not words for the reader: programs, drawings' shapes, codes and keys.
SILENT = {"script", "style", "code", "kbd", "samp", "pre", "template", "noscript", "math", "title"}
_ACRONYM = re.compile(r"\b[A-ZĐ]{2,7}\b")  # of tools, standards, institutes: OEE, PDCA, NSLĐ
READ_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder", "data-l", "data-confirm", "aria-description")


def pieces(element: Any, language: str) -> Iterator[tuple[str, str]]:
    """(text, language) of everything that is read in and below `element`; a page's title may mix them."""
    if not isinstance(element.tag, str) or element.tag in SILENT or element.get("translate") == "no":
        return
    if element.get("data-side-panel-toggle-counter") is not None:
        return  # Wagtail: hidden until its script has counted something
    language = "mixed" if element.tag == "title" else element.get("lang", language)[:2]  # a title holds no markup
    for name in READ_ATTRIBUTES:
        if element.get(name):
            yield element.get(name), language
    if element.tag == "input" and element.get("type") in ("submit", "button", "reset"):
        yield element.get("value", ""), language
    if element.tag != "textarea" and element.text:
        yield element.text, language
    for child in element:
        yield from pieces(child, language)
        if child.tail:
            yield child.tail, language


def read(content: str, language: str) -> list[tuple[str, str]]:
    """The pieces of an HTML page or fragment, or of the HTML that a JSON answer carries; without empty ones."""
    if content.lstrip().startswith(("{", "[")):
        held = json.loads(content)
        values = held.values() if isinstance(held, dict) else ()
        content = "\n".join(value for value in values if isinstance(value, str) and "<" in value)
    if not content.strip():
        return []
    tree = html.document_fromstring(content) if "<html" in content else html.fragment_fromstring(content, "div")
    found = [(clean, said) for text, said in pieces(tree, language) if (clean := re.sub(r"\s+", " ", text).strip())]
    return [*_title(tree, found, language), *found]


def _title(tree: Any, found: list[tuple[str, str]], language: str) -> Iterator[tuple[str, str]]:
    """The title of the browser's window, which holds no elements: what the page marks as content is none of its own."""
    content = {text for text, said in found if said != language}
    for part in (tree.findtext(".//title") or "").split(" · "):
        if (clean := re.sub(r"\s+", " ", part).strip()) and clean not in content:
            yield clean, language


def not_vietnamese(text: str) -> list[str]:
    """Words of a Vietnamese screen that are of another language: acronyms and the kept lists aside."""
    return foreign_words(_ACRONYM.sub("", text), allowed_words() | names())
