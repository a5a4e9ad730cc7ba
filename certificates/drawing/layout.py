"""Laying a design out with xhtml2pdf: once per shape, then kept.

A shape says which lines a certificate has, how large each is and on how many rows. Certificates of one shape differ
only in words, so xhtml2pdf, which holds one lock per process and takes about 100 ms a page, is asked once for each.
"""

import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

from certificates.drawing.designs import HERE, Design, Step
from certificates.drawing.facts import CannotDraw
from certificates.drawing.imported import ImportedPage, import_page
from certificates.drawing.reading import Slot, read

QR = "qr"


@dataclass(frozen=True)
class Shape:
    steps: tuple[tuple[str, Step], ...]  # by line, in the design's order; lines left out are not in it
    spacing: str

    def marks(self) -> list[str]:
        """One mark for every row, and one for the QR code."""
        return [f"{QR}.1", *(f"{line}.{row}" for line, step in self.steps for row in range(1, step.rows + 1))]


@dataclass(frozen=True)
class Layout:
    slots: dict[str, Slot]  # by mark, e.g. "course_vi.2"
    printed: ImportedPage


@lru_cache(maxsize=256)
def lay_out(design: Design, shape: Shape) -> Layout | None:
    """The places of a shape's lines, or None when they need more than one page. CannotDraw on any warning."""
    pages = _pages(design, _html(design, shape))
    if len(pages) != 1:
        return None
    try:
        reading = read(pages[0])
    except ValueError as error:
        raise _faulty(design, str(error)) from error
    for mark in shape.marks():
        if len(reading.slots.get(mark, ())) != 1:
            raise _faulty(design, _("the line %(line)s is missing or there twice") % {"line": mark})
    slots = {mark: found for mark, (found,) in reading.slots.items()}
    return Layout(slots, import_page(pages[0], reading.content, reading.fonts))


def _faulty(design: Design, why: str) -> CannotDraw:
    return CannotDraw(_("The design “%(design)s” is faulty: %(why)s") % {"design": design.label, "why": why})


def _html(design: Design, shape: Shape) -> str:
    rows = {
        line: [{"style": step.style, "mark": f"[{line}.{row}]"} for row in range(1, step.rows + 1)]
        for line, step in shape.steps
    }
    return render_to_string(design.template, {**rows, "spacing": shape.spacing})


def _pages(design: Design, html: str) -> list[PageObject]:
    """xhtml2pdf's pages. A warning is a failure: it prints a blank for a letter it lacks, and goes on."""
    out = io.BytesIO()
    with _warnings() as heard:
        result = pisaDocument(
            html,
            out,
            path=str(design.stylesheet),
            encoding="utf-8",
            resource_policy=ResourceAccessPolicy.server(HERE, allow_remote=False),
        )
    heard += [str(entry[2]) for entry in result.log]
    if result.err or result.warn or heard:
        raise _faulty(design, heard[0] if heard else _("xhtml2pdf reports an error"))
    return list(PdfReader(out).pages)


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """What xhtml2pdf only tells its log, e.g. that the background cannot be read. Of this thread alone."""
    heard: list[str] = []
    mine = threading.get_ident()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == mine:
                heard.append(record.getMessage())

    ear = Ear(logging.WARNING)
    log = logging.getLogger("xhtml2pdf")
    log.addHandler(ear)
    try:
        yield heard
    finally:
        log.removeHandler(ear)
