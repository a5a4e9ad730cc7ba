"""The places of a block whose words differ, and the other values that do: what stands below a changed block."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from cms.lesson.kinds import KINDS, Block, Form
from cms.lesson.wording import How, Run, likeness, runs, words
from cms.lesson.words import Said, plain_text, words_of

Path = tuple[str | int, ...]

ALIKE = 0.3  # a line of a list or table that changed, rather than one removed and another added
_MARK = re.compile(r"<(h2|h3|b|strong|i|em|sup|sub|ol|ul)>|<a href=\"([^\"]*)\"")
_SAME_MARK = {"strong": "b", "em": "i"}


@dataclass(frozen=True)
class Spot:
    """Words at one place that differ. `path` is where they stand now; where they stood if they were removed.

    `marks`: headings, bold, lists differ; `links`: addresses removed and added.
    """

    path: Path
    form: Form
    runs: tuple[Run, ...]
    marks: bool = False
    links: tuple[Run, ...] = ()


def _marks(html: str) -> tuple[Counter[str], Counter[str]]:
    """How often each mark and each address stands in rich text."""
    marks: Counter[str] = Counter()
    links: Counter[str] = Counter()
    for found in _MARK.finditer(html):
        if found[1]:
            marks[_SAME_MARK.get(found[1], found[1])] += 1
        else:
            links[found[2]] += 1
    return marks, links


def _spot(old: Said | None, new: Said | None) -> Spot | None:
    """None where the words and their marks are the same."""
    said = new or old
    if said is None or (old and new and old.text == new.text):
        return None
    made = runs(plain_text(old) if old else "", plain_text(new) if new else "")
    if said.form != Form.RICH or not (old and new):
        return Spot(said.path, said.form, made)
    (old_marks, old_links), (new_marks, new_links) = _marks(old.text), _marks(new.text)
    links = [Run(How.REMOVED, each) for each in old_links - new_links]
    links += [Run(How.ADDED, each) for each in new_links - old_links]
    only_marks = all(run.how == How.KEPT for run in made)
    marks = old_marks != new_marks or (only_marks and not links)
    return Spot(said.path, said.form, made, marks, tuple(links))


Row = tuple[Said, ...]


def _line(path: Path) -> tuple[str, int]:
    """(the name of the list, the index in it) of a place; 0 for words that stand in no list."""
    names: list[str] = []
    for step in path:
        if isinstance(step, int):
            return ".".join(names), step
        names.append(step)
    return ".".join(names), 0


def _rows(said: Sequence[Said]) -> dict[str, list[Row]]:
    """The words by list: {its name: its lines in order}. All words of a step, or of a row, are one line."""
    gathered: dict[str, dict[int, list[Said]]] = {}
    for each in said:
        name, index = _line(each.path)
        gathered.setdefault(name, {}).setdefault(index, []).append(each)
    return {name: [tuple(lines[at]) for at in sorted(lines)] for name, lines in gathered.items()}


def _told(row: Row) -> tuple[str, ...]:
    return tuple(said.text for said in row)


def _aligned(old: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Lines that belong together; an empty line stands for one that is not there."""
    matcher = SequenceMatcher(None, [_told(row) for row in old], [_told(row) for row in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """In their order: a line is the next one that is like it, else it is removed or added."""
    waiting = list(old)
    single = len(old) == len(new) == 1 and not _listed(old[0])
    for row in new:
        alike = [each for each in waiting if single or _alike(each, row)]
        if not alike:
            yield (), row
            continue
        while waiting[0] is not alike[0]:
            yield waiting.pop(0), ()
        yield waiting.pop(0), row
    yield from ((row, ()) for row in waiting)


def _listed(row: Row) -> bool:
    return any(isinstance(step, int) for step in row[0].path)


def _alike(old: Row, new: Row) -> bool:
    return likeness(words(" ".join(_told(old))), words(" ".join(_told(new)))) >= ALIKE


def _place(said: Said) -> Path:
    """What follows the index of the line: a name, or the number of a cell."""
    at = next((index for index, step in enumerate(said.path) if isinstance(step, int)), len(said.path))
    return said.path[at + 1 :]


def _cells(old: Row, new: Row) -> Iterator[tuple[Said | None, Said | None]]:
    """The places of two lines that belong together, by name or by number."""
    before = {_place(said): said for said in old}
    after = {_place(said): said for said in new}
    for place in dict.fromkeys([*after, *before]):
        yield before.get(place), after.get(place)


def spots(old: Block | None, new: Block | None) -> tuple[Spot, ...]:
    """The places of a block whose words differ; every place where the block is new or gone."""
    before = _rows(words_of(old)) if old else {}
    after = _rows(words_of(new)) if new else {}
    made = []
    for name in dict.fromkeys([*after, *before]):
        for old_row, new_row in _aligned(before.get(name, []), after.get(name, [])):
            made += [_spot(*pair) for pair in _cells(old_row, new_row)]
    return tuple(spot for spot in made if spot)


def _leaves(value: Any, name: str, path: str, said: set[str]) -> Iterator[tuple[str, Any]]:
    """(name, value) of everything that is no words; `path` has "*" for an index, like a kind's own."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, key, f"{path}.{key}" if path else key, said)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name, f"{path}.*", said)
    elif path not in said:
        yield name, value


def facts_changed(old: Block, new: Block) -> tuple[str, ...]:
    """The names of the values that differ and are no words (tone, src, right, key …), for two blocks of a kind."""
    said = set(KINDS[new["type"]].words)
    before, after = (list(_leaves(block["value"], "", "", said)) for block in (old, new))
    names = dict.fromkeys(name for name, _ in (*before, *after))
    return tuple(name for name in names if [v for n, v in before if n == name] != [v for n, v in after if n == name])
