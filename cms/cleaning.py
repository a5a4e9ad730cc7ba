"""What may stand in a lesson: HTML from the editor and SVG from the library, without anything that acts."""

from xml.etree.ElementTree import Element

import nh3
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from lms.kernel.errors import BadInput

TAGS = {"h2", "h3", "h4", "p", "br", "b", "strong", "i", "em", "ol", "ul", "li", "a", "sup", "sub"}
_ACTING = {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "set", "animate", "handler"}


def clean_html(source: str) -> str:
    """Editor HTML as it may be frozen: a few tags, links to pages of ours by path and to others by https."""
    expanded = expand_db_html(source)
    return nh3.clean(expanded, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"})


def _acts(element: Element) -> bool:
    name = element.tag.rpartition("}")[2]
    for attribute, value in element.attrib.items():
        plain = attribute.rpartition("}")[2].lower()
        if plain.startswith("on") or (plain == "href" and not value.startswith(("#", "data:image/"))):
            return True
    return name in _ACTING


def check_svg(content: bytes, title: str) -> None:
    """Refuse a drawing that holds scripts, foreign content or addresses outside itself, or that cannot be read."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadInput(_("The drawing “%(title)s” cannot be read as SVG.") % {"title": title}) from error
    if any(_acts(element) for element in root.iter()):
        raise BadInput(_("The drawing “%(title)s” holds a script or a link. Remove it first.") % {"title": title})
