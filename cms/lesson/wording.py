"""Two wordings of the same place compared word by word, and how much alike two texts are. Plain strings only."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A number with its points and commas, a word with its marks (also written as combining characters), or one sign.
_WORD = re.compile(r"\d+(?:[.,/:]\d+)+|[\w\u0300-\u036f]+|[^\w\s]")


class How(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Run:
    """Words that stand together and share one fate; spaces belong to them."""

    how: How
    text: str


def words(text: str) -> list[str]:
    """The words, numbers and signs of a text, without its spaces."""
    return _WORD.findall(text)


def _units(text: str) -> list[tuple[str, str]]:
    """(the spaces before, the word) for each word; spaces at the end stand before an empty word."""
    units, end = [], 0
    for found in _WORD.finditer(text):
        units.append((text[end : found.start()], found[0]))
        end = found.end()
    return [*units, (text[end:], "")] if end < len(text) else units


def _joined(units: Sequence[tuple[str, str]]) -> str:
    return "".join(space + word for space, word in units)


def _kept(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Run]:
    """The same words on both sides; only the spaces before them may differ."""
    for (old_space, word), (new_space, _same) in zip(old, new, strict=True):
        if old_space == new_space:
            yield Run(How.KEPT, old_space + word)
        else:
            yield Run(How.REMOVED, old_space)
            yield Run(How.ADDED, new_space)
            yield Run(How.KEPT, word)


def _together(runs: Iterator[Run]) -> tuple[Run, ...]:
    """Neighbours of one fate become one run; what was removed stands before what took its place."""
    made: list[Run] = []
    gap = {How.REMOVED: "", How.ADDED: ""}

    def close() -> None:
        made.extend(Run(how, text) for how, text in gap.items() if text)
        gap.update({How.REMOVED: "", How.ADDED: ""})

    for run in runs:
        if run.how != How.KEPT:
            gap[run.how] += run.text
        elif run.text:
            close()
            if made and made[-1].how == How.KEPT:
                made[-1] = Run(How.KEPT, made[-1].text + run.text)
            else:
                made.append(run)
    close()
    return tuple(made)


def _runs(old: str, new: str) -> Iterator[Run]:
    before, after = _units(old), _units(new)
    matcher = SequenceMatcher(None, [word for _, word in before], [word for _, word in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from _kept(before[i1:i2], after[j1:j2])
        else:
            yield Run(How.REMOVED, _joined(before[i1:i2]))
            yield Run(How.ADDED, _joined(after[j1:j2]))


def runs(old: str, new: str) -> tuple[Run, ...]:
    """From the old wording to the new: what is kept and removed spells `old`, what is kept and added spells `new`."""
    if old == new:
        return (Run(How.KEPT, old),) if old else ()
    return _together(_runs(old, new))


def before(said: Sequence[Run]) -> str:
    """The old wording of these runs."""
    return "".join(run.text for run in said if run.how != How.ADDED)


def after(said: Sequence[Run]) -> str:
    """The new wording of these runs."""
    return "".join(run.text for run in said if run.how != How.REMOVED)


def likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """How many words two texts share, from 0 (none) to 1 (all); their order does not count."""
    if not old or not new:
        return 0.0
    shared = sum((Counter(old) & Counter(new)).values())
    return 2 * shared / (len(old) + len(new))
