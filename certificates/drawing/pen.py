"""Writing one certificate: the printed page, the words in their places, the QR code."""

import io
import threading
from collections.abc import Iterator

import segno
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.facts import Facts
from certificates.drawing.fitting import Rows
from certificates.drawing.fonts import loaded, width
from certificates.drawing.layout import QR, Layout
from certificates.drawing.reading import Slot

# A reportlab font object keeps a reading position and must not serve two documents at once. Nothing is lost by
# waiting: this is pure Python, and threads would only take turns.
_ONE_AT_A_TIME = threading.Lock()


def write(facts: Facts, layout: Layout, rows: Rows) -> bytes:
    """The PDF. The same facts give the same bytes: no clock, no chance, and dates of the day it was signed."""
    out = io.BytesIO()
    with _ONE_AT_A_TIME:
        canvas = _canvas(out, facts, layout)
        layout.printed.draw_on(canvas)
        for mark, text in rows.items():
            _write_row(canvas, layout.slots[mark], text)
        _draw_qr(canvas, layout.slots[f"{QR}.1"], facts.verify_url)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _canvas(out: io.BytesIO, facts: Facts, layout: Layout) -> Canvas:
    # Begins in a font of ours: reportlab would otherwise name Helvetica, which is not embedded.
    first = next(iter(layout.slots.values())).font
    canvas = Canvas(
        out,
        pagesize=(layout.printed.width, layout.printed.height),
        pageCompression=1,
        invariant=1,
        lang="vi-VN",
        initialFontName=loaded(first).fontName,
    )
    canvas.setTitle(f"{facts.serial} – {facts.full_name}")
    canvas.setSubject(facts.course_vi)
    canvas.setAuthor(facts.issuing_unit)
    canvas.setCreator(facts.issuing_unit)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    signed = f"D:{facts.signed_on.year:04d}{facts.signed_on:%m%d}000000+07'00'"
    canvas.setDateFormatter(lambda *_clock: signed)
    return canvas


def _write_row(canvas: Canvas, slot: Slot, text: str) -> None:
    canvas.setFillColorRGB(*slot.colour)
    canvas.setFont(loaded(slot.font).fontName, slot.size)
    canvas.drawString(slot.start(width(text, slot.font, slot.size)), slot.baseline, text)


def _draw_qr(canvas: Canvas, slot: Slot, url: str) -> None:
    """The code as one filled path, in the upper left of its slot; the page around it is its quiet zone."""
    matrix = qr_modules(url)
    side = min(slot.width, slot.height)
    module = side / len(matrix)
    canvas.saveState()
    canvas.setFillColorRGB(*slot.colour)
    # Lengths in modules, counted downwards, as the matrix is. Whole numbers need no formatting, which saves most of
    # the time that reportlab's own rectangles would take.
    canvas.transform(module, 0, 0, -module, slot.left, slot.bottom + slot.height)
    canvas.addLiteral(" ".join(f"{x} {y} {length} 1 re" for x, y, length in _runs(matrix)) + " f")
    canvas.restoreState()


def qr_modules(url: str) -> tuple[bytearray, ...]:
    """The modules of the QR code, 1 for dark, without quiet zone; at least 15 % of them may be damaged."""
    return segno.make_qr(url, error="m").matrix


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[tuple[int, int, int]]:
    """Dark modules that touch in a row, as (x, y, length)."""
    for y, row in enumerate(matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None
