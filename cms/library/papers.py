"""Documents as they may be kept: looked at by content, whatever the name and the sender say."""

import io
import re
import zipfile
from collections.abc import Callable

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from cms.library.pdfs import check_pdf
from lms.kernel.errors import BadInput

LARGEST_UNPACKED = 300 * 1024 * 1024  # bytes
_MOST_PARTS, _LARGEST_NOTE = 10_000, 5 * 1024 * 1024
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_ACTING = re.compile(r"vbaproject|vbadata|activex|oleobject|macrosheets|\.(?:bin|exe|dll|js|vbs|hta|html?|svg|jar|docm|"
                     r"xlsm|pptm)$", re.IGNORECASE)  # fmt: skip
_HARMLESS = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
_LINK = "hyperlink"  # the one thing outside itself that a document may name
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _opened(content: bytes, ending: str) -> zipfile.ZipFile:
    """The parts of the document, not more and not larger than an office program makes."""
    strange = BadInput(_("This is not a %(kind)s file: its content differs.") % {"kind": ending.upper()})
    if not content.startswith(b"PK\x03\x04"):
        raise strange
    try:
        parts = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise strange from error
    listed = parts.infolist()
    if len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
        raise BadInput(_("Unpacked, this document is too large. Save it with smaller pictures."))
    names = [part.filename for part in listed]
    outside = any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names)
    if "[Content_Types].xml" not in names or _MAIN[ending] not in names or outside or len(set(names)) != len(names):
        raise strange
    if any(part.flag_bits & 1 for part in listed):
        raise BadInput(_("This document is locked with a password. Save it without one."))
    return parts


def _fetches(parts: zipfile.ZipFile) -> bool:
    """Whether the document brings something from outside when it is opened: a template, a frame, a picture."""
    for part in parts.infolist():
        if not part.filename.endswith(".rels"):
            continue
        if part.file_size > _LARGEST_NOTE:
            return True
        for link in fromstring(parts.read(part)):
            outside = link.get("TargetMode") == "External"
            if outside and not (link.get("Type") or "").endswith(f"/{_LINK}"):
                return True
    return False


def _check_office(content: bytes, ending: str) -> None:
    """A document of an office program: the right parts, no macros, no programs inside, nothing fetched."""
    with _opened(content, ending) as parts:
        names = [part.filename for part in parts.infolist()]
        try:
            kinds = parts.read("[Content_Types].xml")[:_LARGEST_NOTE].lower()
            fromstring(kinds)
            fetching = _fetches(parts)
        except (ParseError, DefusedXmlException, zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BadInput(_("This document is damaged and cannot be read. Save it again.")) from error
    acting = [name for name in names if _ACTING.search(name) and not _HARMLESS.search(name)]
    if acting or b"macroenabled" in kinds or b"vbaproject" in kinds:
        raise BadInput(_("This document holds macros or a program. Save it without them."))
    if fetching:
        raise BadInput(_("This document brings parts from another address when it is opened. Remove those links."))


def _check_text(content: bytes, ending: str) -> None:
    """Plain text in UTF-8, not a page for browsers; subtitles begin as WebVTT does."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_("This file is not text in UTF-8. Save it as UTF-8.")) from error
    if _CONTROL.search(text):
        raise BadInput(_("This file is not plain text."))
    if text.lstrip().startswith("<") or re.search(r"<\s*(?:script|html|iframe)\b", text, re.IGNORECASE):
        raise BadInput(_("This is a page for browsers, not plain text. Put its words into a lesson instead."))
    if ending == "vtt" and not re.match(r"WEBVTT(?:[ \t\n\r]|\Z)", text):
        raise BadInput(_("A file of subtitles begins with the line %(line)s.") % {"line": "WEBVTT"})


def _pdf(content: bytes, _ending: str) -> None:
    check_pdf(content)


_CHECKS: dict[str, Callable[[bytes, str], None]] = {
    "pdf": _pdf,
    **dict.fromkeys(_MAIN, _check_office),
    **dict.fromkeys(("csv", "txt", "vtt"), _check_text),
}


def check_paper(content: bytes, ending: str) -> None:
    """Refuse, with a sentence, a document whose content is not what `ending` says, or that acts."""
    if ending not in _CHECKS:
        kinds = ", ".join(each.upper() for each in _CHECKS)
        raise BadInput(_("Files of this kind are not taken. You can bring: %(kinds)s.") % {"kinds": kinds})
    if not content:
        raise BadInput(_("This file is empty."))
    _CHECKS[ending](content, ending)
