"""New HTML for what was released before, made of its stored source. The older HTML stays; no digest knows of either."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from cms.lesson import rendering
from courses.catalog import actions as catalog
from courses.catalog.models import Course, LessonItem, LessonRendering, LessonVersion
from courses.catalog.proving import again, lessons_of_course
from lms.kernel.actors import Actor
from lms.kernel.jobs import Kind

RERENDER = Kind("catalog.rerender")  # key: a course's code, "" for all
Told = Callable[[int, int], None]  # (lessons done, lessons in all)


@dataclass
class Rendered:
    """What came of it: `skipped` names the lessons whose words are no longer what was frozen."""

    rendered: int = 0
    same: int = 0  # had the HTML of this renderer already
    skipped: list[str] = field(default_factory=list)


def _nobody_listens(done: int, of: int) -> None:
    """Progress that nobody watches."""


def _waiting(lessons: QuerySet[LessonVersion]) -> QuerySet[LessonVersion]:
    present = LessonRendering.objects.filter(lesson=OuterRef("pk"), renderer=rendering.RENDERER)
    return lessons.exclude(Exists(present))


def rerender(
    course: Course | None = None, key: UUID | None = None, *, by: Actor, told: Told = _nobody_listens
) -> Rendered:
    """Make what is missing of one course, of one lesson by its key, or of everything; each lesson by itself.

    Cut off in the middle it goes on where it stopped; called again it makes nothing.
    """
    lessons = lessons_of_course(course)
    if key is not None:
        lessons = lessons.filter(key=key)
    ids = list(_waiting(lessons).order_by("pk").values_list("pk", flat=True))
    result = Rendered(same=lessons.count() - len(ids))
    for done, pk in enumerate(ids, start=1):
        _one(pk, result, by)
        told(done, len(ids))
    return result


def _one(pk: int, result: Rendered, by: Actor) -> None:
    items = Prefetch("items", LessonItem.objects.order_by("pk"))
    lesson = LessonVersion.objects.prefetch_related(items).get(pk=pk)
    if again(lesson) != lesson.digest:
        result.skipped.append(lesson.title)
        return
    html = rendering.html(lesson.source, lesson.language)
    catalog.keep_rendering(lesson, rendering.RENDERER, html, by=by)
    result.rendered += 1
