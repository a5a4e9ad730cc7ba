"""Looking at the versions of a course."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from cms.models import CoursePage, LessonPage
from cms.queries import branch_above, course_page
from courses.catalog import queries as catalog
from courses.catalog.models import Course, CourseVersion
from courses.learning import by_version as learning


def unreleased(page: CoursePage) -> Course:
    """The course a page will be, before its first release: never saved."""
    return Course(code=page.code, slug="xem-thu", branch=branch_above(page))


def page_of(course: Course) -> CoursePage | None:
    """The course's page in the editor, if it is there."""
    page: CoursePage | None = course_page(course.code)
    return page


@dataclass(frozen=True)
class VersionLine:
    """One version in the list: how many lessons it has, how many learn on it, how many have completed it."""

    version: CourseVersion
    lessons: int
    learning: int
    completed: int


def lines(course: Course) -> list[VersionLine]:
    """Every version, the newest first; in two queries."""
    counts = learning.learners_by_version(course.pk)
    versions = course.versions.annotate(held=Count("lessons")).defer("source", "folded").order_by("-number")
    return [
        VersionLine(each, each.held, *(counts.get((each.pk, state), 0) for state in ("enrolled", "completed")))
        for each in versions
    ]


def numbers(course: Course) -> list[int]:
    """The numbers of the versions, the newest first."""
    return list(course.versions.order_by("-number").values_list("number", flat=True))


def missing(course: Course, version: CourseVersion) -> list[Any]:
    """What of a version has no page any more: the course itself by its title, or lessons by theirs."""
    page = course_page(course.code)
    if page is None:
        return [version.title_vi]
    keys = set(LessonPage.objects.filter(locale=page.locale_id).values_list("translation_key", flat=True))
    return [place.lesson.title for place in catalog.lessons_of(version.pk) if place.lesson.key not in keys]
