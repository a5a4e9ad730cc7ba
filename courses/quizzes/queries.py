"""Looking at quizzes and attempts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from courses.quizzes.kinds import KINDS
from courses.quizzes.models import Answer, Attempt, Quiz, QuizVersion
from courses.quizzes.states import AttemptState
from lms.people.models import Person
from lms.people.queries import same_person


def attempts_of(person: Person) -> QuerySet[Attempt]:
    """The person's attempts, the newest first."""
    mine = Attempt.objects.filter(enrolment__person__in=same_person(person))
    related = mine.select_related("quiz__quiz", "enrolment__run__course", "enrolment__person")
    return related.order_by("-started_at", "-pk")


def attempts_in(person: Person, run_code: str, quiz_key: str) -> list[Attempt]:
    """The person's attempts at one quiz of one class, the newest first."""
    return list(attempts_of(person).filter(enrolment__run__code=run_code, quiz__quiz__key=quiz_key))


def answers_of(attempt: Attempt) -> list[Answer]:
    """The attempt's answers in order, with their questions."""
    return list(attempt.answers.select_related("question").order_by("position"))


@dataclass(frozen=True)
class Reviewed:
    """One answer as the result page tells it; `right` only once the attempt passed."""

    answer: Answer
    given: str
    right: str


def review(attempt: Attempt) -> list[Reviewed]:
    """What was given, what it earned, and the feedback of each question."""
    lines = []
    for answer in answers_of(attempt):
        kind, data = KINDS[answer.question.kind], answer.question.data
        right = kind.words(data, kind.right(data)) if attempt.passed else ""
        lines.append(Reviewed(answer, kind.words(data, answer.response), right))
    return lines


def quizzes() -> QuerySet[Quiz]:
    """Every quiz, with its bank and branch, by title; for the authors' chooser."""
    return Quiz.objects.select_related("bank__branch").order_by("title")


def keys_of(branch_code: str) -> list[UUID]:
    """The keys of the quizzes of a branch."""
    return list(Quiz.objects.filter(bank__branch__code=branch_code).values_list("key", flat=True))


def quiz_by_key(key: UUID) -> Quiz | None:
    return Quiz.objects.select_related("bank__branch").filter(key=key).first()


def frozen(versions: Mapping[str, int]) -> dict[str, QuizVersion]:
    """{key: the frozen quiz} for {key: id of its version}, with the questions of their pools."""
    found = QuizVersion.objects.prefetch_related("pool").in_bulk(list(versions.values()))
    return {key: found[pk] for key, pk in versions.items() if pk in found}


def being_sat(enrolment_ids: Collection[int]) -> dict[int, set[str]]:
    """{enrolment: the keys of the quizzes in which it has an open attempt}."""
    opened = Attempt.objects.filter(enrolment__in=enrolment_ids, state=AttemptState.OPEN)
    found: dict[int, set[str]] = {}
    for enrolment, key in opened.values_list("enrolment_id", "quiz__quiz__key"):
        found.setdefault(enrolment, set()).add(str(key))
    return found
