"""Looking at learning from a version of a course: who is on it, in which classes, who came to it from another."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from courses.learning.models import Enrolment, VersionMove, VersionOffer
from courses.learning.states import EnrolmentState


def learners_by_version(course_id: int) -> dict[tuple[int, str], int]:
    """{(version, state of the enrolment): how many} of one course."""
    rows = Enrolment.objects.filter(version__course=course_id).values("version_id", "state").annotate(n=Count("pk"))
    return {(row["version_id"], row["state"]): row["n"] for row in rows.order_by()}


@dataclass(frozen=True)
class ClassOn:
    """How many of a class are on one version."""

    code: str
    learning: int
    completed: int
    withdrawn: int


def classes_on(version_id: int) -> list[ClassOn]:
    """The classes that somebody learns or learnt in on this version, by code; in one query."""
    counted = {state.value: Count("pk", filter=Q(state=state)) for state in EnrolmentState}
    held: Any = Enrolment.objects.filter(version=version_id).values("run__code")
    rows = held.annotate(**counted).order_by("run__code")
    return [ClassOn(row["run__code"], row["enrolled"], row["completed"], row["withdrawn"]) for row in rows]


def learners_on(version_id: int) -> QuerySet[Enrolment]:
    """Who learns or learnt on this version, in Vietnamese order, with class and how many lessons were `read`."""
    read = Count("progress", filter=Q(progress__finished_at__isnull=False))
    held = Enrolment.objects.filter(version=version_id).select_related("person", "run").annotate(read=read)
    return held.order_by("person__sort_key", "pk")


@dataclass(frozen=True)
class Became:
    """What became of those who learnt on earlier versions when this one came."""

    moved: int
    offered: int
    taken: int
    stayed: int

    @property
    def waiting(self) -> int:
        """Offers that nobody answered yet."""
        return self.offered - self.taken - self.stayed


def became_of(version_id: int) -> Became:
    """In two queries."""
    moved = VersionMove.objects.filter(after=version_id).count()
    offers = VersionOffer.objects.filter(version=version_id)
    counted = offers.aggregate(
        offered=Count("pk"), accepted=Count("pk", filter=Q(taken=True)), refused=Count("pk", filter=Q(taken=False))
    )
    return Became(moved, counted["offered"], counted["accepted"], counted["refused"])
