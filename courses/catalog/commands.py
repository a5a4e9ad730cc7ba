"""What `manage.py catalog` does with the frozen catalogue alone; what needs pages stands in `cms.commands`."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.catalog import proving, queries
from courses.catalog.models import Course
from lms.kernel.audit import Fault
from lms.kernel.errors import Unknown


def course_of(code: str) -> Course:
    """The course of this code, listed or not. Raises Unknown."""
    course = queries.course_by_code(code)
    if course is None:
        raise Unknown(_("There is no course %(code)s.") % {"code": code})
    return course


def verify(course: Course | None, told: Callable[[Fault], str] = str) -> dict[str, Any]:
    """Prove one course or all; `told` puts a fault into words, else in English."""
    proof = proving.prove(course)
    return {
        "sound": not proof.found,
        "courses": proof.courses,
        "versions": proof.versions,
        "lessons": proof.lessons,
        "files": proof.files,
        "unrendered": proof.unrendered,
        "faults": [told(fault) for fault in proof.found],
    }
