"""A page of another PDF as one drawing of ours: read by pypdf once, written by reportlab into every certificate."""

import copy
import zlib
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

_NAME = "printed"


@dataclass(frozen=True)
class ImportedPage:
    """What does not vary, ready to be drawn. `objects` are shared by all documents and never changed."""

    width: float
    height: float
    objects: dict[str, Any]

    def draw_on(self, canvas: Canvas) -> None:
        """Draw it over the whole page."""
        for name, thing in self.objects.items():
            canvas._doc.Reference(copy.copy(thing), name)  # a document writes its own name into what it registers
        canvas.doForm(_NAME)


def import_page(page: PageObject, content: bytes, fonts: frozenset[str]) -> ImportedPage:
    """The page with `content` in place of its own, and of its fonts only those named.

    xhtml2pdf names Helvetica on every page and does not embed it; left out here, every font of the file is embedded.
    """
    box = page.mediabox
    resources: Any = page["/Resources"].get_object()
    used: Any = DictionaryObject(resources)
    used[NameObject("/Font")] = DictionaryObject(
        {name: font for name, font in used["/Font"].get_object().items() if name in fonts}
    )
    objects: dict[str, Any] = {}
    form = pdfdoc.PDFStream(
        pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Form"),
                "BBox": pdfdoc.PDFArray([0, 0, float(box.width), float(box.height)]),
                "Resources": _translated(used, objects),
                "Filter": pdfdoc.PDFName("FlateDecode"),
            }
        ),
        zlib.compress(content, 9),
    )
    objects[pdfdoc.xObjectName(_NAME)] = form
    return ImportedPage(float(box.width), float(box.height), objects)


def _translated(thing: Any, objects: dict[str, Any]) -> Any:
    """A pypdf object as a reportlab one. Those referred to by number are gathered in `objects`."""
    match thing:
        case IndirectObject():
            name = f"{_NAME}-{thing.idnum}"
            if name not in objects:
                objects[name] = None  # before looking inside: objects may refer to one another in a circle
                objects[name] = _translated(thing.get_object(), objects)
            return pdfdoc.PDFObjectReference(name)
        case StreamObject():
            # Kept as it was compressed: the /Filter entry comes along with the dictionary.
            return pdfdoc.PDFStream(_dictionary(thing, objects), thing._data)
        case DictionaryObject():
            return _dictionary(thing, objects)
        case ArrayObject() if all(isinstance(part, NumberObject) for part in thing):
            # The widths of a font, mostly: written out here once instead of number by number in every certificate.
            return "[" + " ".join(str(int(part)) for part in thing) + "]"
        case ArrayObject():
            return pdfdoc.PDFArray([_translated(part, objects) for part in thing])
        case NameObject():
            # Another subset tag: the certificate's own words come with other subsets of the same fonts.
            return pdfdoc.PDFName(str(thing)[1:].replace("AAAAAA+", "PRINTD+", 1))
        case TextStringObject() | ByteStringObject():
            return pdfdoc.PDFString(thing.original_bytes, enc="raw")
    return _scalar(thing)


def _dictionary(thing: DictionaryObject, objects: dict[str, Any]) -> Any:
    entries = {key[1:]: thing.raw_get(key) for key in thing if key != "/Length"}
    return pdfdoc.PDFDictionary({key: _translated(value, objects) for key, value in entries.items()})


def _scalar(thing: Any) -> Any:
    match thing:
        case BooleanObject():
            return pdfdoc.PDFName("true")[1:] if thing.value else pdfdoc.PDFName("false")[1:]
        case NullObject():
            return "null"
        case NumberObject():
            return int(thing)
    return float(thing)
