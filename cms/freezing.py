"""From what an author wrote in Wagtail to the plain data that is frozen and digested."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import cache

from cms.cleaning import check_svg
from cms.lesson.kinds import KINDS, Block, Keep
from courses.catalog import actions as catalog
from courses.catalog.drafts import ItemDraft
from courses.catalog.states import ItemKind

_TYPES = {"svg": "image/svg+xml", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
          "avif": "image/avif", "gif": "image/gif"}  # fmt: skip


def keep(item: Any) -> str:
    """Copy the file of an item of the library into the kept files; `tep:<sha256>`."""
    ending = item.file.name.rpartition(".")[2].lower()
    with item.file.open("rb") as opened:
        if ending == "svg":
            check_svg(opened.read(), item.title)
        return f"tep:{catalog.keep_file(opened, _TYPES.get(ending, 'application/octet-stream')).digest}"


KNOWN_SECONDS = 7 * 24 * 3600


def known(item: Any) -> str:
    """What `keep` would say of an item of the library, without keeping or checking its file.

    Its bytes are read once: the library's own hash of them, kept with each row, tells when they change.
    """
    name = hashlib.sha256(item.file.name.encode()).hexdigest()
    key = f"sha256:{item._meta.label_lower}:{item.pk}:{item.file_hash}:{name}"
    digest: str | None = cache.get(key) if item.file_hash else None
    if digest is None:
        with item.file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        cache.set(key, digest, KNOWN_SECONDS)
    return f"tep:{digest}"


def show(item: Any) -> str:
    """For the preview: the library's own address."""
    return str(item.file.url)


def plain(stream: Any, keep: Keep = keep) -> list[Block]:
    """The blocks of a stream as plain values, in order; no ids, no keys of the library."""
    return [{"type": block.block_type, "value": KINDS[block.block_type].plain(block.value, keep)} for block in stream]


def plain_many(streams: Sequence[Any], keep: Keep = known) -> list[list[Block]]:
    """The blocks of several streams of one kind, each as `plain` gives them; items of the library are asked for once
    for all streams and not once for each.
    """
    if not streams:
        return []
    raw = [list(stream.raw_data) for stream in streams]
    together = plain(streams[0].stream_block.to_python([block for blocks in raw for block in blocks]), keep)
    ends = [0]
    for blocks in raw:
        ends.append(ends[-1] + len(blocks))
    return [together[start:end] for start, end in zip(ends, ends[1:], strict=False)]


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
