"""Where the words that are translated stand: the current version of a course, or its pages before a first release."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cms import freezing
from cms.lesson.kinds import Block
from cms.models import CoursePage, LessonPage
from cms.release.drafting import draft_of, story_of
from cms.translation.comparing import Saved, Told, compare
from cms.translation.models import SavedWords
from cms.translation.pieces import Piece, of_course, of_lesson
from courses.catalog import queries as catalog
from courses.catalog.models import Course, CourseVersion, LessonVersion, LessonWords, VersionLesson
from lms.kernel.languages import NAMES

SOURCE = settings.LANGUAGE_CODE  # the language that gives structure and facts
OTHERS = tuple(code for code in NAMES if code != SOURCE)


@dataclass(frozen=True)
class Source:
    """One lesson, or the facts of a course, as it is translated now. `subject` is what its words are saved under."""

    subject: str
    title: str
    pieces: list[Piece]
    blocks: list[Block]
    released: LessonVersion | None = None


def course_page_of(page: Any) -> Any:
    """The course a page belongs to (itself or the one above it); None for other pages, and for pages in a language
    that is not the sources': these count for nothing.
    """
    if not isinstance(page, (CoursePage, LessonPage)) or page.locale.language_code != SOURCE:
        return None
    return CoursePage.objects.parent_of(page).first() if isinstance(page, LessonPage) else page


def places(course: Course | None) -> list[VersionLesson]:
    """The lessons of the current version with their sources."""
    if course is None or course.current_id is None:
        return []
    held = VersionLesson.objects.filter(version=course.current_id).select_related("lesson")
    return list(held.order_by("position"))


def of_released(lesson: LessonVersion) -> Source:
    """A lesson as learners read it."""
    pieces = of_lesson(lesson.title, lesson.summary, lesson.source, lesson.anchors)
    return Source(str(lesson.key), lesson.title, pieces, lesson.source, lesson)


def of_lesson_page(page: LessonPage) -> Source:
    """A lesson that was never released, as its live page has it; no file of it is kept yet."""
    blocks = freezing.plain(page.body, keep=freezing.show)
    pieces = of_lesson(page.title, page.summary, blocks, freezing.anchors(page.body))
    return Source(str(page.translation_key), page.title, pieces, blocks)


def of_facts(code: str, version: CourseVersion) -> Source:
    """The facts that a version states, and the story of the course's page."""
    pieces = of_course(version.summary, version.outcomes, version.modules, story_of(code))
    return Source(code, version.title_vi, pieces, [])


def of_course_page(page: CoursePage) -> Source:
    """The facts of a course: of its current version, of its page where there is none."""
    course = catalog.course_by_code(page.code)
    facts: Any = course.current if course and course.current else draft_of(page, ())
    return of_facts(page.code, facts)


def of_page(page: Any) -> Source:
    """What is translated of this page of a course or lesson."""
    if isinstance(page, CoursePage):
        return of_course_page(page)
    course = course_page_of(page)
    released = places(catalog.course_by_code(course.code)) if course else []
    held = next((each.lesson for each in released if each.lesson.key == page.translation_key), None)
    return of_released(held) if held else of_lesson_page(page)


def _plain(row: SavedWords) -> Saved:
    return Saved(row.pk, row.piece, row.of, row.source, row.words)


def saved(subjects: list[str], language: str) -> dict[str, list[Saved]]:
    """{subject: everything saved for it}, in one query."""
    found: dict[str, list[Saved]] = {subject: [] for subject in subjects}
    for row in SavedWords.objects.filter(subject__in=subjects, language=language).order_by("pk"):
        found[row.subject].append(_plain(row))
    return found


def told(source: Source, language: str) -> list[Told]:
    """Each piece of the source and how far it is."""
    return compare(source.pieces, saved([source.subject], language)[source.subject])


def attached(lesson_ids: list[int], language: str) -> dict[int, LessonWords]:
    """{id of a lesson version: the newest words attached to it}, with their sources."""
    rows = LessonWords.objects.filter(lesson__in=lesson_ids, language=language).select_related("words").order_by("pk")
    return {row.lesson_id: row for row in rows}
