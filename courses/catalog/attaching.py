"""Attaching words in another language to what is released. It makes no version: a course and its digest stay as they
are, and so does everybody's progress.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.actions import frozen_lesson
from courses.catalog.drafts import ItemDraft, LessonDraft
from courses.catalog.events import WordsAttached
from courses.catalog.models import Course, LessonItem, LessonVersion, LessonWords, VersionWords
from courses.catalog.rules import may_translate
from courses.catalog.translations import GENERATION
from lms.kernel import audit, generations
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.kernel.events import announce


def open_course(course_id: int, by: Actor) -> Course:
    """The course, locked: a release that runs at the same time comes before or after, never between."""
    courses = Course.objects.select_for_update(of=("self",)).select_related("branch", "current")
    course = courses.get(pk=course_id)
    require(may_translate(by, course))
    if course.current is None:
        raise WrongState(_("This course was never released: its translation is attached when it is."))
    return course


def _told(course: Course, language: str) -> None:
    generations.turn(GENERATION)
    announce(WordsAttached(course.pk, language))


def _shape(source: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in source]


def items_of(lesson: LessonVersion) -> tuple[ItemDraft, ...]:
    """What a lesson contains: the same in every language."""
    held = LessonItem.objects.filter(lesson=lesson).order_by("pk")
    return tuple(ItemDraft(item.kind, item.key, item.version_key) for item in held)


@transaction.atomic
def attach_words(
    course_id: int, lesson_id: int, draft: LessonDraft, untranslated: list[int], *, by: Actor
) -> LessonWords:
    """Give a lesson of the current version these words in the draft's language. The same words again change nothing.

    `untranslated` are the numbers of blocks that stand in the lesson's own language (from 1; 0: title and summary).
    Refuses a lesson that the current version does not have (it was released anew), words of another shape, or other
    items than the lesson's own.
    """
    course = open_course(course_id, by)
    lesson = LessonVersion.objects.filter(pk=lesson_id, places__version=course.current_id, key=draft.key).first()
    if lesson is None:
        raise WrongState(_("This lesson was released anew in the meantime: look at its translation again."))
    if draft.language == lesson.language or _shape(draft.source) != _shape(lesson.source):
        raise BadInput(_("A translation gives words only: its blocks are those of the lesson, in their order."))
    if set(draft.items) != set(items_of(lesson)):
        raise BadInput(_("A translation uses the same files and quizzes as the lesson."))
    words = frozen_lesson(draft, by)
    last = LessonWords.objects.filter(lesson=lesson, language=draft.language).order_by("-pk").first()
    if last and last.words_id == words.pk and last.untranslated == untranslated:
        return last
    made = LessonWords.objects.create(
        lesson=lesson, words=words, language=draft.language, untranslated=untranslated, attached_by_id=by.pk
    )
    audit.record("attach_words", made, by=by)
    _told(course, draft.language)
    return made


@transaction.atomic
def attach_facts(course_id: int, language: str, words: dict[str, Any], *, by: Actor) -> VersionWords:
    """Give the current version its facts in `language`: see `VersionWords.words`. The same again changes nothing."""
    course = open_course(course_id, by)
    version = course.current
    assert version is not None  # noqa: S101 - asked by open_course
    if len(words["outcomes"]) != len(version.outcomes) or len(words["modules"]) != len(version.modules):
        raise WrongState(_("The facts of this course were released anew in the meantime: look at them again."))
    last = VersionWords.objects.filter(version=version, language=language).order_by("-pk").first()
    if last and last.words == words:
        return last
    made = VersionWords.objects.create(version=version, language=language, words=words, attached_by_id=by.pk)
    audit.record("attach_facts", made, by=by)
    _told(course, language)
    return made
