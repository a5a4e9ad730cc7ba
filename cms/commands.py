"""What `manage.py catalog` does where pages are needed: what differs from the released version, new HTML."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cms.versions import rebuilding, standing
from cms.versions.rerendering import RERENDER
from cms.versions.rerendering import rerender as make_anew
from courses.catalog import commands as catalog
from courses.catalog import queries
from courses.catalog.models import Course
from lms.kernel import jobs
from lms.kernel.actors import Actor
from lms.kernel.audit import Fault
from lms.kernel.errors import BadInput


def verify(code: str = "", told: Callable[[Fault], str] = str) -> dict[str, Any]:
    """Prove one course by its code, or all, and name the courses whose live pages differ from their version.

    That pages differ is no fault: somebody published and has not released. Raises Unknown.
    """
    course = catalog.course_of(code) if code else None
    said = catalog.verify(course, told)
    courses = [course] if course else list(queries.released_courses())
    found = [(each, standing.look(each)) for each in courses]
    said["differing"] = [_differing(each, differences) for each, differences in found if differences]
    return said


def _differing(course: Course, found: list[standing.Difference]) -> dict[str, Any]:
    lessons = [each.title for each in found if each.what in standing.OF_LESSONS]
    return {"course": course.code, "lessons": lessons, "facts": len(lessons) < len(found)}


def rerender(name: str = "", *, lesson: str = "", later: bool = False, by: Actor) -> dict[str, Any]:
    """Make the HTML of the present renderer for one course (its code), one lesson (its key) or all (no name).

    `later` leaves it to the worker and answers with the number of the job. Raises Unknown, BadInput.
    """
    course = catalog.course_of(name) if name else None
    if later:
        return {"job": jobs.ask(RERENDER, course.code if course else "", asked_by=by.pk).pk}
    made = make_anew(course, _key(lesson), by=by)
    return {"rendered": made.rendered, "same": made.same, "skipped": made.skipped}


def rebuild(code: str, number: int | None = None, *, by: Actor) -> dict[str, Any]:
    """Make the pages of a course again that were deleted, from a version (None: the current one). Raises Refused."""
    made = rebuilding.rebuild(catalog.course_of(code).pk, number, by=by)
    return {
        "course": made.version.course.code,
        "number": made.version.number,
        "rebuilt": made.course,
        "lessons": made.lessons,
        "elsewhere": made.elsewhere,
        "files": len(made.brought),
    }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as trouble:
        raise BadInput(_("“%(text)s” is no key of a lesson.") % {"text": text}) from trouble
