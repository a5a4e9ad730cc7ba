"""The chain behind an enrolment, from the certificate down to the version, each link beside the record."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from certificates.models import Certificate
from courses.learning.models import Completion, Enrolment, ItemResult, LessonProgress
from courses.quizzes import queries as quizzes
from courses.quizzes.actions import digest_of
from courses.quizzes.models import Attempt
from lms.desks.auditor.queries import Check, check_rows


@dataclass(frozen=True)
class Link:
    """A stored fact and how it compares with the record."""

    row: Any
    check: Check

    @property
    def kind(self) -> str:
        return str(self.row._meta.label_lower)


@dataclass(frozen=True)
class Chain:
    """Everything behind one enrolment. `certificate` and `completion` are None where it has not come to that."""

    certificate: Link | None
    drawing: Link | None
    completion: Link | None
    results: list[Link]
    attempts: list[Link]
    lessons: list[LessonProgress]
    enrolment: Link
    version: Link
    run: Link

    @property
    def sound(self) -> bool:
        held = (self.certificate, self.drawing, self.completion, self.enrolment, self.version, self.run)
        every = [link for link in held if link] + self.results + self.attempts
        return all(link.check.state == "same" for link in every)


def chain_of(enrolment_id: int) -> Chain | None:
    """In the same number of queries however much was read, answered and recorded."""
    rows = Enrolment.objects.select_related("person", "run__course", "version__course")
    enrolment = rows.filter(pk=enrolment_id).first()
    if enrolment is None:
        return None
    completion = Completion.objects.filter(enrolment=enrolment).first()
    certificates = Certificate.objects.select_related("drawing", "person")
    certificate = certificates.filter(completion=completion).first() if completion else None
    drawing = getattr(certificate, "drawing", None) if certificate else None
    results = list(ItemResult.objects.filter(enrolment=enrolment).order_by("pk"))
    attempts = list(Attempt.objects.filter(enrolment=enrolment).select_related("quiz").order_by("started_at", "pk"))
    lessons = LessonProgress.objects.filter(enrolment=enrolment).select_related("lesson").defer("lesson__source")
    single = (certificate, drawing, completion, enrolment, enrolment.version, enrolment.run)
    every: list[models.Model] = [row for row in single if row]
    found = check_rows([*every, *results, *attempts])

    def link(row: Any) -> Link:
        return Link(row, found[(row._meta.label_lower, str(row.pk))])

    return Chain(
        certificate=link(certificate) if certificate else None,
        drawing=link(drawing) if drawing else None,
        completion=link(completion) if completion else None,
        results=[link(row) for row in results],
        attempts=[link(row) for row in attempts],
        lessons=list(lessons.order_by("opened_at", "pk")),
        enrolment=link(enrolment),
        version=link(enrolment.version),
        run=link(enrolment.run),
    )


@dataclass(frozen=True)
class Sitting:
    """An attempt with every answer; `bound` says whether its digest still binds them, None before it was handed in."""

    link: Link
    lines: list[quizzes.Reviewed]
    bound: bool | None


def sitting(attempt_id: int) -> Sitting | None:
    """An attempt down to each answer given."""
    rows = Attempt.objects.select_related("quiz__quiz", "enrolment__person", "enrolment__run__course")
    attempt = rows.filter(pk=attempt_id).first()
    if attempt is None:
        return None
    check = check_rows([attempt])[(attempt._meta.label_lower, str(attempt.pk))]
    bound = attempt.digest == digest_of(attempt) if attempt.digest else None
    return Sitting(Link(attempt, check), quizzes.review(attempt), bound)
