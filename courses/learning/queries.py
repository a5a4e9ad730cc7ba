"""Looking at learning: open classes, a person's enrolments, the outline of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from courses.catalog import queries as catalog
from courses.catalog import translations
from courses.catalog.models import Course, LessonVersion, LessonWords, VersionLesson
from courses.catalog.states import ItemKind
from courses.learning.models import CourseRun, Enrolment, ItemResult, LessonProgress, VersionOffer
from courses.learning.states import EnrolmentState, VersionPolicy
from lms.kernel import clock
from lms.kernel.languages import NAMES
from lms.people.models import Person
from lms.people.queries import is_same, same_person


def open_runs(course: Course | None = None) -> QuerySet[CourseRun]:
    """The classes one can enrol in today, self-paced first; each with `taken` places."""
    today = clock.today()
    runs = CourseRun.objects.filter(Q(closes_on=None) | Q(closes_on__gte=today), opens_on__lte=today)
    runs = runs.filter(course__retired_at=None)
    if course is not None:
        runs = runs.filter(course=course)
    taken = Count("enrolments", filter=~Q(enrolments__state=EnrolmentState.WITHDRAWN))
    return runs.select_related("course__current").annotate(taken=taken).order_by("-self_paced", "opens_on", "code")


def offered_runs() -> QuerySet[CourseRun]:
    """The open classes of courses in the catalogue. Those of a withdrawn course still take who knows their address."""
    return open_runs().filter(course__withdrawn_at=None)


def runs_with_taken(course: Course) -> QuerySet[CourseRun]:
    """Every class of the course, the newest first; each with `taken` places."""
    taken = Count("enrolments", filter=~Q(enrolments__state=EnrolmentState.WITHDRAWN))
    return CourseRun.objects.filter(course=course).annotate(taken=taken).order_by("-opens_on", "code")


def learners_by_course() -> dict[int, int]:
    """How many are learning each course at this moment, by its id; none where nobody is."""
    learning = Enrolment.objects.filter(state=EnrolmentState.ENROLLED).order_by()
    return dict(learning.values_list("run__course").annotate(Count("pk")))


def beginning_within(time: timedelta) -> QuerySet[CourseRun]:
    """The classes whose first day of lessons comes within this time, the nearest first; each with `taken` places."""
    today = clock.today()
    soon = CourseRun.objects.filter(starts_on__gt=today, starts_on__lte=today + time)
    taken = Count("enrolments", filter=~Q(enrolments__state=EnrolmentState.WITHDRAWN))
    return soon.select_related("course__current").annotate(taken=taken).order_by("starts_on", "code")


def run_by_code(code: str) -> CourseRun | None:
    """A class by its code, with its course and current version."""
    return CourseRun.objects.select_related("course__current", "course__branch", "version").filter(code=code).first()


def run_with(pk: int) -> CourseRun:
    """A class by its id. Raises CourseRun.DoesNotExist."""
    return CourseRun.objects.get(pk=pk)


def runs_of(course: Course) -> list[CourseRun]:
    """Every class of a course, the newest first."""
    return list(CourseRun.objects.filter(course=course).select_related("version").order_by("-opens_on", "code"))


def enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """All enrolments of a person, under whichever id, the one used last first."""
    mine = Enrolment.objects.filter(person__in=same_person(person))
    return mine.select_related("run__course", "version", "completion").order_by("-seen_at", "-enrolled_at")


def enrolment_in(person: Person, run_code: str) -> Enrolment | None:
    """The person's enrolment in this class, with what the reader needs."""
    mine = Enrolment.objects.filter(person__in=same_person(person), run__code=run_code)
    related = mine.select_related("run__course", "version", "person").order_by()
    return related.defer("version__source", "version__folded").first()  # large, and for the digest and search only


_READ = (
    *("state", "last_lesson", "person", "run", "version", "person__merged_into", "run__code", "run__starts_on"),
    *("run__course__code", "run__course__current", "version__number", "version__title_vi", "version__title_en"),
    "version__reviewed",
)


def reading(person: Person, run_code: str, key: UUID) -> Enrolment | None:
    """`enrolment_in` with what a lesson's page shows and nothing more: this page is asked for most of all.

    `has_other_words`: whether the lesson of this key has words in the language that the page is not in.
    """
    other = next(code for code in NAMES if code != (get_language() or "")[:2])
    place = {"lesson__key": key, "lesson__places__version": OuterRef("version")}
    said = Exists(LessonWords.objects.filter(language=other, **place))
    mine = Enrolment.objects.filter(is_same(person), run__code=run_code).annotate(has_other_words=said)
    return mine.select_related("run__course", "version", "person").only(*_READ).order_by().first()


@dataclass(frozen=True)
class Line:
    """One lesson of an outline. `words` is the lesson as the reader reads it: in their language where it has words
    in it, else the lesson itself; `untranslated` are the numbers of its blocks that are not (0: title and summary).
    """

    lesson: LessonVersion
    position: int
    module: int
    opened: bool
    finished: bool
    words: LessonVersion
    untranslated: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def title_language(self) -> str:
        """Of the title and the summary."""
        return self.lesson.language if 0 in self.untranslated else self.words.language


@dataclass(frozen=True)
class Outline:
    """The lessons of the pinned version with what was read."""

    lines: tuple[Line, ...]

    @property
    def done(self) -> int:
        return sum(line.finished for line in self.lines)

    @property
    def of(self) -> int:
        return len(self.lines)

    def line(self, key: UUID) -> Line | None:
        return next((line for line in self.lines if line.lesson.key == key), None)

    def beside(self, key: UUID, step: int) -> Line | None:
        """The line before (-1) or after (+1) this lesson."""
        for line in self.lines:
            if line.lesson.key == key:
                index = line.position - 1 + step
                return self.lines[index] if 0 <= index < len(self.lines) else None
        return None

    @property
    def next_unread(self) -> Line | None:
        return next((line for line in self.lines if not line.finished), None)


def outline(enrolment: Enrolment, language: str = "") -> Outline:
    """In `language`, the page's own unless said: in two queries, however many lessons there are, and one more where
    that is not the language of the lessons.
    """
    language = language or (get_language() or "")[:2]
    progress = {line.key: line for line in LessonProgress.objects.filter(enrolment=enrolment)}
    places = catalog.lessons_of(enrolment.version_id)
    foreign = any(place.lesson.language != language for place in places)
    words = translations.words_in(enrolment.version_id, language) if foreign else {}
    said = [words.get(place.lesson_id) or translations.Words(place.lesson, ()) for place in places]
    return lay_out(places, said, {key: seen.finished_at is not None for key, seen in progress.items()})


def lay_out(
    places: Sequence[VersionLesson], words: Sequence[translations.Words], progress: Mapping[UUID, bool]
) -> Outline:
    """Lessons with their words, in order; `progress` is {key of a lesson that was opened: whether it was finished}."""
    lines = [
        Line(
            place.lesson,
            place.position,
            place.module,
            place.lesson.key in progress,
            progress.get(place.lesson.key, False),
            said.lesson,
            said.untranslated,
        )
        for place, said in zip(places, words, strict=True)
    ]
    return Outline(tuple(lines))


def quiz_keys(enrolment: Enrolment) -> list[str]:
    """The keys of the quizzes in the pinned version, in order."""
    return [item.key for item in catalog.items_of(enrolment.version_id, ItemKind.QUIZ)]


def may_see_file(person: Person, digest: str) -> bool:
    """Whether the person learns, or has learnt, on a version that names this file. Who withdrew sees it no more."""
    versions = catalog.versions_with_file(digest)
    mine = Enrolment.objects.filter(person__in=same_person(person), version__in=versions)
    return mine.exclude(state=EnrolmentState.WITHDRAWN).exists()


def enrolment_with_lesson(person: Person, key: UUID) -> Enrolment | None:
    """The person's newest enrolment whose pinned version holds this lesson."""
    return enrolments_of(person).filter(version__lessons__lesson__key=key).first()


@dataclass(frozen=True)
class QuizLine:
    """A quiz of the pinned version, with the lesson it stands in and the best result so far."""

    key: str
    lesson: LessonVersion
    best: ItemResult | None


def quizzes_in(enrolment: Enrolment) -> list[QuizLine]:
    """The quizzes of the pinned version, in the order of the lessons."""
    best: dict[str, ItemResult] = {}
    for result in ItemResult.objects.filter(enrolment=enrolment).order_by("percent", "pk"):
        best[result.item_key] = result
    items = catalog.items_of(enrolment.version_id, ItemKind.QUIZ)
    return [QuizLine(item.key, item.lesson, best.get(item.key)) for item in items]


def enrolled_in(run_id: int, persons: Sequence[Person]) -> set[int]:
    """The ids of those of them who are in the class."""
    held = Enrolment.objects.filter(run=run_id, person__in=[person.pk for person in persons])
    return set(held.exclude(state=EnrolmentState.WITHDRAWN).values_list("person_id", flat=True))


def runs_with_lessons() -> QuerySet[CourseRun]:
    """The classes on offer today whose version holds lessons."""
    version = Coalesce("version", "course__current")
    runs = offered_runs().annotate(gives=version)
    return runs.filter(Exists(VersionLesson.objects.filter(version=OuterRef("gives"))))


def takes_learners(run: CourseRun) -> bool:
    """Whether the version the class gives today has lessons."""
    version = run.version_id or run.course.current_id
    return version is not None and bool(catalog.lessons_of(version))


def has_begun_learning(enrolment: Enrolment) -> bool:
    """Whether a lesson was opened or a result came in."""
    opened = LessonProgress.objects.filter(enrolment=enrolment).exists()
    return opened or ItemResult.objects.filter(enrolment=enrolment).exists()


def open_offer(enrolment: Enrolment) -> VersionOffer | None:
    """The newest version offered to a learner under way that they have not answered, newer than theirs."""
    if enrolment.state != EnrolmentState.ENROLLED:
        return None
    offers = VersionOffer.objects.filter(enrolment=enrolment, answered_at=None)
    ahead = offers.filter(version__number__gt=enrolment.version.number).select_related("version")
    return ahead.defer("version__source", "version__folded").order_by("-version__number").first()


def offer_to(enrolment: Enrolment, offer_id: int) -> VersionOffer | None:
    """This offer, if it was made to this learner."""
    return VersionOffer.objects.filter(pk=offer_id, enrolment=enrolment).select_related("version").first()


def runs_that_follow(course: Course) -> list[CourseRun]:
    """The classes that take new learners, or have some, on whichever version is current."""
    learning = Enrolment.objects.filter(run=OuterRef("pk"), state=EnrolmentState.ENROLLED)
    current = CourseRun.objects.filter(course=course).exclude(version_policy=VersionPolicy.FIXED)
    open_still = Q(closes_on=None) | Q(closes_on__gte=clock.today())
    return list(current.filter(open_still | Exists(learning)).order_by("code"))
