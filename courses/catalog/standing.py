"""Changing where a course stands: out of the catalogue and back, retired, succeeded. No enrolment is ever touched.

Listed → withdrawn → listed; listed or withdrawn → retired, which is the end. A withdrawn course is offered nowhere
and its classes still take whom one sends there; a retired one takes nobody, and who is learning finishes.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.events import CourseMoved
from courses.catalog.models import Course
from courses.catalog.rules import may_withdraw_course
from lms.kernel import audit, clock
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.kernel.events import announce
from lms.kernel.names import nfc

LONGEST_REASON = 500  # characters


def _locked(course_id: int, by: Actor) -> Course:
    course = Course.objects.select_for_update(of=("self",)).get(pk=course_id)
    require(may_withdraw_course(by, course))
    if course.current_id is None:
        raise WrongState(_("This course was never released."))
    return course


def _with_reason(reason: str) -> str:
    said = nfc(reason)
    if not said or len(said) > LONGEST_REASON:
        raise BadInput(
            _("Give the reason, in %(n)s characters at most: it stays in the record.") % {"n": LONGEST_REASON}
        )
    return said


def _moved(verb: str, course: Course, by: Actor, fields: tuple[str, ...], detail: dict[str, Any]) -> None:
    course.save(update_fields=fields)
    audit.record(verb, course, by=by, fields=fields, detail=detail)
    announce(CourseMoved(course.pk))


@transaction.atomic
def withdraw(course_id: int, *, by: Actor, reason: str) -> Course:
    """Take a course out of the catalogue; its learners stay. Withdrawing again changes nothing."""
    course = _locked(course_id, by)
    said = _with_reason(reason)
    if course.withdrawn_at is None:
        course.withdrawn_at = clock.now()
        _moved("withdraw", course, by, ("withdrawn_at",), {"reason": said})
    return course


@transaction.atomic
def relist(course_id: int, *, by: Actor, reason: str) -> Course:
    """Put a withdrawn course back into the catalogue. Doing it again changes nothing; a retired one stays out."""
    course = _locked(course_id, by)
    said = _with_reason(reason)
    if course.retired_at:
        raise WrongState(_("This course is retired and does not come back: release it under another code."))
    if course.withdrawn_at:
        course.withdrawn_at = None
        _moved("relist", course, by, ("withdrawn_at",), {"reason": said})
    return course


@transaction.atomic
def retire(course_id: int, *, by: Actor, reason: str) -> Course:
    """Take no learner any more, by any door; who is learning finishes. It is not listed either. It is final."""
    course = _locked(course_id, by)
    said = _with_reason(reason)
    if course.retired_at is None:
        course.retired_at = clock.now()
        course.withdrawn_at = course.withdrawn_at or course.retired_at
        _moved("retire", course, by, ("retired_at", "withdrawn_at"), {"reason": said})
    return course


@transaction.atomic
def name_successor(course_id: int, successor_id: int | None, *, by: Actor) -> Course:
    """Say which course stands for this one now; None takes it back. The same again changes nothing.

    Refuses a course that was never released and one that this course already succeeds, however far round.
    """
    # All of them are locked, in one order: two namings at once could close a circle that neither sees.
    courses = {each.pk: each for each in Course.objects.select_for_update().order_by("pk")}
    course = courses[course_id]
    require(may_withdraw_course(by, course))
    if successor_id == course.successor_id:
        return course
    if successor_id is not None:
        _require_no_circle(courses, course_id, successor_id)
    course.successor_id = successor_id
    named = courses[successor_id].code if successor_id else ""
    _moved("name_successor", course, by, ("successor",), {"successor": named})
    return course


def _require_no_circle(courses: dict[int, Course], course_id: int, successor_id: int) -> None:
    at: int | None = successor_id
    if successor_id not in courses or courses[successor_id].current_id is None:
        raise BadInput(_("Choose a course that was released."))
    while at is not None:
        if at == course_id:
            raise BadInput(_("%(code)s is succeeded by this course already.") % {"code": courses[successor_id].code})
        at = courses[at].successor_id
