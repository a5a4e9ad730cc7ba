"""Help on a page, and the words of a guide."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.guide import pictures, words
from lms.guide.queries import Explained, explanation

register = template.Library()
register.filter("spoken", words.spoken)


def shown(explained: Explained) -> dict[str, Any]:
    """What the help of a page shows: the words, and where the whole guide is."""
    guide, chapter = explained.guide, explained.chapter
    href = f"{reverse('guide', args=[guide.slug])}#{chapter.key}" if guide else reverse("guides")
    return {"words": words.words_of(chapter), "href": href}


@register.simple_tag(takes_context=True)
def page_help(context: Context, *, template: str = "guide/help.html") -> SafeString | str:
    """“What is this page for?” of the page that is shown, for who looks; nothing where no guide explains it."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    explained = explanation(match.view_name, getattr(request, "person", None)) if match else None
    return _help(template, explained, get_language()) if explained else ""


@lru_cache(maxsize=512)
def _help(template: str, explained: Explained, language: str | None) -> SafeString:
    """The help in `language`, which is the active one: its words do not change while the program runs."""
    return render_to_string(template, shown(explained))


@register.inclusion_tag("guide/picture.html")
def guide_picture(name: str, *, alt: str, caption: str) -> dict[str, Any]:
    """A picture of a guide with its caption; nothing while it was not taken yet."""
    size = pictures.sizes().get(name)
    src = static(pictures.path_of(name)) if size else ""
    return {"src": src, "size": size, "alt": alt, "caption": caption}
