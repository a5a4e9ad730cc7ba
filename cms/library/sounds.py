"""Videos and sound as they may be kept: looked at by their first bytes, never read whole into memory."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lms.kernel.errors import BadInput

_HEAD = 4096  # bytes
ENDINGS = {"video/mp4": "mp4", "video/webm": "webm", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg",
           "audio/webm": "webm"}  # fmt: skip
_SOUND_BRANDS = (b"M4A ", b"M4B ")


def content_type(head: bytes, kind: str) -> str:
    """What browsers can play, by its first bytes: "" for everything else. `kind` is video or audio."""
    if head[4:8] == b"ftyp" and head[8:12] != b"qt  ":
        sound = head[8:12] in _SOUND_BRANDS
        return "" if sound and kind == "video" else f"{kind}/mp4"
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return f"{kind}/webm"
    if kind == "audio" and (head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] and head[1] & 0xE6 == 0xE2)):
        return "audio/mpeg"
    if kind == "audio" and head.startswith(b"OggS"):
        return "audio/ogg"
    return ""


def check_played(file: Any, kind: str) -> str:
    """The content type of a video or sound. Refuses, with a sentence, what is too large or cannot be played."""
    largest = settings.LMS_MEDIA_LARGEST
    if file.size > largest:
        raise BadInput(_("This file is larger than %(limit)s MB.") % {"limit": largest // 1024 // 1024})
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    found = content_type(head, kind)
    if not found and kind == "video":
        raise BadInput(_("This is not a video that browsers play. Save it as MP4 (H.264) or WebM."))
    if not found:
        raise BadInput(_("This is not sound that browsers play. Save it as MP3, M4A or OGG."))
    return found
