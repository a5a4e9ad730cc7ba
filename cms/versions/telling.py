"""What differs between two versions as plain values, for a terminal and for machines."""

from collections.abc import Sequence
from typing import Any

from cms.lesson.courses import FactChange, LessonChange
from cms.lesson.diffing import BlockChange
from cms.lesson.places import Spot
from cms.lesson.wording import How, Run
from cms.release import words


def changes(lessons: Sequence[LessonChange], facts: Sequence[FactChange], *, spoken: bool) -> dict[str, Any]:
    """{facts: [...], lessons: [...]}: only what differs. `spoken`: with the names the editor has for things."""
    people = words.people_in(tuple(facts)) if spoken else {}
    return {
        "facts": [_fact(each, people, spoken) for each in facts],
        "lessons": [_lesson(each, spoken) for each in lessons if each.touched],
    }


def _fact(change: FactChange, people: dict[int, str], spoken: bool) -> dict[str, Any]:
    if not spoken:
        return {"fact": change.name, "before": change.before, "after": change.after}
    runs, _lines = words.fact_runs(change, people)
    return {"fact": words.fact_label(change.name), **_words(runs)}


def _words(runs: Sequence[Run]) -> dict[str, str]:
    said = {how: " … ".join(run.text.strip() for run in runs if run.how == how) for how in (How.REMOVED, How.ADDED)}
    return {"removed": said[How.REMOVED], "added": said[How.ADDED]}


def _lesson(change: LessonChange, spoken: bool) -> dict[str, Any]:
    return {
        "lesson": change.title,
        "state": change.state.value,
        "moved": change.moved,
        "facts": [_fact(each, {}, spoken) for each in change.facts],
        "blocks": [_block(each, spoken) for each in change.blocks if each.touched],
    }


def _block(change: BlockChange, spoken: bool) -> dict[str, Any]:
    return {
        "block": words.kind_label(change.kind) if spoken else change.kind,
        "position": change.after or change.before,
        "state": change.state.value,
        "moved": change.moved,
        "words": [_spot(change.kind, each, spoken) for each in change.spots],
        "facts": [words.fact_label(name) if spoken else name for name in change.facts],
    }


def _spot(kind: str, spot: Spot, spoken: bool) -> dict[str, Any]:
    place = words.place_label(kind, spot.path) if spoken else ".".join(str(step) for step in spot.path)
    return {"place": place, **_words(spot.runs)}
