"""What a release would do, before it is done: the live pages beside the current version. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from cms import freezing
from cms.lesson import courses
from cms.lesson.courses import FactChange, LessonChange, LessonText
from cms.lesson.diffing import State
from cms.models import CoursePage, LessonPage
from cms.release.drafting import draft_of, live_lessons
from courses.catalog import queries
from courses.catalog.models import Course, CourseVersion
from lms.kernel import audit

_FACTS_ONLY = ("lessons",)


@dataclass(frozen=True)
class Plan:
    """What a release would do. `digest` names what would be frozen and what it is compared with."""

    page: CoursePage
    course: Course | None
    version: CourseVersion | None  # the current one
    lessons: tuple[LessonChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    left_out: list[str] = field(default_factory=list)  # the titles of drafts
    digest: str = ""

    @property
    def does_nothing(self) -> bool:
        """Whether the version would be the same."""
        return self.version is not None and not self.facts and not any(each.touched for each in self.lessons)

    @cached_property
    def vanished(self) -> list[LessonChange]:
        """The lessons of the current version that the pages no longer hold."""
        return [each for each in self.lessons if each.state == State.REMOVED]


def texts_of(version: CourseVersion) -> list[LessonText]:
    """The lessons of a version as they are compared."""
    return [
        LessonText(
            key=place.lesson.key,
            title=place.lesson.title,
            source=place.lesson.source,
            summary=place.lesson.summary,
            minutes=place.lesson.minutes,
            module=place.module,
            anchors=place.lesson.anchors,
        )
        for place in version.lessons.select_related("lesson").order_by("position")
    ]


def texts_of_pages(lessons: list[LessonPage]) -> list[LessonText]:
    """Live lesson pages as they are compared; files by their digests, of which none is kept."""
    return [
        LessonText(
            key=page.translation_key,
            title=page.title,
            source=source,
            summary=page.summary,
            minutes=page.minutes,
            module=page.module,
            anchors=freezing.anchors(page.body),
        )
        for page, source in zip(lessons, freezing.plain_many([page.body for page in lessons]), strict=True)
    ]


def facts_of(version: CourseVersion) -> dict[str, object]:
    """The facts of a version as its digest has them."""
    return {name: value for name, value in version.source.items() if name not in _FACTS_ONLY}


def left_out(page: CoursePage) -> list[str]:
    """The titles of what is a draft, or has changes that are: the course first, its lessons in order."""
    below = LessonPage.objects.child_of(page)
    drafts = below.filter(live=False) | below.filter(has_unpublished_changes=True)
    titles = [each.title for each in drafts.order_by("path").only("title")]
    return [page.title, *titles] if page.has_unpublished_changes else titles


def plan(page: CoursePage, successors: Mapping[UUID, UUID] | None = None) -> Plan:
    """Compare the live pages with the current version; writes nothing and keeps no file.

    `successors`: {vanished key: the key of the lesson that stands for it}.
    """
    course = queries.course_by_code(page.code)
    version = course.current if course else None
    new = texts_of_pages(live_lessons(page))
    facts = draft_of(page, ()).facts()
    said = [[str(each.key), each.title, each.summary, each.minutes, each.module, each.source] for each in new]
    return Plan(
        page=page,
        course=course,
        version=version,
        lessons=courses.lessons(texts_of(version) if version else [], new, successors),
        facts=courses.facts(facts_of(version), facts) if version else (),
        left_out=left_out(page),
        digest=audit.digest([version.pk if version else None, facts, said]),
    )
