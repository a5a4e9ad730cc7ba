"""Papers for the demonstration's nominations: one real page each that says what it is, and that it is fictional."""

import io
from functools import cache

from django.utils.text import capfirst
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.designs import FONTS
from lms.nominations.states import DocumentKind

_FONT = "demo-paper"


@cache
def _font() -> str:
    pdfmetrics.registerFont(TTFont(_FONT, str(FONTS / "BeVietnamPro-Regular.ttf")))
    return _FONT


def a_paper(kind: DocumentKind, full_name: str) -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    sheet = Canvas(out, pagesize=A4, invariant=True)
    sheet.setFont(_font(), 16)
    sheet.drawString(60, 760, capfirst(str(kind.label)))
    sheet.setFont(_font(), 12)
    sheet.drawString(60, 730, full_name)
    sheet.drawString(60, 700, "Giấy tờ trình diễn, nội dung hư cấu.")
    sheet.save()
    return out.getvalue()
