"""Looking at courses as records: the list of all, and the history of one."""

from dataclasses import dataclass
from typing import Any

from courses.catalog import queries as catalog
from courses.catalog.models import Course
from courses.learning import queries as learning
from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.people import queries as people


@dataclass(frozen=True)
class Line:
    """A course of the list with how many learn it at this moment."""

    course: Course
    learners: int


@dataclass(frozen=True)
class Step:
    """One line of a course's history: `reason` and `successor` are "" where the step has none."""

    verb: str
    at: Any
    by: str
    reason: str
    successor: str


def lines(by: Actor) -> list[Line]:
    """Every released course that this person may follow, by code: three queries however many there are."""
    courses = catalog.released_courses().select_related("current", "branch", "successor")
    if not people.is_officer(by):
        branches = people.branches_of_trainer(by)
        courses = courses if branches is None else courses.filter(branch__code__in=branches)
    learners = learning.learners_by_course()
    return [Line(course, learners.get(course.pk, 0)) for course in courses.defer("current__source", "current__folded")]


def history(course: Course) -> list[Step]:
    """What was done with the course, the newest first, as the audit record has it."""
    entries = audit.changes_of(course)
    names = people.names_of(entry.actor_id for entry, _said in entries if entry.actor_id)
    return [
        Step(
            entry.verb,
            entry.at,
            names.get(entry.actor_id, ""),
            str(said.get("reason", "")),
            str(said.get("successor", "")),
        )
        for entry, said in reversed(entries)
    ]
