"""PDF files as learners may open them: no scripts, nothing that starts a program or sends a form, no files inside."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from lms.kernel.errors import BadInput

_MOST_OBJECTS = 200_000
_KEYS = {"/JS", "/JavaScript", "/AA", "/Launch", "/XFA", "/RichMediaContent", "/RichMedia", "/EmbeddedFiles", "/EF"}
_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound",
            "/RichMediaExecute", "/SetOCGState", "/Trans", "/GoTo3DView"}  # fmt: skip
_BROKEN = (PyPdfError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError,
           RecursionError, AssertionError, NotImplementedError, MemoryError)  # fmt: skip


def _within(value: Any) -> Iterator[DictionaryObject]:
    """The dictionaries in one object, references not followed: each object is looked at by itself."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [dict.__getitem__(each, key) for key in each]
        elif isinstance(each, ArrayObject):
            waiting += list.__iter__(each)


def _acts(found: DictionaryObject) -> bool:
    """Whether the dictionary is an action that does more than go to a place, or holds one."""
    return not _KEYS.isdisjoint(found.keys()) or (
        "/S" in found and str(found.get("/S")) in _ACTIONS and found.get("/Type", "/Action") == "/Action"
    )


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, in object streams or not, used or not."""
    numbers = {number for numbered in reader.xref.values() for number in numbered} | set(reader.xref_objStm)
    if len(numbers) > _MOST_OBJECTS:
        raise BadInput(_("This PDF has too many parts. Print it to a new PDF and upload that one."))
    yield reader.trailer
    for number in sorted(numbers):
        yield reader.get_object(number)


def check_pdf(content: bytes) -> None:
    """Refuse what is no readable PDF, is locked, or acts."""
    if not content.startswith(b"%PDF-"):
        raise BadInput(_("This is not a PDF: its content begins differently."))
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadInput(_("This PDF is locked with a password. Save it without one."))
        acting = any(_acts(found) for held in _objects(reader) for found in _within(held))
        pages = len(reader.pages)
    except _BROKEN as error:
        raise BadInput(_("This PDF is damaged and cannot be read. Print it to a new PDF.")) from error
    if acting:
        raise BadInput(
            _("This PDF holds a script, an action or another file. Print it to a new PDF and upload that one.")
        )
    if not pages:
        raise BadInput(_("This PDF has no pages."))
