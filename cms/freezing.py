"""From what an author wrote in Wagtail to the plain data that is frozen and digested."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from cms.cleaning import check_svg
from cms.lesson.kinds import KINDS, Block, Keep
from courses.catalog import actions as catalog
from courses.catalog import queries
from courses.catalog.drafts import ItemDraft
from courses.catalog.states import ItemKind
from lms.kernel.errors import BadInput

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {"svg": "image/svg+xml", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
          "avif": "image/avif", "gif": "image/gif", "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv",
          "vtt": "text/vtt", "docx": f"{_OFFICE}.wordprocessingml.document", "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
          "pptx": f"{_OFFICE}.presentationml.presentation"}  # fmt: skip


KNOWN_SECONDS = 7 * 24 * 3600


def _ending(item: Any) -> str:
    return str(item.file.name.rpartition(".")[2].lower())


def _type(item: Any) -> str:
    """What the kept file is: of media by their content, of the rest by the ending that the library holds them to."""
    known = _TYPES.get(_ending(item)) or getattr(item, "content_type", "")
    return str(known or "application/octet-stream")


def _opened(item: Any) -> Any:
    """The file of an item, a drawing only after it was looked through. Raises BadInput for a file that is lost."""
    try:
        opened = item.file.open("rb")
    except OSError:
        raise BadInput(_("The file of “%(title)s” is missing from the library.") % {"title": item.title}) from None
    if _ending(item) == "svg":
        check_svg(opened.read(), item.title)
        opened.seek(0)
    return opened


def known(item: Any) -> str:
    """What `keep` would say of an item of the library, without keeping its file.

    Its bytes are read once: the library's own hash of them, kept with each row, tells when they change.
    """
    name = hashlib.sha256(item.file.name.encode()).hexdigest()
    hashed = getattr(item, "file_hash", "")  # the captions of a video have none
    key = f"sha256:{item._meta.label_lower}:{item.pk}:{hashed}:{name}" if hashed else ""
    digest: str | None = cache.get(key) if key else None
    if digest is None:
        with _opened(item) as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if key:
            cache.set(key, digest, KNOWN_SECONDS)
    return f"tep:{digest}"


def keep(item: Any) -> str:
    """Copy the file of an item of the library into the kept files; `tep:<sha256>`. One that is kept is not read."""
    there = known(item)
    if queries.blob_by_digest(there.removeprefix("tep:")):
        return there
    with _opened(item) as opened:
        return f"tep:{catalog.keep_file(opened, _type(item)).digest}"


def show(item: Any) -> str:
    """For the preview: the library's own address."""
    return str(getattr(item, "url", "") or item.file.url)  # documents and media have an address that asks who one is


@dataclass(frozen=True)
class Lost:
    """A block that cannot be frozen: in which of the streams, its id in the editor, and why."""

    stream: int
    anchor: str
    says: str


def _plain(block: Any, keep: Keep) -> Block:
    return {"type": block.block_type, "value": KINDS[block.block_type].plain(block.value, keep)}


def plain(stream: Any, keep: Keep = keep) -> list[Block]:
    """The blocks of a stream as plain values, in order; no ids, no keys of the library."""
    return [_plain(block, keep) for block in stream]


def plain_many(streams: Sequence[Any], keep: Keep = known, lost: list[Lost] | None = None) -> list[list[Block]]:
    """The blocks of several streams of one kind, each as `plain` gives them; items of the library are asked for once
    for all streams and not once for each. Blocks that cannot be frozen go into `lost` where it is given.
    """
    if not streams:
        return []
    raw = [(index, block) for index, stream in enumerate(streams) for block in stream.raw_data]
    made: list[list[Block]] = [[] for _stream in streams]
    together = streams[0].stream_block.to_python([block for _index, block in raw])
    for (index, _raw), block in zip(raw, together, strict=True):
        try:
            made[index].append(_plain(block, keep))
        except BadInput as refused:
            if lost is None:
                raise
            lost.append(Lost(index, str(block.id or ""), str(refused)))
    return made


def anchors(stream: Any) -> list[str]:
    """The editor's ids of the same blocks, in order: what tells a moved block from a new one."""
    return [str(block.get("id") or "") for block in stream.raw_data]


def items(source: list[Block], quiz_version: Callable[[str], str]) -> tuple[ItemDraft, ...]:
    """What the lesson contains by value; `quiz_version` freezes a quiz by its key and returns the version's id."""
    found: list[ItemDraft] = []
    for block in source:
        if block["type"] == "quiz":
            found.append(ItemDraft(ItemKind.QUIZ, block["value"]["key"], quiz_version(block["value"]["key"])))
        found += [ItemDraft(ItemKind.FILE, digest) for digest in KINDS[block["type"]].files(block["value"])]
    return tuple(dict.fromkeys(found))
