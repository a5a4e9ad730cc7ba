"""Formulas: written in LaTeX, shown as MathML, which browsers draw by themselves."""

from collections.abc import Iterator
from typing import Any

import nh3
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _
from latex2mathml.converter import convert

from cms.lesson.kinds import Find, Form, Keep, Kind, kind
from lms.kernel.errors import BadInput

LONGEST, DEEPEST = 1000, 40  # characters; braces within braces
_TAGS = {"math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
         "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none",
         "mtable", "mtr", "mtd", "merror", "menclose"}  # fmt: skip
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_ATTRIBUTES = {
    "*": {"displaystyle", "scriptlevel", "mathvariant"},
    "math": {"display"},
    "mo": {"stretchy", "fence", "form", "separator", "lspace", "rspace", "movablelimits", "accent"},
    "mfrac": {"linethickness"},
    "mtable": {"columnalign"},
    "mtd": {"columnalign"},
    "mover": {"accent"},
    "munder": {"accentunder"},
}


def _check(latex: str) -> None:
    """What the converter would take too long over, or would swallow without a word."""
    if not latex.strip():
        raise BadInput(_("A formula is empty."))
    if len(latex) > LONGEST:
        raise BadInput(_("A formula has at most %(count)s characters. Split this one.") % {"count": LONGEST})
    depth = deepest = 0
    plain = latex.replace("\\\\", "  ").replace("\\{", "  ").replace("\\}", "  ")
    for sign in plain:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
        if depth < 0:
            break
    if depth:
        raise BadInput(_("The braces { } of this formula do not match."))
    if deepest > DEEPEST:
        raise BadInput(_("This formula has too many braces within braces."))


def mathml(latex: str) -> str:
    """The formula as clean MathML, alone on its line. Raises BadInput with a sentence for what is no formula."""
    _check(latex)
    try:
        made = convert(latex, display="block")
    except Exception as error:  # noqa: BLE001 - the converter raises whatever its parser happens to meet
        raise BadInput(_("This formula cannot be read as LaTeX. Check its commands and braces.")) from error
    _check_made(made)
    return nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(), strip_comments=True)


def _check_made(made: str) -> None:
    """The converter lets unknown commands, missing parts and tags in words pass; readers would see a broken formula."""
    try:
        elements = list(fromstring(made).iter())
    except (ParseError, DefusedXmlException) as error:
        raise BadInput(_("Write < and & in the words of a formula in another way.")) from error
    for element in elements:
        name, words = element.tag.rpartition("}")[2], (element.text or "").strip()
        if name not in _TAGS:
            raise BadInput(_("Write < and & in the words of a formula in another way."))
        if words.startswith("\\"):
            raise BadInput(_("The command %(name)s of this formula is not known.") % {"name": words})
        if name in _PARTS and len(element) != _PARTS[name]:
            raise BadInput(_("A fraction, root, index or power of this formula lacks a part."))


@kind
class Formula(Kind):
    """A formula alone on its line; `spoken` says it in words, `latex` is its plain-text form."""

    since = 2
    name = "formula"
    words = {"spoken": Form.TEXT, "latex": Form.FORMULA}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"latex": value["latex"].strip(), "spoken": value["spoken"]}

    def raw(self, value: Any, find: Find) -> Any:
        return value

    def faults(self, value: Any) -> Iterator[str]:
        try:
            mathml(value["latex"])
        except BadInput as refused:
            yield str(refused)
