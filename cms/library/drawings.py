"""SVG as it may be kept: shapes, words and paint, nothing that acts or fetches.

Read by defusedxml (no entities, no outside parts), then written anew from an allow-list; comments, processing
instructions and what drawing programs add fall away. What was already only a drawing looks the same.
"""

import re
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from lms.kernel.errors import BadInput

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
LARGEST = 2 * 1024 * 1024  # bytes
_MOST_PARTS = 50_000
_NAMES = """svg g defs symbol use title desc metadata switch path rect circle ellipse line polyline polygon text tspan
    textPath image marker linearGradient radialGradient stop pattern clipPath mask style view filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence"""
_KEPT = set(_NAMES.split())
# A raster picture inside; an SVG inside would be a drawing nobody has looked through.
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_FETCHING = re.compile(
    r"@import|expression\s*\(|-moz-binding|behavior\s*:|javascript:|\\|url\(\s*+[\"']?+\s*+(?!#)", re.I
)

register_namespace("", SVG)
register_namespace("xlink", XLINK)


def _may_stay(name: str, value: str) -> bool:
    space, _closing, plain = name.rpartition("}")
    if space.lstrip("{") not in ("", XLINK, "http://www.w3.org/XML/1998/namespace"):
        return False  # a drawing program's own notes
    if plain.lower().startswith("on") or plain == "base":
        return False
    if plain == "href":
        return value.startswith("#") or bool(_PICTURE.match(value.strip()))
    return not _FETCHING.search(value)


def _clean(element: Element) -> None:
    """Take out of the element and all below it whatever is not on the list."""
    for name in [name for name, value in element.attrib.items() if not _may_stay(name, value)]:
        del element.attrib[name]
    for child in list(element):
        space, _closing, plain = str(child.tag).rpartition("}")
        fetches = plain == "style" and _FETCHING.search("".join(child.itertext()))
        if space != f"{{{SVG}" or plain not in _KEPT or fetches:
            element.remove(child)
        else:
            _clean(child)


def clean_svg(content: bytes) -> bytes:
    """The drawing without anything that acts. Refuses what cannot be read, is too large, or is no SVG."""
    unreadable = _("This drawing cannot be read as SVG. Export it again as plain SVG.")
    if len(content) > LARGEST:
        raise BadInput(_("This drawing is too large. An SVG may have up to 2 MB."))
    try:
        root = fromstring(content)
        if root.tag != f"{{{SVG}}}svg" or sum(1 for _each in root.iter()) > _MOST_PARTS:
            raise BadInput(unreadable)
        _clean(root)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise BadInput(unreadable) from error
    return bytes(tostring(root, encoding="utf-8", xml_declaration=False))
