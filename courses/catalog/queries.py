"""Looking at the catalogue: what is listed, what a version holds, who may see a file."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.catalog.models import (
    Blob,
    Course,
    CourseVersion,
    LessonItem,
    LessonRendering,
    LessonVersion,
    LessonWords,
    VersionFacet,
    VersionLesson,
    VersionWords,
)
from courses.catalog.states import RENDERER, FacetKind, ItemKind
from lms.kernel.languages import is_english
from lms.kernel.names import fold

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks of the catalogue; empty means anything."""

    words: str = ""
    audience: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    tool: tuple[str, ...] = ()


def listed_courses() -> QuerySet[Course]:
    """Courses with a current version that were not withdrawn, by code, with that version and its branch."""
    listed = Course.objects.filter(current__isnull=False, withdrawn_at=None)
    return listed.select_related("current", "branch").order_by("code")


def _having(courses: QuerySet[Course], kind: str, values: tuple[str, ...]) -> QuerySet[Course]:
    facet = VersionFacet.objects.filter(version=OuterRef("current"), kind=kind, value__in=values)
    return courses.filter(Exists(facet)) if values else courses


def _said_in_english(word: str) -> Q:
    """On an English page: the facts of the course say the word in English."""
    if not is_english():
        return Q(pk=None)
    said = Q(words__summary__icontains=word) | Q(words__outcomes__icontains=word) | Q(words__modules__icontains=word)
    return Q(Exists(VersionWords.objects.filter(said, version=OuterRef("current"), language="en")))


def catalogue(wanted: Wanted) -> QuerySet[Course]:
    """The listed courses that match: every word, any of the values of each filter."""
    courses = listed_courses()
    for word in fold(wanted.words).split()[:8]:
        courses = courses.filter(Q(current__folded__contains=word) | _said_in_english(word))
    if wanted.level:
        courses = courses.filter(current__level__in=wanted.level)
    if wanted.mode:
        courses = courses.filter(current__mode__in=wanted.mode)
    courses = _having(courses, FacetKind.AUDIENCE, wanted.audience)
    return _having(courses, FacetKind.TOOL, wanted.tool)


@dataclass
class FacetCounts:
    """How many listed courses carry each value."""

    audience: dict[str, int] = field(default_factory=dict)
    level: dict[str, int] = field(default_factory=dict)
    mode: dict[str, int] = field(default_factory=dict)
    tool: dict[str, int] = field(default_factory=dict)


def facet_counts() -> FacetCounts:
    """For the filters' numbers: over the whole catalogue, in two queries."""
    counts = FacetCounts()
    for level, mode in listed_courses().values_list("current__level", "current__mode"):
        counts.level[level] = counts.level.get(level, 0) + 1
        counts.mode[mode] = counts.mode.get(mode, 0) + 1
    listed = VersionFacet.objects.filter(version__in=listed_courses().order_by().values("current"))
    for row in listed.values("kind", "value").annotate(courses=Count("pk")).order_by("value"):
        (counts.audience if row["kind"] == FacetKind.AUDIENCE else counts.tool)[row["value"]] = row["courses"]
    return counts


def course_at(slug: str) -> Course | None:
    """A released course by its address, listed or not, with its version and its successor."""
    released = Course.objects.filter(slug=slug, current__isnull=False)
    return released.select_related("current", "branch", "successor__current").first()


def record_of(course_id: int) -> Course | None:
    """A released course by its id, listed or not, with version, branch and successor."""
    released = Course.objects.filter(pk=course_id, current__isnull=False)
    return released.select_related("current", "branch", "successor").first()


def is_retired(course_id: int) -> bool:
    """Whether the course takes no learners any more."""
    return Course.objects.filter(pk=course_id, retired_at__isnull=False).exists()


def listed_successor(course: Course) -> Course | None:
    """The first course that stands for this one and is listed, however many came between; None where there is none."""
    next_of = dict(Course.objects.filter(successor__isnull=False).values_list("pk", "successor"))
    chain = []
    at: int | None = next_of.get(course.pk)
    while at is not None:  # no circle: `name_successor` refuses one
        chain.append(at)
        at = next_of.get(at)
    listed = {each.pk: each for each in listed_courses().filter(pk__in=chain)}
    return next((listed[pk] for pk in chain if pk in listed), None)


def names_as_trainer(person_id: int) -> bool:
    """Whether a listed course names this person among its trainers."""
    named = listed_courses().order_by().values_list("current__trainers", flat=True)
    return any(person_id in trainers for trainers in named)


def courses_after(code: str) -> list[Course]:
    """The listed courses that ask for this one first."""
    return [course for course in listed_courses() if course.current and code in course.current.prerequisites]


def released_courses() -> QuerySet[Course]:
    """Every course that was ever released, listed or not, by code, with its current version and its branch."""
    return Course.objects.filter(current__isnull=False).select_related("current", "branch").order_by("code")


def course_by_code(code: str) -> Course | None:
    """Any course by its code, listed or not."""
    return Course.objects.select_related("branch", "current").filter(code=code).first()


def course_with(pk: int) -> Course:
    """A course by its id, with its branch and current version. Raises Course.DoesNotExist."""
    return Course.objects.select_related("branch", "current").get(pk=pk)


def course_by_id(pk: int) -> Course | None:
    """Any course by its id, listed or not."""
    return Course.objects.select_related("branch", "current").filter(pk=pk).first()


def current(course: Course) -> CourseVersion | None:
    """The version that a new learner gets."""
    return course.current


def lessons_of(version_id: int) -> list[VersionLesson]:
    """The lessons of a version in order, with their words' titles but not their sources.

    Kept in the cache: these rows are frozen, so what is kept is never wrong; the time only bounds the memory.
    """
    key = f"lessons-of:{version_id}"
    kept: list[VersionLesson] | None = cache.get(key)
    if kept is None:
        places = VersionLesson.objects.filter(version=version_id).select_related("lesson").order_by("position")
        kept = list(places.defer("lesson__source"))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def html_of(lesson: LessonVersion) -> str:
    """The newest rendering of a lesson: frozen HTML with placeholders, filled by the reader.

    Kept in the cache where it is of the present renderer. HTML of an older one is never kept, so that the readers of
    a lesson that is rendered anew see it at once.
    """
    key = f"lesson:{lesson.pk}:{RENDERER}"
    html: str | None = cache.get(key)
    if html is None:
        newest = LessonRendering.objects.filter(lesson=lesson.pk).order_by("-renderer").first()
        html = newest.html if newest else ""
        if newest and newest.renderer == RENDERER:
            cache.set(key, html, KEPT_SECONDS)
    return html


def versions_of(course: Course) -> list[CourseVersion]:
    """Every version of a course, the newest first, without what is large."""
    return list(course.versions.defer("source", "folded").order_by("-number"))


def version_of(course_id: int, number: int) -> CourseVersion | None:
    """A version of a course by its number."""
    return CourseVersion.objects.select_related("course__branch").filter(course=course_id, number=number).first()


def places_with_words(version_id: int) -> list[VersionLesson]:
    """The lessons of a version in order with their sources, from the database: for comparing and rebuilding."""
    places = VersionLesson.objects.filter(version=version_id).select_related("lesson")
    return list(places.order_by("position"))


def items_of(version_id: int, kind: ItemKind) -> QuerySet[LessonItem]:
    """What the lessons of a version contain of one kind, in the order of the lessons."""
    held = LessonItem.objects.filter(lesson__places__version=version_id, kind=kind)
    return held.select_related("lesson").order_by("lesson__places__position", "pk")


def versions_with_file(digest: str) -> QuerySet[CourseVersion]:
    """The course versions that name this file: in a lesson, in words that translate one, or as their cover."""
    naming = LessonItem.objects.filter(kind=ItemKind.FILE, key=digest).values("lesson")
    translated = LessonWords.objects.filter(words__in=naming).values("lesson")
    held = VersionLesson.objects.filter(Q(lesson__in=naming) | Q(lesson__in=translated)).values("version")
    # No join but two sets of ids: SELECT DISTINCT would compare JSON, which PostgreSQL does not.
    return CourseVersion.objects.filter(Q(pk__in=held) | Q(cover=digest))


def branches_with_file(digest: str) -> set[str]:
    """The codes of the branches whose courses name this file."""
    return set(versions_with_file(digest).values_list("course__branch__code", flat=True))


def blob_by_digest(digest: str) -> Blob | None:
    return Blob.objects.filter(pk=digest).first()


def public_cover(digest: str) -> Blob | None:
    """The cover of a listed course, by its digest; None for any other file."""
    shown = listed_courses().filter(current__cover=digest).exclude(current__cover="").exists()
    return blob_by_digest(digest) if shown else None


def known_codes(codes: Collection[str]) -> set[str]:
    """Those of these codes that are courses'."""
    return set(Course.objects.filter(code__in=list(codes)).values_list("code", flat=True))
