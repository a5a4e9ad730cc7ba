"""A lesson or the facts of a course in the other language: translated words where they are up to date, the source's
own words, said to be so, everywhere else. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cms.lesson.kinds import Block
from cms.lesson.words import with_words
from cms.translation.comparing import State, Told
from cms.translation.pieces import MODULES, OUTCOMES, STORY, SUMMARY, path_of


def _block(block: Block, told: Told, language: str) -> Block:
    if told.state == State.NOTHING:
        return block
    if told.state != State.DONE:
        return {**block, "lang": language}
    paths = path_of(told.piece.said)
    return with_words(block, {paths[place]: text for place, text in told.words.items()})


@dataclass(frozen=True)
class Merged:
    """A lesson in the other language. `left` are the numbers of blocks in the source's own (0: title and summary)."""

    title: str
    summary: str
    blocks: list[Block]
    left: list[int]


def lesson(source: Sequence[Block], told: Sequence[Told], language: str) -> Merged:
    """`told` is of the title, then of each block: same blocks, same order, whatever was saved. What is not up to date
    stands in `language`, the source's own.
    """
    blocks = [_block(block, each, language) for block, each in zip(source, told[1:], strict=True)]
    left = [each.piece.number for each in told if each.state not in (State.DONE, State.NOTHING)]
    title = told[0].words if told[0].state == State.DONE else told[0].piece.source
    return Merged(title.get("title", ""), title.get("summary", ""), blocks, left)


def facts(told: Sequence[Told]) -> dict[str, Any]:
    """{summary, outcomes: [...], modules: [...], story, story_of}; "" is a line that stands in the source's language.

    The story belongs to the page and to no version: `story_of` is the digest of the one these words say.
    """
    said = {each.piece.name: each.words[""] if each.state == State.DONE else "" for each in told}
    of = {each.piece.name: each.piece.of for each in told}

    def lines(name: str) -> list[str]:
        return [words for piece, words in said.items() if piece.startswith(f"{name}.")]

    words = {"summary": said[SUMMARY], "outcomes": lines(OUTCOMES), "modules": lines(MODULES), "story": said[STORY]}
    return {**words, "story_of": of[STORY] if said[STORY] else ""}
