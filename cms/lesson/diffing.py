"""What changed between two versions of a lesson: blocks, and in them words. Plain values in, plain values out.

Blocks are told apart by the editor's ids (anchors) where both versions have them, else by what they hold, else by
how much alike they are; so a moved block is moved, and not removed here and added there.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from cms.lesson.kinds import KINDS, Block
from cms.lesson.places import Spot, facts_changed, spots
from cms.lesson.wording import likeness, words
from cms.lesson.words import text_of

ALIKE = 0.5  # two blocks without a common id are the same block when they share at least half of their words


SHAPE = "shape"  # the name of what differs where only empty places do


class State(StrEnum):
    """What became of a block or a lesson, apart from its place."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class BlockChange:
    """One block of either version. Positions count from 1; None where the block is not in that version.

    `spots` are the places whose words differ, `facts` the names of other values that do (tone, src, right, key …).
    """

    state: State
    before: int | None
    after: int | None
    block: Block  # as it is now; as it was where it was removed
    moved: bool = False
    anchor: str = ""  # the editor's id of the block as it is now
    spots: tuple[Spot, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.block["type"])

    @property
    def touched(self) -> bool:
        """Whether there is anything to tell."""
        return self.moved or self.state != State.SAME


def _content(block: Block) -> str:
    return json.dumps(block, sort_keys=True, ensure_ascii=False)


def _by_key(
    old: Sequence[Block], new: Sequence[Block], left: tuple[list[int], list[int]], key: "Callable[[int, int], str]"
) -> Iterator[tuple[int, int]]:
    """Pair what has the same key (side, position) in both versions, the first with the first; "" pairs nothing."""
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for j in left[1]:
        waiting[key(1, j)].append(j)
    waiting.pop("", None)
    for i in left[0]:
        there = waiting.get(key(0, i))
        if there and old[i]["type"] == new[there[0]]["type"]:
            yield i, there.pop(0)


def _by_likeness(
    old: Sequence[Block], new: Sequence[Block], left: tuple[list[int], list[int]]
) -> Iterator[tuple[int, int]]:
    """Pair what is most alike first; only blocks of one kind."""
    told = [[words(text_of([block])) for block in side] for side in (old, new)]
    pairs = [
        (likeness(told[0][i], told[1][j]), -abs(i - j), i, j)
        for i in left[0]
        for j in left[1]
        if old[i]["type"] == new[j]["type"]
    ]
    done: tuple[set[int], set[int]] = (set(), set())
    for alike, _near, i, j in sorted(pairs, reverse=True):
        if alike >= ALIKE and i not in done[0] and j not in done[1]:
            done[0].add(i)
            done[1].add(j)
            yield i, j


def _once(anchors: Sequence[str], length: int) -> list[str]:
    """The anchors of so many blocks; "" for one that is missing or stands there twice."""
    counted = Counter(anchors)
    return [anchor if counted[anchor] == 1 else "" for anchor in [*anchors, *[""] * length][:length]]


def matches(
    old: Sequence[Block], new: Sequence[Block], anchors: tuple[Sequence[str], Sequence[str]] = ((), ())
) -> dict[int, int]:
    """{old position: new position} from 0, each at most once."""
    known = _once(anchors[0], len(old)), _once(anchors[1], len(new))
    sides = (old, new)
    pairs: dict[int, int] = {}

    def left() -> tuple[list[int], list[int]]:
        taken = set(pairs.values())
        return [i for i in range(len(old)) if i not in pairs], [j for j in range(len(new)) if j not in taken]

    pairs.update(_by_key(old, new, left(), lambda side, at: known[side][at]))
    pairs.update(_by_key(old, new, left(), lambda side, at: _content(sides[side][at])))
    if all(left()):
        pairs.update(_by_likeness(old, new, left()))
    return pairs


def staying(places: Sequence[int]) -> set[int]:
    """The indices of a longest rising run of `places`: everything else must have moved, and nothing more."""
    tops: list[int] = []  # the index of the lowest end of a rising run of each length
    ends: list[int] = []
    previous: list[int | None] = []
    for index, place in enumerate(places):
        at = bisect_left(ends, place)
        previous.append(tops[at - 1] if at else None)
        ends[at : at + 1], tops[at : at + 1] = [place], [index]
    found: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        found.add(last)
        last = previous[last]
    return found


def moved(pairs: dict[int, int]) -> set[int]:
    """The old positions of what changed its place among what is in both versions: as few as possible."""
    order = sorted(pairs)
    stay = staying([pairs[i] for i in order])
    return {i for index, i in enumerate(order) if index not in stay}


def in_order(pairs: dict[int, int], gone: set[int], lengths: tuple[int, int]) -> list[tuple[int | None, int | None]]:
    """(old, new) positions as they are read: the new version, with what was removed after what stood before it.

    `gone` are the old positions of what moved: nothing is told to stand after these.
    """
    after: defaultdict[int, list[int]] = defaultdict(list)
    anchor = -1
    for i in range(lengths[0]):
        if i not in pairs:
            after[anchor].append(i)
        elif i not in gone:
            anchor = pairs[i]
    back = {j: i for i, j in pairs.items()}
    told: list[tuple[int | None, int | None]] = [(i, None) for i in after[-1]]
    for j in range(lengths[1]):
        told.append((back.get(j), j))
        told += [(i, None) for i in after[j]]
    return told


def _change(old: Block | None, new: Block | None, at: tuple[int | None, int | None]) -> BlockChange:
    before, after = (None if place is None else place + 1 for place in at)
    if old is None or new is None:
        block: Any = new or old
        return BlockChange(State.ADDED if old is None else State.REMOVED, before, after, block, spots=spots(old, new))
    if old["value"] == new["value"]:
        return BlockChange(State.SAME, before, after, new)
    said, others = spots(old, new), facts_changed(old, new)
    return BlockChange(State.CHANGED, before, after, new, spots=said, facts=others if said or others else (SHAPE,))


def blocks(
    old: Sequence[Block], new: Sequence[Block], anchors: tuple[Sequence[str], Sequence[str]] = ((), ())
) -> tuple[BlockChange, ...]:
    """Every block of both versions, as they are read. `anchors` are the editor's ids of the blocks of each."""
    unknown = [block["type"] for block in (*old, *new) if block["type"] not in KINDS]
    if unknown:
        raise KeyError(f"no such kind of block: {unknown[0]}")
    pairs = matches(old, new, anchors)
    went = moved(pairs)
    ids = _once(anchors[1], len(new))
    made = []
    for i, j in in_order(pairs, went, (len(old), len(new))):
        change = _change(None if i is None else old[i], None if j is None else new[j], (i, j))
        made.append(replace(change, moved=i in went, anchor="" if j is None else ids[j]))
    return tuple(made)
