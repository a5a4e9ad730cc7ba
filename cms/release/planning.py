"""What a release would do, before it is done: the live pages beside the current version. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from cms import covers, freezing
from cms.lesson import courses
from cms.lesson.courses import FactChange, LessonChange, LessonText
from cms.lesson.diffing import State
from cms.lesson.wording import likeness, words
from cms.lesson.words import text_of
from cms.models import CoursePage, LessonPage
from cms.release.drafting import digest_of, draft_of, live_lessons, quiz_keys, texts_of_pages
from courses.catalog import queries
from courses.catalog.drafts import CourseDraft
from courses.catalog.models import Course, CourseVersion
from courses.catalog.states import ItemKind
from courses.learning import prospects
from courses.quizzes import queries as quizzes
from courses.quizzes import writing
from lms.kernel.errors import BadInput

COVER = -1  # in the place of a stream: the cover of the course is lost
ALIKE = 0.5  # from so much of shared words on a new lesson is proposed as the successor of a vanished one


@dataclass(frozen=True)
class QuizChange:
    """A quiz that stays in the course and would be frozen anew: `facts` differ, or (`questions`) what it asks does."""

    title: str
    facts: tuple[FactChange, ...]
    questions: bool


@dataclass(frozen=True)
class Plan:
    """What a release would do. `digest` names it: a release is refused when it would do something else."""

    page: CoursePage
    course: Course | None
    version: CourseVersion | None  # the current one
    draft: CourseDraft  # the facts of the page; its lessons are `texts`
    pages: list[LessonPage]
    texts: list[LessonText]
    before: list[LessonText]
    lessons: tuple[LessonChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    quizzes: tuple[QuizChange, ...] = ()
    left_out: list[Any] = field(default_factory=list)  # pages that are drafts, or have changes that are
    lost: list[freezing.Lost] = field(default_factory=list)  # blocks that cannot be frozen
    digest: str = ""

    @property
    def does_nothing(self) -> bool:
        """Whether the version would be the same."""
        changed = self.facts or self.quizzes or any(each.touched for each in self.lessons)
        return self.version is not None and not changed

    @cached_property
    def vanished(self) -> list[LessonText]:
        """The lessons of the current version that the pages no longer hold."""
        keys = {each.key for each in self.texts}
        return [each for each in self.before if each.key not in keys]

    @cached_property
    def guesses(self) -> dict[UUID, UUID]:
        """{vanished key: the new lesson most like it}, where one is like enough; each new lesson once."""
        known = {each.key for each in self.before}
        return _guessed(self.vanished, [each for each in self.texts if each.key not in known])

    def counted(self, state: State) -> int:
        """How many lessons are in this state."""
        return sum(each.state == state for each in self.lessons)

    @property
    def lessons_moved(self) -> int:
        return sum(each.moved for each in self.lessons)

    @property
    def blocks_moved(self) -> int:
        return sum(each.blocks_moved for each in self.lessons)


def _guessed(old: Sequence[LessonText], new: Sequence[LessonText]) -> dict[UUID, UUID]:
    said = {each.key: words(f"{each.title} {text_of(list(each.source))}") for each in (*old, *new)}
    pairs = [(_alike(one, other, said), one.key, other.key) for one in old for other in new]
    made: dict[UUID, UUID] = {}
    for alike, one, other in sorted(pairs, key=lambda pair: -pair[0]):
        if alike >= ALIKE and one not in made and other not in made.values():
            made[one] = other
    return made


def _alike(one: LessonText, other: LessonText, said: Mapping[UUID, list[str]]) -> float:
    same_title = one.title.casefold() == other.title.casefold()
    return max(likeness(said[one.key], said[other.key]), ALIKE if same_title else 0)


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


def facts_of(version: CourseVersion) -> dict[str, Any]:
    """The facts of a version as its digest has them."""
    return {name: value for name, value in version.source.items() if name != "lessons"}


def between(old: CourseVersion, new: CourseVersion) -> tuple[tuple[LessonChange, ...], tuple[FactChange, ...]]:
    """What differs between two versions of a course, lessons and facts; a successor is the lesson it stands for."""
    before, after = texts_of(old), texts_of(new)
    keys = {each.key for each in after}
    steps = prospects.Target(tuple(keys), frozenset(), prospects.steps_of(new.course_id, new.number))
    places = {each.key: steps.place(each.key, old.number) for each in before if each.key not in keys}
    follows = {key: place for key, place in places.items() if place}
    return courses.lessons(before, after, follows), courses.facts(facts_of(old), facts_of(new))


def left_out(page: CoursePage) -> list[Any]:
    """The pages that are drafts, or have changes that are: the course first, its lessons in order."""
    below = LessonPage.objects.child_of(page).filter(locale=page.locale_id).defer("body")
    drafts = (below.filter(live=False) | below.filter(has_unpublished_changes=True)).order_by("path")
    return [page, *drafts] if page.has_unpublished_changes else list(drafts)


def _quiz_changes(version: CourseVersion, texts: Sequence[LessonText]) -> tuple[QuizChange, ...]:
    held = queries.items_of(version.pk, ItemKind.QUIZ).values_list("key", "version_key")
    before = quizzes.frozen({key: int(number) for key, number in held})
    made = []
    for key, now in writing.prospects([key for key in quiz_keys(texts) if key in before]).items():
        then = before[key]
        if now.digest != then.digest:
            facts = courses.facts({name: getattr(then, name) for name in now.facts}, now.facts)
            asked = [each.question_id for each in then.pool.all()]
            made.append(QuizChange(now.quiz.title, facts, asked != [version.pk for version in now.pool]))
    return tuple(made)


def _cover(image: Any, lost: list[freezing.Lost]) -> str:
    """The digest of the cover; a cover that cannot be frozen is lost, as a block is."""
    try:
        return covers.known(image)
    except BadInput as refused:
        lost.append(freezing.Lost(COVER, "", str(refused)))
        return ""


def plan(page: CoursePage, successors: Mapping[UUID, UUID] | None = None) -> Plan:
    """Compare the live pages with the current version; writes nothing and keeps no file.

    `successors`: {vanished key: the key of the lesson that stands for it}.
    """
    course = queries.course_by_code(page.code)
    version = course.current if course else None
    lost: list[freezing.Lost] = []
    pages = live_lessons(page)
    texts = texts_of_pages(pages, lost=lost)
    before = texts_of(version) if version else []
    draft = draft_of(page, (), lambda image: _cover(image, lost))
    return Plan(
        page=page,
        course=course,
        version=version,
        draft=draft,
        pages=pages,
        texts=texts,
        before=before,
        lessons=courses.lessons(before, texts, successors),
        facts=courses.facts(facts_of(version), draft.facts()) if version else (),
        quizzes=_quiz_changes(version, texts) if version else (),
        left_out=left_out(page),
        lost=lost,
        digest=digest_of(version, draft, texts),
    )
