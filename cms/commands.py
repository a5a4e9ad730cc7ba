"""What `manage.py catalog` does where pages are needed: what differs from the released version, new HTML."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cms.orders import actions as orders
from cms.orders.actions import Wish
from cms.orders.states import OrderState
from cms.queries import course_page
from cms.release import plan
from cms.release.planning import between
from cms.versions import rebuilding, standing, telling
from cms.versions.rerendering import RERENDER
from cms.versions.rerendering import rerender as make_anew
from courses.catalog import commands as catalog
from courses.catalog import queries
from courses.catalog.models import Course
from courses.catalog.states import ForLearners
from lms.kernel import jobs
from lms.kernel.actors import Actor
from lms.kernel.audit import Fault
from lms.kernel.errors import BadInput, Unknown, WrongState


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


def release(code: str, *, note: str = "", learners: str = ForLearners.STAY, by: Actor) -> dict[str, Any]:
    """Release the live pages of a course in the name of `by`; `released` is False where nothing has changed.

    Raises Refused: Unknown without a page, BadInput, NotAllowed.
    """
    if learners not in ForLearners.values:
        raise BadInput(_("Say what becomes of learners: {choices}.").format(choices=", ".join(ForLearners.values)))
    page = _page(code)
    asked = orders.ask(page.pk, Wish(plan(page).digest, note, learners), by=by)
    order = orders.carry_out(asked.pk)
    if order.state != OrderState.DONE or order.version is None:
        raise WrongState(order.said or _("A release of this course is set for a time: take it back first."))
    return {"course": code, "number": order.version.number, "released": not order.said}


def _page(code: str) -> Any:
    page = course_page(code)
    if page is None:
        raise Unknown(_("There is no course %(code)s.") % {"code": code})
    return page


def diff(code: str, numbers: Sequence[int] = (), *, spoken: bool = False) -> dict[str, Any]:
    """What a release would change, or what differs between two versions by their numbers; the older first.

    `spoken`: names and values for people, else as they are stored. Raises Refused.
    """
    if not numbers:
        planned = plan(_page(code))
        known = planned.version.number if planned.version else 0
        told = telling.changes(planned.lessons, planned.facts, spoken=spoken)
        return {"course": code, "from_version": known, **told, "left_out": [page.title for page in planned.left_out]}
    course = catalog.course_of(code)
    versions = [queries.version_of(course.pk, number) for number in sorted(numbers)]
    old, new = versions
    if old is None or new is None or old == new:
        raise BadInput(_("Choose two versions of this course."))
    told = telling.changes(*between(old, new), spoken=spoken)
    return {"course": code, "from_version": old.number, "number": new.number, **told}


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
