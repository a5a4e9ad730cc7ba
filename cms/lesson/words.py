"""The words for people in a lesson: found, put into other words, and told without any markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from cms.lesson.kinds import KINDS, Block, Form

_TAG = re.compile(r"<[^>]+>")
_ENDS = re.compile(r"</(?:p|li|h\d|tr|div|caption)>|<br\s*/?>")


@dataclass(frozen=True)
class Said:
    """Words at one place of a block: `path` has the indices of lists filled in, e.g. ("parts", 0, "title")."""

    path: tuple[str | int, ...]
    form: Form
    text: str


def _walk(value: Any, steps: list[str], path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not steps:
        yield path, value
    elif steps[0] == "*":
        for index, each in enumerate(value):
            yield from _walk(each, steps[1:], (*path, index))
    elif steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:], (*path, steps[0]))


def words_of(block: Block) -> list[Said]:
    """Everything a block says, in the order its kind names it; empty places are left out."""
    found = []
    for pattern, form in KINDS[block["type"]].words.items():
        steps = pattern.split(".") if pattern else []
        found += [Said(path, form, text) for path, text in _walk(block["value"], steps, ()) if text]
    return found


def _put(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    if not path:
        return text
    head, *rest = path
    if isinstance(value, list):
        return [_put(each, tuple(rest), text) if index == head else each for index, each in enumerate(value)]
    return {**value, head: _put(value[head], tuple(rest), text)}


def with_words(block: Block, words: dict[tuple[str | int, ...], str]) -> Block:
    """The same block with other words at these places; a place it does not have is an error."""
    value = block["value"]
    for path, text in words.items():
        value = _put(value, path, text)
    return {**block, "value": value}


def plain_text(said: Said) -> str:
    """Without markup: paragraphs and items on lines of their own."""
    if said.form != Form.RICH:
        return said.text
    lines = unescape(_TAG.sub("", _ENDS.sub("\n", said.text))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def text_of(source: list[Block]) -> str:
    """A whole lesson as plain text, a blank line between blocks: for reading aloud, searching and comparing."""
    blocks = ("\n".join(plain_text(said) for said in words_of(block)) for block in source)
    return "\n\n".join(block for block in blocks if block)
