"""Captions in WebVTT: read, checked, and told as a text."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.kernel.errors import BadInput

LARGEST = 1024 * 1024  # bytes
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s+\S.*)?\s*")
_TAG = re.compile(r"<[^>]*>")
_NOT_CUES = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """What is said from `start` to `end`, in milliseconds."""

    start: int
    end: int
    text: str


def _moment(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


def _wrong(line: int, why: str) -> BadInput:
    return BadInput(_("Line %(line)s of the captions: %(why)s") % {"line": line, "why": why})


def _lines(content: bytes) -> list[str]:
    if len(content) > LARGEST:
        raise BadInput(_("The captions are larger than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_("The captions are not text in UTF-8. Save them as UTF-8.")) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _wrong(1, _("a file of captions begins with the word WEBVTT."))
    return lines


def _groups(lines: list[str]) -> list[tuple[int, list[str]]]:
    """(number of its first line, lines) of what stands between empty lines, after the head."""
    groups: list[tuple[int, list[str]]] = []
    open_group = True  # the head goes on until the first empty line
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            open_group = False
        elif open_group and groups:
            groups[-1][1].append(line)
        elif not open_group:
            groups.append((number, [line]))
            open_group = True
    return groups


def cues(content: bytes) -> list[Cue]:
    """The cues of a WebVTT file, in their order. Raises BadInput that names the line."""
    found: list[Cue] = []
    for number, group in _groups(_lines(content)):
        if group[0].startswith(_NOT_CUES) and "-->" not in group[0]:
            continue
        at = 0 if "-->" in group[0] else 1
        timing = _CUE.fullmatch(group[at]) if at < len(group) else None
        if timing is None:
            raise _wrong(number + at, _("times are written like 00:01.000 --> 00:04.000."))
        parts = timing.groups()
        cue = Cue(_moment(*parts[:4]), _moment(*parts[4:]), "\n".join(group[at + 1 :]))
        if cue.end <= cue.start:
            raise _wrong(number + at, _("it ends before it begins."))
        if found and cue.start < found[-1].start:
            raise _wrong(number + at, _("it begins before the one above it."))
        found.append(cue)
    if not any(_TAG.sub("", cue.text).strip() for cue in found):
        raise BadInput(_("The captions hold no words."))
    return found


def transcript(found: list[Cue]) -> str:
    """What is said, a line for each cue; who speaks stands before their words, what is said twice stands once."""
    told: list[str] = []
    for cue in found:
        voiced = re.sub(r"<v(?:\.[^ >]*)? +([^>]+)>", r"\1: ", cue.text)
        line = " ".join(_TAG.sub("", voiced).split())
        line = line.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
        if line and (not told or told[-1] != line):
            told.append(line)
    return "\n".join(told)
