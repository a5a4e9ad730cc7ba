"""What changed between two versions of a course: its lessons in their order, and its facts. Plain values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms.lesson.diffing import BlockChange, State, blocks, in_order, moved
from cms.lesson.kinds import Block
from cms.lesson.wording import How, Run, runs


@dataclass(frozen=True)
class LessonText:
    """One lesson of a version, or of the live pages."""

    key: UUID
    title: str
    source: Sequence[Block]
    summary: str = ""
    minutes: int = 0
    module: int = 0
    anchors: Sequence[str] = ()


@dataclass(frozen=True)
class FactChange:
    """A fact that differs. Lists are compared by line (`runs` holds whole lines then), words by word.

    `before` and `after` are the plain values, for facts that are no words.
    """

    name: str
    before: Any
    after: Any
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class LessonChange:
    """What becomes of one lesson. Positions count from 1; None where the lesson is not in that version."""

    key: UUID
    title: str
    state: State
    before: int | None
    after: int | None
    moved: bool = False
    facts: tuple[FactChange, ...] = ()  # title, summary, minutes, module
    blocks: tuple[BlockChange, ...] = ()  # none where the words are the same

    @property
    def touched(self) -> bool:
        """Whether there is anything to tell."""
        return self.moved or self.state != State.SAME

    def counted(self, state: State) -> int:
        """How many blocks are in this state."""
        return sum(block.state == state for block in self.blocks)

    @property
    def blocks_moved(self) -> int:
        return sum(block.moved for block in self.blocks)


def lines(old: Sequence[str], new: Sequence[str]) -> tuple[Run, ...]:
    """Two lists of lines: each line of either as a run, in the order of the new list; what is gone comes last."""
    made = [Run(How.KEPT if line in old else How.ADDED, line) for line in new]
    return tuple(made + [Run(How.REMOVED, line) for line in old if line not in new])


def fact(name: str, old: Any, new: Any) -> FactChange | None:
    """The change of one fact; None where it is the same. Words and lists of words come with their runs."""
    if old == new:
        return None
    if isinstance(old, str) and isinstance(new, str):
        return FactChange(name, old, new, runs(old, new))
    if isinstance(old, list) and isinstance(new, list):
        return FactChange(name, old, new, lines([str(each) for each in old], [str(each) for each in new]))
    return FactChange(name, old, new)


def facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FactChange, ...]:
    """The facts that differ, in the order of the new ones; one that is missing counts as empty."""
    made = []
    for name in dict.fromkeys([*new, *old]):
        known = new[name] if name in new else old[name]
        made.append(fact(name, old.get(name, type(known)()), new.get(name, type(known)())))
    return tuple(each for each in made if each)


_FACTS = ("title", "summary", "minutes", "module")


def lesson(old: LessonText, new: LessonText) -> tuple[State, tuple[FactChange, ...], tuple[BlockChange, ...]]:
    """What differs between two wordings of one lesson."""
    said = tuple(each for each in (fact(name, getattr(old, name), getattr(new, name)) for name in _FACTS) if each)
    same = list(old.source) == list(new.source)
    made = () if same else blocks(old.source, new.source, (old.anchors, new.anchors))
    return State.CHANGED if said or not same else State.SAME, said, made


def lessons(
    old: Sequence[LessonText], new: Sequence[LessonText], successors: Mapping[UUID, UUID] | None = None
) -> tuple[LessonChange, ...]:
    """Every lesson of both versions, as they are read. `successors`: {vanished key: the key that stands for it};
    such a pair is one lesson that changed.
    """
    at = {each.key: index for index, each in enumerate(new)}
    follows = successors or {}
    pairs: dict[int, int] = {}
    for index, each in enumerate(old):
        key = each.key if each.key in at else follows.get(each.key)
        if key in at and at[key] not in pairs.values():
            pairs[index] = at[key]
    went = moved(pairs)
    made = []
    for i, j in in_order(pairs, went, (len(old), len(new))):
        if i is None or j is None:
            one = new[j] if j is not None else old[i]  # type: ignore[index] # one of them is a place
            state = State.ADDED if i is None else State.REMOVED
            places = (None, j + 1) if j is not None else (i + 1, None)  # type: ignore[operator]
            made.append(LessonChange(one.key, one.title, state, *places))
        else:
            state, said, changed = lesson(old[i], new[j])
            made.append(LessonChange(new[j].key, new[j].title, state, i + 1, j + 1, i in went, said, changed))
    return tuple(made)
