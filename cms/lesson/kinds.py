"""What every kind of block can do once it is plain data, and the registry of the kinds.

A lesson's source is a list of {"type": <name>, "value": <plain value>}. Everything that looks at a lesson after its
author let go of it (release, comparison, translation, rebuilding) asks the kind, never the block of the editor.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

Block = dict[str, Any]
# (item of the library) -> what stands for its file in the plain data: "tep:<sha256>"
Keep = Callable[[Any], str]
# ("tep:<sha256>", title) -> the id of an item of the library with these bytes
Find = Callable[[str, str], int]


class Form(StrEnum):
    """How words are written."""

    TEXT = "text"  # as they are
    RICH = "rich"  # HTML that went through `clean_html`
    FORMULA = "formula"  # LaTeX: shown, and never translated


class Kind:
    """Stateless; one instance serves every block of the kind.

    `words` says where in the plain value the words for people stand: a path of keys joined by ".", "*" for each of a
    list, "" for the value itself. A kind whose plain value changes its shape becomes `since` the next number.
    """

    name: ClassVar[str]
    since: ClassVar[int] = 1  # the number of the schema that knows this kind as it is
    words: ClassVar[Mapping[str, Form]] = {}

    def plain(self, value: Any, keep: Keep) -> Any:
        """The editor's value as plain data: no ids, no keys of the library. Raises BadInput for what is lost."""
        raise NotImplementedError

    def raw(self, value: Any, find: Find) -> Any:
        """The way back: plain data as the editor stores it."""
        raise NotImplementedError

    def files(self, value: Any) -> tuple[str, ...]:
        """The SHA-256 of every file this block needs."""
        return ()

    def faults(self, value: Any) -> Iterator[str]:
        """What its readers would miss, each as a sentence for the author."""
        yield from ()


KINDS: dict[str, Kind] = {}


def kind(cls: type[Kind]) -> type[Kind]:
    """Enter a kind under its name."""
    KINDS[cls.name] = cls()
    return cls


def files_of(source: list[Block]) -> tuple[str, ...]:
    """The SHA-256 of every file of a lesson, each once, in the order of the blocks."""
    return tuple(dict.fromkeys(digest for block in source for digest in KINDS[block["type"]].files(block["value"])))


def schema_of(source: list[Block]) -> int:
    """The number of the schema a lesson needs. It is part of the digest: lessons that use nothing new keep theirs."""
    return max((KINDS[block["type"]].since for block in source), default=1)
