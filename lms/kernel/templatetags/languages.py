"""The choice of language at the head and the foot of a page, and the words of one language within another."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html

from lms.kernel.languages import NAMES, in_either, in_language, said, titled

register = template.Library()


@register.simple_tag(takes_context=True)
def translated_url(context: Context, language: str) -> str:
    """This same page in the other language."""
    request = context.get("request")
    return in_language(request.get_full_path(), language) if request else "/"


@register.simple_tag
def language_names() -> list[tuple[str, str]]:
    """Every language with its name in itself."""
    return list(NAMES.items())


@register.simple_tag(takes_context=True)
def chosen_language(context: Context) -> str:
    """What the person who asks has chosen; "" for a visitor. Reads the session: not for visitors' pages."""
    person: Any = getattr(context.get("request"), "person", None)
    return str(person.language) if person else ""


register.filter(said)
register.filter(titled)
register.simple_tag(in_either)


@register.filter
def vi(text: Any) -> Any:
    """Content that is Vietnamese whatever the page is: names of organisations, titles, what people wrote."""
    return said(text, "vi")


@register.filter
def name(text: str) -> Any:
    """Part of somebody's name within a sentence: no word of any language, spelt as its owner spells it."""
    return format_html('<span lang="vi" translate="no">{}</span>', text)
