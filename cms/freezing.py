"""From what an author wrote in Wagtail to the plain data that is frozen and digested."""

from collections.abc import Callable
from typing import Any

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
        content = opened.read()
    if ending == "svg":
        check_svg(content, item.title)
    return f"tep:{catalog.keep_file(content, _TYPES.get(ending, 'application/octet-stream')).digest}"


def show(item: Any) -> str:
    """For the preview: the library's own address."""
    return str(item.file.url)


def plain(stream: Any, keep: Keep = keep) -> list[Block]:
    """The blocks of a stream as plain values, in order; no ids, no keys of the library."""
    return [{"type": block.block_type, "value": KINDS[block.block_type].plain(block.value, keep)} for block in stream]


def anchors(stream: Any) -> list[str]:
    """The editor's ids of the same blocks, in order: what tells a moved block from a new one."""
    return [str(block.id or "") for block in stream]


def items(source: list[Block], quiz_version: Callable[[str], str]) -> tuple[ItemDraft, ...]:
    """What the lesson contains by value; `quiz_version` freezes a quiz by its key and returns the version's id."""
    found: list[ItemDraft] = []
    for block in source:
        if block["type"] == "quiz":
            found.append(ItemDraft(ItemKind.QUIZ, block["value"]["key"], quiz_version(block["value"]["key"])))
        found += [ItemDraft(ItemKind.FILE, digest) for digest in KINDS[block["type"]].files(block["value"])]
    return tuple(dict.fromkeys(found))
