"""A learner that there is not, in the reader that there is: all that the reader's pages ask for, none of it stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cms import freezing
from cms.lesson import rendering
from cms.lesson.kinds import Block
from cms.models import CoursePage, LessonPage
from cms.queries import drafts_of
from cms.release.drafting import draft_of, live_lessons
from cms.translation import merging
from cms.translation.comparing import compare
from cms.translation.pieces import of_lesson
from cms.translation.sources import saved
from cms.versions.asked import DONE, DRAFT, LIVE, Asked
from courses.catalog import queries as catalog
from courses.catalog import translations
from courses.catalog.drafts import CourseDraft
from courses.catalog.models import Course, CourseVersion, LessonVersion, VersionLesson
from courses.catalog.states import ItemKind
from courses.learning.models import CourseRun, Enrolment, ItemResult
from courses.learning.queries import Outline, QuizLine, lay_out
from courses.learning.states import EnrolmentState
from lms.kernel import clock
from lms.kernel.errors import Unknown
from lms.people.models import Person

NO_CLASS = "xem-thu"  # the code of the class that there is not


@dataclass(frozen=True)
class Shown:
    """What is looked at: the facts, the lessons in their order with their words, the quizzes, the HTML of a lesson."""

    version: CourseVersion
    places: Sequence[VersionLesson]
    words: Sequence[translations.Words]
    quizzes: Sequence[tuple[str, LessonVersion]]  # (key, the lesson it stands in)
    html: Callable[[LessonVersion], str]


def shown(course: Course, page: CoursePage | None, asked: Asked) -> Shown:
    """The draft, the live pages or a version, as it is asked. Raises Unknown for what there is not."""
    if asked.source in (DRAFT, LIVE):
        if page is None:
            raise Unknown(_("This course has no page. Rebuild it from a version."))
        lessons = drafts_of(page) if asked.source == DRAFT else live_lessons(page)
        facts = page.get_latest_revision_as_object() if asked.source == DRAFT else page
        return _of_pages(course, facts, lessons, asked.language)
    version = catalog.version_of(course.pk, int(asked.source)) if course.pk else None
    if version is None:
        raise Unknown(_("There is no version %(n)s of %(course)s.") % {"n": asked.source, "course": course.code})
    return _of_version(version, asked.language)


def _of_version(version: CourseVersion, language: str) -> Shown:
    places = catalog.lessons_of(version.pk)
    said = translations.words_in(version.pk, language)
    words = [
        said.get(place.lesson_id, translations.Words(place.lesson, ()))
        if place.lesson.language != language
        else translations.Words(place.lesson, ())
        for place in places
    ]
    quizzes = [(item.key, item.lesson) for item in catalog.items_of(version.pk, ItemKind.QUIZ)]
    return Shown(version, places, words, quizzes, catalog.html_of)


def _of_pages(course: Course, page: CoursePage, lessons: list[LessonPage], language: str) -> Shown:
    facts = draft_of(page, ())
    version = _unsaved_version(course, facts)
    pages = {lesson.translation_key: lesson for lesson in lessons}
    places, words, quizzes = [], [], []
    rows = saved([str(key) for key in pages], language) if language != page.locale.language_code else {}
    for position, lesson in enumerate(lessons, start=1):
        kept = _unsaved_lesson(lesson)
        places.append(VersionLesson(lesson=kept, position=position, module=lesson.module))
        words.append(_said(lesson, kept, rows.get(str(lesson.translation_key)), language))
        quizzes += [(raw["value"]["quiz"], kept) for raw in lesson.body.raw_data if raw["type"] == "quiz"]
    return Shown(version, places, words, quizzes, lambda words: _html(pages[words.key], words, rows))


def _unsaved_version(course: Course, facts: CourseDraft) -> CourseVersion:
    columns = {name: value for name, value in facts.facts().items() if name not in ("audiences", "tools")}
    number = course.current.number + 1 if course.current else 1
    return CourseVersion(course=course, number=number, source=facts.facts(), **columns)


def _unsaved_lesson(page: LessonPage) -> LessonVersion:
    return LessonVersion(
        key=page.translation_key,
        language=page.locale.language_code,
        title=page.title,
        summary=page.summary,
        minutes=page.minutes,
    )


def _said(page: LessonPage, kept: LessonVersion, rows: Any, language: str) -> translations.Words:
    """Title and summary in the other language, where they are translated and up to date."""
    if not rows:
        return translations.Words(kept, ())
    merged = merging.lesson([], compare(of_lesson(page.title, page.summary, [], ()), rows), kept.language)
    other = LessonVersion(key=kept.key, language=language, minutes=kept.minutes)
    other.title, other.summary = merged.title, merged.summary
    return translations.Words(other, tuple(merged.left))


def _html(page: LessonPage, words: LessonVersion, rows: dict[str, Any]) -> str:
    """One lesson of the pages rendered as a release would, from the library's own files. Raises BadInput."""
    source: list[Block] = freezing.plain(page.body, keep=freezing.show)
    own = page.locale.language_code
    if saved_rows := rows.get(str(page.translation_key)):
        pieces = of_lesson(page.title, page.summary, source, freezing.anchors(page.body))
        source = merging.lesson(source, compare(pieces, saved_rows), own).blocks
    return rendering.html(source, words.language)


def run_for(course: Course, code: str, runs: Sequence[CourseRun], quizzes: bool) -> CourseRun:
    """The class that was chosen, or a self-paced one that there is not."""
    known = next((run for run in runs if run.code == code), None)
    rule = {"lessons": "all", "quiz": 70 if quizzes else None}
    made = known or CourseRun(code=NO_CLASS, self_paced=True, opens_on=clock.today(), rule=rule)
    made.course = course
    return made


def enrolment_for(run: CourseRun, version: CourseVersion, asked: Asked, by: Person) -> Enrolment:
    """An enrolment that is never saved."""
    state = EnrolmentState.COMPLETED if asked.progress == DONE else EnrolmentState.ENROLLED
    return Enrolment(run=run, person=by, version=version, state=state)


def outline_of(what: Shown, asked: Asked) -> Outline:
    """The outline of somebody who read so far."""
    read = asked.finished(len(what.places))
    progress: dict[UUID, bool] = {place.lesson.key: True for place in what.places if place.position in read}
    return lay_out(what.places, what.words, progress)


def quizzes_of(what: Shown, asked: Asked) -> list[QuizLine]:
    """The quizzes, passed with full marks where the course is completed."""
    best = ItemResult(percent=100, passed=True) if asked.progress == DONE else None
    return [QuizLine(key, lesson, best) for key, lesson in what.quizzes]
