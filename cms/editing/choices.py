"""What an author chooses from instead of typing codes: courses, clauses of plans, trainers."""

from collections.abc import Iterable, Mapping, Sequence

from courses.catalog import queries as catalog
from lms.people import queries as people
from lms.targets import queries as targets

Choices = list[tuple[str, str]]


def with_unknown(choices: Choices, held: Iterable[object], told: str) -> Choices:
    """The choices, and after them what is held and no longer offered: it must not vanish by itself."""
    known = {value for value, _label in choices}
    return choices + [(str(each), told % {"value": each}) for each in held if str(each) not in known]


def clauses() -> Choices:
    """The clauses of every plan, the newest plan first; a clause that two plans have is named by both."""
    made: dict[str, str] = {}
    for task in targets.clauses():
        words = f"{task.title} ({task.plan.short})"
        made[task.clause] = f"{made[task.clause]}; {words}" if task.clause in made else f"{task.clause} · {words}"
    return list(made.items())


def trainers(branch: str) -> Choices:
    """Who teaches for this branch today, by name."""
    found = people.trainers_of(branch)
    return [(str(person.pk), person.full_name) for person in found]


def released_courses() -> dict[str, tuple[str, Sequence[str]]]:
    """Code: title and what is to be taken before, of every listed course."""
    courses = catalog.listed_courses().defer("current__source", "current__folded")
    return {each.code: (each.current.title, each.current.prerequisites) for each in courses if each.current}


def way_back(code: str, chosen: Sequence[str], before: Mapping[str, Sequence[str]]) -> list[str]:
    """The courses by which `code` would come before itself, [] where it does not; `before`: what each asks for."""
    ways = [[each] for each in chosen]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == code:
            return [code, *way]
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, each] for each in before.get(way[-1], ())]
    return []
