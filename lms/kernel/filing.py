"""Answering with a private file: in pieces, in ranges, under headers that let nothing in it run.

The caller has asked who may see it: nothing here does. Where nginx stands before the server (`PRIVATE_LOCATION`) the
answer only names the file and nginx sends it; docs/operators.md has the location that keeps our headers. Else the file
is read through its storage, 64 KiB at a time, wherever that storage stands.
"""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags, quote_etag

PIECE = 64 * 1024  # bytes read and sent at a time
LONGEST_NAME = 120  # characters
_SHOWN = ("image/", "video/", "audio/")
_SHOWN_TYPES = frozenset({"application/pdf", "text/vtt"})
_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")  # one range; 18 digits are more than any file has
# Nothing may run, whoever made the file: an SVG or a text opened by itself is a document of an origin of its own.
_SANDBOX = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox"
)
# A video opened by itself asks for its own address again, which an origin of its own may not. It has no scripts.
_PLAYED = f"{_SANDBOX} allow-same-origin"
# Chromium's viewer of PDFs does not open in a sandbox; a PDF is no document of ours in any case.
_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True)
class Stored:
    """A file in the private storage. `digest` names its bytes; `size` is in bytes."""

    name: str
    digest: str
    size: int
    content_type: str


def answer(request: HttpRequest, stored: Stored, *, filename: str = "") -> HttpResponseBase:
    """The file, or the part of it that was asked for: 200, 206, 304 or 416; 404 where the storage has lost it.

    What a page can show is shown, the rest is saved under `filename`, whose ending is made to fit what the file is.
    """
    etag = quote_etag(stored.digest)
    if _known(request, etag):
        response: HttpResponseBase = HttpResponseNotModified()
    elif settings.PRIVATE_LOCATION:
        response = HttpResponse(headers={"X-Accel-Redirect": settings.PRIVATE_LOCATION + stored.name})
    else:
        response = _sent(request, stored, etag)
    _head(response, stored, etag, filename)
    return response


def _head(response: HttpResponseBase, stored: Stored, etag: str, filename: str) -> None:
    inline = stored.content_type in _SHOWN_TYPES or stored.content_type.startswith(_SHOWN)
    response["Content-Type"] = stored.content_type
    response["ETag"] = etag
    # Kept by the reader's own browser, and asked about each time: who has left the class loses the file at once.
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = _policy(stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = content_disposition_header(not inline, _filename(filename, stored)) or "inline"
    patch_vary_headers(response, ["Cookie"])


def _policy(content_type: str) -> str:
    if content_type == "application/pdf":
        return _PDF
    return _PLAYED if content_type.startswith(("video/", "audio/")) else _SANDBOX


def _known(request: HttpRequest, etag: str) -> bool:
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in (each.removeprefix("W/") for each in held) or "*" in held


def _filename(wanted: str, stored: Stored) -> str:
    """A name without folders and signs that file systems refuse; its ending says what the file is, whoever asks."""
    endings = mimetypes.guess_all_extensions(stored.content_type) or [".bin"]
    usual = mimetypes.guess_extension(stored.content_type) or ".bin"
    plain = "".join(sign for sign in re.split(r"[/\\]", wanted)[-1] if sign.isprintable() and sign not in '"<>:|?*')
    stem, dot, ending = plain.strip(" .").rpartition(".")
    if f"{dot}{ending}".lower() in endings:
        usual = f"{dot}{ending}".lower()
    else:
        stem = plain.strip(" .")
    return f"{stem[:LONGEST_NAME] or stored.digest[:12]}{usual}"


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte (inclusive) of the one range that was asked for; None: all of it. (size, …): there is none.

    A range that cannot be read, several at once and one of another file's bytes (If-Range) are answered with all.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)) if int(last) else size, size - 1) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _sent(request: HttpRequest, stored: Stored, etag: str) -> HttpResponseBase:
    part = _part(request, stored.size, etag)
    first, last = part or (0, stored.size - 1)
    if part and first >= stored.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    headers = {"Content-Length": str(last - first + 1), "Accept-Ranges": "bytes"}
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    try:
        opened = storages["private"].open(stored.name)
    except FileNotFoundError:
        raise Http404 from None
    return StreamingHttpResponse(_pieces(opened, first, last - first + 1), status=status, headers=headers)


def _pieces(opened: Any, first: int, left: int) -> Iterator[bytes]:
    with opened:
        opened.seek(first)
        while left and (piece := opened.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
