"""Pieces and what was saved for them: which are translated, which are outdated and why, which are missing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cms.translation.pieces import Piece


class State(StrEnum):
    """How far a piece is."""

    NOTHING = "nothing"  # it has no words: a quiz
    MISSING = "missing"  # never translated, or not to the end
    OUTDATED = "outdated"  # translated, and its source has changed since
    DONE = "done"


@dataclass(frozen=True)
class Saved:
    """One saved row: `of` and `source` are what was translated, `id` rises with time."""

    id: int
    piece: str
    of: str
    source: dict[str, str]
    words: dict[str, str]


@dataclass(frozen=True)
class Told:
    """A piece, how far it is, and the words to begin with.

    `words` are {place: text}: of the translation where it is done, else what can be kept of an older one.
    `before` is the source that was translated, where that has changed. `base` is the id of the newest saved row, 0
    where there is none: what a translator saves was typed over this one.
    """

    piece: Piece
    state: State
    words: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    base: int = 0


def _complete(piece: Piece, words: dict[str, str]) -> bool:
    return all(words.get(place, "").strip() for place in piece.source)


def _same_in_every_language(text: str) -> bool:
    """Figures and signs: offered as they are, since a comma may have to become a point."""
    return not any(sign.isalpha() for sign in text)


def _offered(piece: Piece, words: dict[str, str]) -> dict[str, str]:
    """The words with figures at places that have none yet."""
    figures = {place: text for place, text in piece.source.items() if _same_in_every_language(text)}
    return {place: words.get(place) or figures.get(place, "") for place in piece.source}


def carried(piece: Piece, old: Saved) -> dict[str, str]:
    """What of an older translation serves the piece as it is now: words whose source stands somewhere in it still,
    else the words of the same place.
    """
    by_text = {text: old.words.get(place, "") for place, text in old.source.items()}
    return {place: by_text.get(text) or old.words.get(place, "") for place, text in piece.source.items()}


def _of_one(piece: Piece, own: Saved | None, same: Saved | None) -> Told:
    """`own`: newest row of this piece; `same`: the newest that was made from the words it has now."""
    base = own.id if own else 0
    if not piece.said:
        return Told(piece, State.NOTHING, base=base)
    if same is not None:
        state = State.DONE if _complete(piece, same.words) else State.MISSING
        return Told(piece, state, _offered(piece, same.words), base=base)
    if own is None or not any(own.words.values()):
        return Told(piece, State.MISSING, _offered(piece, {}), base=base)
    return Told(piece, State.OUTDATED, _offered(piece, carried(piece, own)), own.source, base)


def compare(pieces: Sequence[Piece], saved: Iterable[Saved]) -> list[Told]:
    """Each piece in its order. A piece is done where the newest translation made from exactly its present words is
    complete; so going back to earlier words finds their translation again, and a block that was copied or moved
    keeps its own.
    """
    own: dict[str, Saved] = {}
    same: dict[tuple[str, str], Saved] = {}
    anywhere: dict[str, Saved] = {}
    for row in sorted(saved, key=lambda each: each.id):
        own[row.piece] = same[row.piece, row.of] = anywhere[row.of] = row
    return [
        _of_one(piece, own.get(piece.name), same.get((piece.name, piece.of)) or anywhere.get(piece.of))
        for piece in pieces
    ]


@dataclass(frozen=True)
class Count:
    """How many pieces with words there are, and how many of them are done and outdated."""

    of: int
    done: int
    outdated: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 means everything."""
        return self.done * 100 // self.of if self.of else 100

    @property
    def missing(self) -> int:
        return self.of - self.done - self.outdated


def count(told: Iterable[Told]) -> Count:
    """Over pieces that have words."""
    states = [each.state for each in told if each.state != State.NOTHING]
    return Count(len(states), states.count(State.DONE), states.count(State.OUTDATED))
