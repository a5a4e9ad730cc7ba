"""The fonts of the certificates, loaded once from this package."""

import unicodedata
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from certificates.drawing.designs import FONTS


@cache
def loaded(name: str) -> TTFont:
    """The font file of that PostScript name, known to reportlab under a name of ours.

    reportlab keeps one object per typeface and hands it to whoever registers the same file later, xhtml2pdf for one.
    Ours differs (only the letters used go into a file, not all of ASCII) and must not be shared between threads, so it
    is registered as a typeface of its own.
    """
    font = TTFont(f"certificate:{name}", FONTS / f"{name}.ttf", asciiReadable=False, shapable=False)
    typeface, font.face.name = font.face.name, font.fontName.encode()
    pdfmetrics.registerFont(font)
    font.face.name = typeface
    return font


def width(text: str, name: str, size: float) -> float:
    """Points from the first letter's left edge to the last one's right, at `size` points."""
    return float(loaded(name).stringWidth(text, size))


def unprintable(text: str, name: str) -> str:
    """The first character the font cannot print rightly, or "".

    A combining mark that NFC left over has a glyph, but nothing would place it on its letter. Signs without a shape
    of their own (category C: control, format, private) are refused even where the font has an empty glyph for them.
    """
    glyphs = loaded(name).face.charToGlyph
    for sign in text:
        if ord(sign) not in glyphs or unicodedata.combining(sign) or unicodedata.category(sign).startswith("C"):
            return sign
    return ""
