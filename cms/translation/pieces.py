"""What of a lesson or course is translated, piece by piece: title and summary, each block, each line of the facts.

Plain values only. The source gives structure and facts; a translation holds nothing but words for these pieces, so it
can neither add a block nor move one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cms.lesson.kinds import Block, Form
from cms.lesson.words import Said, words_of
from lms.kernel.digests import digest

TITLE = "@title"  # title and summary: number 0 of a lesson
SUMMARY, STORY = "@summary", "@story"
OUTCOMES, MODULES = "@outcomes", "@modules"
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Piece:
    """Words that are translated, and become outdated, together. `number` is the position of a block, from 1."""

    name: str
    kind: str
    number: int
    said: tuple[Said, ...]

    @property
    def source(self) -> dict[str, str]:
        """{place: words} of everything that is translated."""
        return {place(said): said.text for said in self.said}

    @property
    def of(self) -> str:
        """The digest of these words: what a translation was made from. Place and neighbours do not matter."""
        return digest([self.kind, [[place(said), said.form, said.text] for said in self.said]])


def place(said: Said) -> str:
    """Where words stand in their piece, as one word: "parts.0.title"; "" for the piece itself."""
    return ".".join(str(step) for step in said.path)


def path_of(said: Sequence[Said]) -> dict[str, tuple[str | int, ...]]:
    """{place: path} of these words."""
    return {place(each): each.path for each in said}


def _translated(block: Block) -> tuple[Said, ...]:
    return tuple(said for said in words_of(block) if said.form != Form.FORMULA)


def _names(anchors: Sequence[str], length: int) -> list[str]:
    """A name for each block: the editor's id where it has one of its own, else its number."""
    held = [*anchors, *[""] * length][:length]
    once = Counter(held)
    return [
        anchor if anchor and once[anchor] == 1 and len(anchor) < _LONGEST_NAME else f"#{number}"
        for number, anchor in enumerate(held, start=1)
    ]


def of_lesson(title: str, summary: str, source: Sequence[Block], anchors: Sequence[str]) -> list[Piece]:
    """The title first (number 0), then each block in its order; a block without words is a piece without words."""
    texts = [Said((name,), Form.TEXT, text) for name, text in (("title", title), ("summary", summary)) if text]
    pieces = [Piece(TITLE, "title", 0, tuple(texts))]
    for number, (name, block) in enumerate(zip(_names(anchors, len(source)), source, strict=True), start=1):
        pieces.append(Piece(name, block["type"], number, _translated(block)))
    return pieces


def of_course(summary: str, outcomes: Sequence[str], modules: Sequence[dict[str, Any]], story: str) -> list[Piece]:
    """Each line of the facts is a piece of its own. The title is no piece: a course's English title is a fact."""

    def line(name: str, kind: str, number: int, text: str, form: Form = Form.TEXT) -> Piece:
        return Piece(name, kind, number, (Said((), form, text),) if text else ())

    pieces = [line(SUMMARY, "summary", 0, summary)]
    pieces += [line(f"{OUTCOMES}.{n}", "outcome", n, text) for n, text in enumerate(outcomes, start=1)]
    pieces += [line(f"{MODULES}.{n}", "module", n, each["title"]) for n, each in enumerate(modules, start=1)]
    return [*pieces, line(STORY, "story", 0, story, Form.RICH)]


def digest_of_story(story: str) -> str:
    """What a translated story was made from: see `merging.facts`."""
    return of_course("", [], [], story)[-1].of
