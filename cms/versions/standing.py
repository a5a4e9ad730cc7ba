"""Whether the live pages of a course still say what its current version says.

Looking reads pages and files and writes nothing; what was found is stored afterwards in a write of its own, so that
on SQLite nobody waits for the look.
"""

import logging
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

from cms.lesson.diffing import State
from cms.queries import course_page
from cms.release import Plan, plan
from cms.versions.models import Standing
from courses.catalog import queries as catalog
from courses.catalog.models import Course
from lms.kernel import clock
from lms.kernel.errors import Refused
from lms.kernel.jobs import Kind

log = logging.getLogger(__name__)

OF_LESSONS = (State.ADDED, State.CHANGED, State.REMOVED)
LOOK = Kind("catalog.look")  # key: a course's code


@dataclass(frozen=True)
class Difference:
    """One thing that differs: `what` is page (none is live), facts, order, or of a lesson broken (something in it
    cannot be frozen), added, changed or removed; `title` is the lesson's, the course's where it is of the course.
    """

    what: str
    title: str


def look(course: Course) -> list[Difference]:
    """What differs now; nothing for a course that was never released."""
    version = course.current
    if version is None:
        return []
    page = course_page(course.code)
    if page is None or not page.live:
        return [Difference("page", version.title_vi)]
    try:
        return list(_found(plan(page)))
    except (Refused, OSError):  # something that cannot be frozen; a file of the library that is gone
        return [Difference("broken", page.title)]


def _found(planned: Plan) -> Iterator[Difference]:
    if planned.facts:
        yield Difference("facts", planned.page.title)
    for title in dict.fromkeys(planned.pages[lost.stream].title for lost in planned.lost):
        yield Difference("broken", title)
    for lesson in planned.lessons:
        if lesson.state != State.SAME:
            yield Difference(lesson.state.value, lesson.title)
    if any(lesson.moved for lesson in planned.lessons):
        yield Difference("order", planned.page.title)


def check(course: Course) -> list[Difference]:
    """Look, and store what was found in place of what was found before."""
    found = look(course)
    page = course_page(course.code)
    Standing.objects.update_or_create(
        course_id=course.pk,
        defaults={
            "page_id": page.pk if page and page.live else None,
            "differs": bool(found),
            "found": [asdict(each) for each in found],
            "checked_at": clock.now(),
        },
    )
    return found


def check_all() -> int:
    """Look at every released course, one after the other; one that cannot be looked at stops no other."""
    differing = 0
    for course in catalog.released_courses():
        try:
            differing += bool(check(course))
        except Exception:
            log.exception("the live pages of %s could not be compared", course)
    return differing


@dataclass(frozen=True)
class Differing:
    """A course whose live pages say something else than its current version."""

    course: Course
    standing: Standing

    @property
    def lessons(self) -> int:
        """How many lessons differ."""
        return sum(each["what"] in OF_LESSONS for each in self.standing.found)


def differing(branches: Collection[str] | None) -> list[Differing]:
    """The courses of these branches (codes; None: of all) that differed at the last look, by code; two queries."""
    standings = {each.course_id: each for each in Standing.objects.filter(differs=True)}
    courses = catalog.released_courses().filter(pk__in=standings)
    if branches is not None:
        courses = courses.filter(branch__code__in=branches)
    return [Differing(course, standings[course.pk]) for course in courses]
