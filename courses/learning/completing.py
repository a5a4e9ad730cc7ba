"""The completion rule of a class, asked of the pinned version: what is required, what is there, what is missing.

The rule is {"lessons": "all" | None, "quiz": percent | None, "attendance": None}; attendance comes with taught classes.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from courses.catalog.models import LessonItem, VersionLesson
from courses.catalog.states import ItemKind
from courses.learning.models import Enrolment, ItemResult, LessonProgress
from lms.kernel.errors import BadInput


@dataclass(frozen=True)
class Met:
    """What met the rule: `evidence` as `Completion` stores it, and the mean of the best quiz results in percent."""

    evidence: dict[str, Any]
    percent: Decimal | None


def check_rule(rule: dict[str, Any]) -> None:
    """Refuse a rule that nobody could meet or that asks for nothing."""
    quiz = rule.get("quiz")
    known = set(rule) <= {"lessons", "quiz", "attendance"} and rule.get("lessons") in ("all", None)
    if not known or rule.get("attendance") is not None or not (rule.get("lessons") or quiz):
        raise BadInput(_("This completion rule cannot be met."))
    if quiz is not None and not 1 <= int(quiz) <= 100:
        raise BadInput(_("A result is between 0 and 100 percent."))


def evidence_of(enrolment: Enrolment) -> Met | None:
    """What meets the rule, or None while something is missing."""
    rule = enrolment.run.rule
    evidence: dict[str, Any] = {}
    if rule.get("lessons") == "all":
        lessons = _lessons(enrolment)
        if lessons is None:
            return None
        evidence["lessons"] = lessons
    percent = None
    if rule.get("quiz") is not None:
        results = _results(enrolment, Decimal(rule["quiz"]))
        if results is None:
            return None
        evidence["results"] = [result.pk for result in results]
        percent = Decimal(sum(result.percent for result in results) / len(results)).quantize(Decimal("0.01"))
    return Met(evidence, percent)


def _lessons(enrolment: Enrolment) -> list[dict[str, Any]] | None:
    """Every lesson of the pinned version by key, with the words that were read and when; None while one is unread."""
    finished = {
        line.key: line for line in LessonProgress.objects.filter(enrolment=enrolment, finished_at__isnull=False)
    }
    keys = VersionLesson.objects.filter(version=enrolment.version_id).order_by("position")
    read = [finished.get(key) for key in keys.values_list("lesson__key", flat=True)]
    if not read or None in read:
        return None
    return [
        {"key": str(line.key), "lesson": line.lesson_id, "at": line.finished_at.isoformat()}
        for line in read
        if line and line.finished_at
    ]


def _results(enrolment: Enrolment, percent: Decimal) -> list[ItemResult] | None:
    """The best result of each quiz in the pinned version; None while one is below `percent` or missing."""
    held = LessonItem.objects.filter(lesson__places__version=enrolment.version_id, kind=ItemKind.QUIZ)
    wanted = set(held.values_list("key", flat=True))
    if not wanted:
        return None
    best = (
        ItemResult.objects.filter(enrolment=enrolment, item_key__in=wanted)
        .values("item_key")
        .annotate(top=Max("percent"))
    )
    tops = {row["item_key"]: row["top"] for row in best}
    if set(tops) != wanted or any(top < percent for top in tops.values()):
        return None
    rows = ItemResult.objects.filter(enrolment=enrolment, item_key__in=wanted).order_by("item_key", "-percent", "pk")
    first: dict[str, ItemResult] = {}
    for row in rows:
        first.setdefault(row.item_key, row)
    return list(first.values())
