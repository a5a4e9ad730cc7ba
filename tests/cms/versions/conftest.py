"""A course as pages and as a released version, and a lesson with every kind of block."""

from typing import Any

import pytest

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from cms.release import release
from courses.catalog import actions as catalog
from lms.demo.courses import facts
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM


@pytest.fixture
def course_page(settings: Any, tmp_path: Any) -> CoursePage:
    """5S-101 as pages, three lessons, not yet released."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101")
    page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
    for lesson in content("5s-101")["lessons"]:
        pages.write_lesson_page(page, lesson, CONTENT / "5s-101", by=SYSTEM)
    return page


@pytest.fixture
def version(course_page: CoursePage) -> Any:
    """Its first version."""
    return release(course_page.pk, by=SYSTEM, note="Lần đầu")


def edit(page: CoursePage, title: str, *, number: int = 0, publish: bool = True) -> LessonPage:
    """Give a lesson another title."""
    lesson = LessonPage.objects.child_of(page).order_by("path")[number]
    lesson.title = title
    revision = lesson.save_revision()
    if publish:
        revision.publish()
    return lesson
