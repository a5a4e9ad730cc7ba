"""Wagtail says when a page was published or taken down: the course it belongs to is looked at again.

Wagtail's signals come after its own writes, and who publishes waits for them: only a job is written here.
"""

from typing import Any

from wagtail.signals import page_published, page_unpublished

from cms.models import CoursePage, LessonPage
from cms.versions.standing import LOOK
from courses.catalog import queries as catalog
from lms.kernel import jobs


def _code(page: Any) -> str:
    course = CoursePage.objects.parent_of(page).first() if isinstance(page, LessonPage) else page
    return course.code if isinstance(course, CoursePage) else ""


def ask(instance: Any, **_given: Any) -> None:
    """Have the page's course looked at, where it was released."""
    code = _code(instance)
    course = catalog.course_by_code(code) if code else None
    if course and course.current_id:
        jobs.ask(LOOK, course.code)


def watch() -> None:
    """Listen, once, when the apps are ready."""
    page_published.connect(ask, dispatch_uid="look at the course's live pages")
    page_unpublished.connect(ask, dispatch_uid="look at the course's live pages")
