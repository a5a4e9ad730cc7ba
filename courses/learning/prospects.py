"""What a learner's progress becomes on another version: asked before anybody is moved, and by the move itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from courses.catalog.models import CourseVersion, LessonItem, LessonSuccession, VersionLesson
from courses.catalog.states import ItemKind
from courses.learning.models import Enrolment, ItemResult, LessonProgress
from courses.learning.states import EnrolmentState, VersionPolicy


@dataclass(frozen=True)
class Target:
    """A version as a learner would meet it: its lessons in order and its quizzes, by key.

    `steps`: (number of a version, {vanished key: its successor}) for the versions up to this one, rising.
    """

    keys: tuple[UUID, ...]
    quizzes: frozenset[str]
    steps: tuple[tuple[int, Mapping[UUID, UUID]], ...] = ()

    def place(self, key: UUID, since: int) -> UUID | None:
        """The lesson that stands for `key`, read on version number `since`; None where nothing does."""
        if key in self.keys:
            return key
        for number, successors in self.steps:
            if number > since:
                key = successors.get(key, key)
        return key if key in self.keys else None


def steps_of(course_id: int, upto: int) -> tuple[tuple[int, dict[UUID, UUID]], ...]:
    """Who succeeds whom, by the number of the version that says so, up to number `upto`."""
    rows = LessonSuccession.objects.filter(version__course=course_id, version__number__lte=upto)
    said: defaultdict[int, dict[UUID, UUID]] = defaultdict(dict)
    for number, old, new in rows.order_by("version__number").values_list("version__number", "old", "new"):
        said[number][old] = new
    return tuple(said.items())


def target_of(version: CourseVersion) -> Target:
    """A released version as a target: in three queries."""
    places = VersionLesson.objects.filter(version=version).order_by("position")
    quizzes = LessonItem.objects.filter(lesson__places__version=version, kind=ItemKind.QUIZ)
    return Target(
        keys=tuple(places.values_list("lesson__key", flat=True)),
        quizzes=frozenset(quizzes.values_list("key", flat=True)),
        steps=steps_of(version.course_id, version.number),
    )


@dataclass(frozen=True)
class Prospect:
    """One learner now and on the target: lessons read, results that count there and results that do not."""

    enrolment: Enrolment
    read: int
    of: int
    read_after: int
    of_after: int
    kept: int = 0
    dropped: int = 0
    completes: bool = False


@dataclass
class _Known:
    """What several enrolments have: {enrolment: …}."""

    read: defaultdict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    best: defaultdict[int, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    sizes: dict[int, int] = field(default_factory=dict)  # {version: how many lessons}
    held: defaultdict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))  # {version: its lessons}


def _known(enrolments: Sequence[Enrolment]) -> _Known:
    ids, known = [each.pk for each in enrolments], _Known()
    finished = LessonProgress.objects.filter(enrolment__in=ids, finished_at__isnull=False)
    for enrolment, key in finished.values_list("enrolment_id", "key"):
        known.read[enrolment].add(key)
    results = ItemResult.objects.filter(enrolment__in=ids).values("enrolment_id", "item_key")
    for row in results.annotate(top=Max("percent")):
        known.best[row["enrolment_id"]][row["item_key"]] = row["top"]
    places = VersionLesson.objects.filter(version__in={each.version_id for each in enrolments})
    for version, key in places.values_list("version_id", "lesson__key"):
        known.held[version].add(key)
    return known


def carried(read: Iterable[UUID], target: Target, since: int) -> set[UUID]:
    """The lessons of the target that count as read."""
    return {place for place in (target.place(key, since) for key in read) if place}


def meets(rule: Mapping[str, Any], target: Target, read: set[UUID], best: Mapping[str, Decimal]) -> bool:
    """Whether the completion rule of a class would be met on the target; as `completing.evidence_of` decides it."""
    if rule.get("lessons") == "all" and not (target.keys and read >= set(target.keys)):
        return False
    if rule.get("quiz") is None:
        return True
    asked = Decimal(rule["quiz"])
    return bool(target.quizzes) and all(best.get(key, Decimal(-1)) >= asked for key in target.quizzes)


def prospects(enrolments: Sequence[Enrolment], target: Target) -> list[Prospect]:
    """What becomes of each of these learners; in three queries, however many they are."""
    known, made = _known(enrolments), []
    for each in enrolments:
        held, best = known.held[each.version_id], known.best[each.pk]
        read = carried(known.read[each.pk], target, each.version.number)
        kept = len(set(best) & target.quizzes)
        made.append(
            Prospect(
                enrolment=each,
                read=len(known.read[each.pk] & held),
                of=len(held),
                read_after=len(read),
                of_after=len(target.keys),
                kept=kept,
                dropped=len(best) - kept,
                completes=meets(each.run.rule, target, read, best),
            )
        )
    return made


def under_way(course_id: int) -> "QuerySet[Enrolment]":
    """Everybody who is learning this course, on whichever version, by class; who completed or left is not."""
    learning = Enrolment.objects.filter(run__course=course_id, state=EnrolmentState.ENROLLED)
    related = learning.select_related("person", "run", "version").defer("version__source", "version__folded")
    return related.order_by("run__code", "person__sort_key", "pk")


def movable(course_id: int, number: int) -> "QuerySet[Enrolment]":
    """Those under way whom a version of this number could take: on an earlier one, in a class that is not fixed."""
    earlier = under_way(course_id).filter(version__number__lt=number)
    return earlier.exclude(run__version_policy=VersionPolicy.FIXED)


def staying_fixed(course_id: int) -> list[dict[str, Any]]:
    """The classes that keep their version, with how many are learning there: {run__code, version__number, learners}."""
    fixed = under_way(course_id).filter(run__version_policy=VersionPolicy.FIXED)
    counted = fixed.order_by("run__code").values("run__code", "run__version__number")
    return [dict(row) for row in counted.annotate(learners=Count("pk"))]
