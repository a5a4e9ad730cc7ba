"""Looking at one person's learning: where it stops, what is missing, what is due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalog.models import LessonItem, VersionLesson
from courses.catalog.states import ItemKind
from courses.learning import queries as learning
from courses.learning.models import Enrolment, ItemResult, LessonProgress
from courses.learning.states import EnrolmentState
from courses.quizzes import queries as quizzes
from courses.quizzes.models import Attempt
from courses.quizzes.states import AttemptState
from lms.kernel import clock
from lms.kernel.languages import said, titled
from lms.kernel.templatetags.viet import so
from lms.nominations.models import Nomination
from lms.nominations.words import standing
from lms.people.models import Person


def _number(rows: QuerySet[Any], by: str, what: str = "pk") -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def enrolments_with_progress(person: Person) -> list[Enrolment]:
    """All enrolments, the one used last first, each with `of`, `read` and `quizzes`: numbers, in the one query."""
    places = VersionLesson.objects.filter(version=OuterRef("version"))
    read = LessonProgress.objects.filter(enrolment=OuterRef("pk"), finished_at__isnull=False)
    # what was read of another version counts only where its lesson still stands in this one
    here = VersionLesson.objects.filter(version=OuterRef("enrolment__version"))
    read = read.filter(key__in=here.values("lesson__key"))
    items = LessonItem.objects.filter(lesson__places__version=OuterRef("version"), kind=ItemKind.QUIZ)
    rows = learning.enrolments_of(person).defer("version__source", "version__folded")
    return list(
        rows.annotate(
            of=_number(places, "version"),
            read=_number(read, "enrolment", "key"),
            quizzes=_number(items, "lesson__places__version", "key"),
        )
    )


@dataclass(frozen=True)
class ClassLine:
    """A class on the page: the enrolment, what is missing in words, and the day it begins where that is to come."""

    enrolment: Enrolment
    missing: str
    begins: date | None


def class_lines(enrolments: Sequence[Enrolment]) -> list[ClassLine]:
    """What each class still asks for, in one query for all of them."""
    current = [each.pk for each in enrolments if each.state == EnrolmentState.ENROLLED]
    tops: dict[int, dict[str, Decimal]] = defaultdict(dict)
    if current:
        best = ItemResult.objects.filter(enrolment__in=current).values("enrolment", "item_key")
        for row in best.annotate(top=Max("percent")).order_by():
            tops[row["enrolment"]][row["item_key"]] = row["top"]
    today = clock.today()
    return [
        ClassLine(each, _missing(each, tops[each.pk]), each.run.starts_on if _to_come(each, today) else None)
        for each in enrolments
    ]


def _to_come(enrolment: Enrolment, today: date) -> bool:
    return enrolment.run.starts_on is not None and enrolment.run.starts_on > today


def _missing(enrolment: Any, tops: dict[str, Decimal]) -> str:
    """In words: lessons to read and quizzes to pass; "" where the class asks for nothing more."""
    if enrolment.state != EnrolmentState.ENROLLED:
        return ""
    rule, parts = enrolment.run.rule, []
    lessons = enrolment.of - enrolment.read if rule.get("lessons") == "all" else 0
    if lessons > 0:
        parts.append(ngettext("{n} lesson", "{n} lessons", lessons).format(n=so(lessons)))
    if rule.get("quiz") is not None:
        passed = sum(top >= Decimal(rule["quiz"]) for top in tops.values())
        left = max(0, enrolment.quizzes - passed)
        if left == 1:
            parts.append(_("the quiz"))
        elif left:
            parts.append(ngettext("{n} quiz", "{n} quizzes", left).format(n=so(left)))
    return ", ".join(parts)


@dataclass(frozen=True)
class Due:
    """Something with a day: what, where it opens, and at which hour where it has one."""

    day: date
    title: str
    text: str
    href: str
    at: datetime | None = None

    @property
    def days(self) -> int:
        return (self.day - clock.today()).days


def under_way(person: Person) -> list[Attempt]:
    """Attempts that are begun and not handed in, the one that closes first in front."""
    held = list(quizzes.attempts_of(person).filter(state=AttemptState.OPEN))
    return sorted(held, key=lambda each: (each.closes_at is None, each.closes_at or each.started_at))


def due(lines: Iterable[ClassLine], attempts: Iterable[Attempt], files: Iterable[Nomination]) -> list[Due]:
    """What is due and when, the nearest first: attempts that close, classes that begin, nominations that wait."""
    found = [
        Due(
            clock.local(each.closes_at).date(),
            said(each.quiz.title, "vi"),
            _("Begun and not handed in; what you answered is saved."),
            reverse("take", args=[each.pk]),
            each.closes_at,
        )
        for each in attempts
        if each.closes_at
    ]
    found += [
        Due(line.begins, titled(line.enrolment.version), _("The class begins."), _run(line.enrolment))
        for line in lines
        if line.begins and line.enrolment.state == EnrolmentState.ENROLLED
    ]
    for file in files:
        where = standing(file)
        if where.yours and file.due_on:
            found.append(Due(file.due_on, titled(file.programme), where.text, reverse("nomination", args=[file.pk])))
    return sorted(found, key=lambda each: (each.day, each.title))


def _run(enrolment: Enrolment) -> str:
    return reverse("run", args=[enrolment.run.code])


def hours_in(year: int, enrolments: Iterable[Enrolment]) -> Decimal:
    """The hours of the courses completed in this year."""
    done = [each for each in enrolments if each.state == EnrolmentState.COMPLETED]
    return sum(
        (each.version.hours for each in done if clock.local(each.completion.at).year == year), start=Decimal(0)
    ).normalize()
