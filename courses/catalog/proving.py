"""Proof of the frozen catalogue: every digest is made again, every file read again. Reads only, a few rows at a time.

A fault names the course, the lesson or the file; what is only a hint (a lesson that waits for a newer renderer) is
counted apart.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import Count, Exists, F, Max, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_noop

from courses.catalog.drafts import CourseDraft, ItemDraft, LessonDraft
from courses.catalog.models import (
    Blob,
    Course,
    CourseVersion,
    LessonItem,
    LessonRendering,
    LessonVersion,
    LessonWords,
    VersionLesson,
    VersionWords,
)
from courses.catalog.states import RENDERER, FacetKind, ItemKind
from lms.kernel.audit import Fault
from lms.kernel.digests import digest

AT_A_TIME = 40  # lessons with their sources
_PIECE = 1 << 20  # bytes of a file


M = TypeVar("M", bound=Model)


@dataclass
class Proof:
    """What was looked at, and what is wrong with it."""

    courses: int = 0
    versions: int = 0
    lessons: int = 0
    files: int = 0
    unrendered: int = 0  # lessons whose readers get the HTML of an older renderer
    found: list[Fault] = field(default_factory=list)


def prove(course: Course | None = None) -> Proof:
    """Look at one course, or at everything. Rows are frozen, so no transaction is held: nobody waits."""
    proof = Proof()
    proof.found += _course_faults(course, proof)
    proof.found += _version_faults(course, proof)
    proof.found += _lesson_faults(course, proof)
    proof.found += _translation_faults(course)
    proof.found += _file_faults(course, proof)
    return proof


def _each(rows: QuerySet[M]) -> Iterator[M]:
    """The rows, a few with their sources at a time."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_A_TIME):
        yield from rows.filter(pk__in=ids[start : start + AT_A_TIME]).order_by("pk")


def _course_faults(course: Course | None, proof: Proof) -> Iterator[Fault]:
    """Versions are numbered 1, 2, 3 …, and the current one is the newest."""
    rows = Course.objects.filter(pk=course.pk) if course else Course.objects.all()
    counted = rows.annotate(
        newest=Max("versions__number"), held=Count("versions"), now=F("current__number"), of=F("current__course")
    )
    for row in counted.order_by("pk"):
        proof.courses += 1
        facts = {"course": row.code, "number": row.now or 0, "newest": row.newest or 0}
        if row.newest != row.now or (row.current_id and row.of != row.pk):
            says = gettext_noop("%(course)s: its current version is %(number)s, its newest %(newest)s.")
            yield Fault(says, facts)
        if (row.newest or 0) != row.held:
            yield Fault(gettext_noop("%(course)s: a version is missing among its %(newest)s."), facts)


def _versions(course: Course | None) -> QuerySet[CourseVersion]:
    rows = CourseVersion.objects.filter(course=course) if course else CourseVersion.objects.all()
    places = VersionLesson.objects.select_related("lesson").defer("lesson__source", "lesson__anchors")
    held = rows.select_related("course").defer("folded")
    return held.prefetch_related("facets", Prefetch("lessons", places.order_by("position")))


def _version_faults(course: Course | None, proof: Proof) -> Iterator[Fault]:
    for version in _each(_versions(course)):
        proof.versions += 1
        facts = {"course": version.course.code, "number": version.number}
        yield from (Fault(says, {**facts, **more}) for says, more in _wrong_with(version))


def _wrong_with(version: CourseVersion) -> Iterator[tuple[str, dict[str, Any]]]:
    source = version.source if isinstance(version.source, dict) else {}
    if digest(version.source) != version.digest:
        yield gettext_noop("%(course)s version %(number)s: its digest is not that of its source."), {}
    places = list(version.lessons.all())
    lessons = [[str(place.lesson.key), place.lesson.digest, place.module] for place in places]
    in_order = [place.position for place in places] == list(range(1, len(places) + 1))
    if lessons != source.get("lessons") or not in_order:
        yield gettext_noop("%(course)s version %(number)s: its lessons are not those of its source."), {}
    columns = _facts(version)
    names = sorted({*columns, *source} - {"lessons"})
    if wrong := [name for name in names if columns.get(name) != source.get(name)]:
        says = gettext_noop("%(course)s version %(number)s: facts that its source does not say: %(names)s.")
        yield says, {"names": ", ".join(wrong)}


def _facts(version: CourseVersion) -> dict[str, Any]:
    """The facts again, from the columns and the facets; values of facets in the order of the source, if it has them."""
    made: dict[str, Any] = {}
    for name in CourseDraft.__dataclass_fields__:
        if hasattr(version, name) and name != "lessons":
            made[name] = getattr(version, name)
    for name, kind in (("audiences", FacetKind.AUDIENCE), ("tools", FacetKind.TOOL)):
        held = {facet.value for facet in version.facets.all() if facet.kind == kind}
        said = version.source.get(name, []) if isinstance(version.source, dict) else []
        made[name] = said if set(said) == held else sorted(held)
    return CourseDraft(**made).facts()


def lessons_of_course(course: Course | None) -> QuerySet[LessonVersion]:
    """Every lesson of any version of the course, with its words in other languages; None: of all courses."""
    if course is None:
        return LessonVersion.objects.all()
    own = VersionLesson.objects.filter(version__course=course).values("lesson")
    said = LessonWords.objects.filter(lesson__in=own).values("words")
    return LessonVersion.objects.filter(Q(pk__in=own) | Q(pk__in=said))


def again(lesson: LessonVersion) -> str:
    """The digest of a lesson, made anew from what is stored. `items` are read in the order they were frozen."""
    held = sorted(lesson.items.all(), key=lambda item: item.pk)
    draft = LessonDraft(
        key=lesson.key,
        title=lesson.title,
        source=lesson.source,
        schema=lesson.schema,
        html="",
        renderer=0,
        summary=lesson.summary,
        minutes=lesson.minutes,
        items=tuple(ItemDraft(item.kind, item.key, item.version_key) for item in held),
    )
    return digest(draft.words())


def _lesson_faults(course: Course | None, proof: Proof) -> Iterator[Fault]:
    made = LessonRendering.objects.filter(lesson=OuterRef("pk"))
    held = lessons_of_course(course).prefetch_related("items")
    rows: QuerySet[Any] = held.annotate(rendered=Exists(made), newly=Exists(made.filter(renderer__gte=RENDERER)))
    for lesson in _each(rows):
        proof.lessons += 1
        facts = {"lesson": lesson.title, "row": lesson.pk}
        proof.unrendered += not lesson.newly
        if again(lesson) != lesson.digest:
            yield Fault(gettext_noop("Lesson “%(lesson)s” (%(row)s): its digest is not that of its words."), facts)
        if not lesson.rendered:
            yield Fault(gettext_noop("Lesson “%(lesson)s” (%(row)s) has nothing to show its readers."), facts)


def _translation_faults(course: Course | None) -> Iterator[Fault]:
    """Words in another language stand beside the lesson they say, in the language they say they are in."""
    attached = LessonWords.objects.select_related("lesson", "words").defer("lesson__source", "words__source")
    if course:
        attached = attached.filter(lesson__in=lessons_of_course(course))
    astray = ~Q(words__key=F("lesson__key")) | ~Q(words__language=F("language")) | Q(language=F("lesson__language"))
    for row in attached.filter(astray).order_by("pk"):
        says = gettext_noop("Lesson “%(lesson)s” (%(row)s): words of another lesson or language are attached to it.")
        yield Fault(says, {"lesson": row.lesson.title, "row": row.lesson_id})
    facts = VersionWords.objects.select_related("version__course").defer("version__source", "version__folded")
    if course:
        facts = facts.filter(version__course=course)
    for said in facts.exclude(language__in=[code for code, _name in settings.LANGUAGES]).order_by("pk"):
        says = gettext_noop("%(course)s version %(number)s: its facts are attached in a language there is not.")
        yield Fault(says, {"course": said.version.course.code, "number": said.version.number})


def _file_faults(course: Course | None, proof: Proof) -> Iterator[Fault]:
    """Every file that a lesson or a cover names is there, byte for byte."""
    lessons = lessons_of_course(course).values("pk")
    named = LessonItem.objects.filter(kind=ItemKind.FILE, lesson__in=lessons)
    versions = CourseVersion.objects.filter(course=course) if course else CourseVersion.objects.all()
    covers = versions.exclude(cover="")
    for model, column in ((named, "key"), (covers, "cover")):
        lost = model.exclude(**{f"{column}__in": Blob.objects.values("digest")})
        for key in lost.order_by(column).values_list(column, flat=True).distinct():
            yield Fault(
                gettext_noop("File %(file)s is named by a lesson or a course, and was not kept."), {"file": key}
            )
    kept = Blob.objects.order_by("pk")
    if course:
        kept = kept.filter(Q(pk__in=named.values("key")) | Q(pk__in=covers.values("cover")))
    for blob in kept.iterator(chunk_size=500):
        proof.files += 1
        if says := _wrong_with_file(blob):
            yield Fault(says, {"file": blob.pk})


def _wrong_with_file(blob: Blob) -> str:
    storage, read, size = storages["private"], hashlib.sha256(), 0
    try:
        with storage.open(blob.name) as opened:
            while piece := opened.read(_PIECE):
                read.update(piece)
                size += len(piece)
    except OSError:
        return gettext_noop("File %(file)s is missing from the store.")
    if size != blob.size or read.hexdigest() != blob.pk:
        return gettext_noop("File %(file)s is not what was kept: its size or its SHA-256 differs.")
    return ""
