"""A lesson or the facts of a course in the other language: translated words where they are up to date, the source's
own words, said to be so, everywhere else. Pure.
"""

from collections.abc import Sequence
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


def lesson(source: Sequence[Block], told: Sequence[Told], language: str) -> tuple[list[Block], list[int]]:
    """The blocks in the other language and the numbers of those that stand in `language`, the source's own (0: title
    and summary). `told` is of the title, then of each block: same blocks, same order, whatever was saved.
    """
    blocks = [_block(block, each, language) for block, each in zip(source, told[1:], strict=True)]
    left = [each.piece.number for each in told if each.state not in (State.DONE, State.NOTHING)]
    return blocks, left


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
