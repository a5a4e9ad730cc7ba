"""Authors' actions: banks, questions, quizzes, and freezing a quiz for a release."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from courses.catalog.models import Branch
from courses.quizzes.importing import QuestionDraft
from courses.quizzes.kinds import KINDS
from courses.quizzes.models import Bank, Question, QuestionVersion, Quiz, QuizQuestion, QuizVersion
from courses.quizzes.rules import may_write_questions
from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, require


def is_uuid(text: str) -> bool:
    """Whether it can be a key."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@transaction.atomic
def open_bank(branch_id: int, code: str, name: str, *, by: Actor) -> Bank:
    """A branch's bank of questions. Opening it again changes nothing."""
    branch = Branch.objects.get(pk=branch_id)
    require(may_write_questions(by, branch))
    bank, created = Bank.objects.get_or_create(code=code, defaults={"branch": branch, "name": name})
    if created:
        audit.record("open_bank", bank, by=by)
    return bank


@transaction.atomic
def write_question(bank_id: int, draft: QuestionDraft, *, by: Actor) -> QuestionVersion:
    """The newest version of the question with this code; a new one only where the words differ."""
    bank = Bank.objects.select_for_update(of=("self",)).select_related("branch").get(pk=bank_id)
    require(may_write_questions(by, bank.branch))
    KINDS[draft.kind].check(draft.data)
    question, _created = Question.objects.get_or_create(code=draft.code, defaults={"bank": bank, "topic": draft.topic})
    if question.bank_id != bank.pk:
        raise BadInput(_("The code %(code)s belongs to another bank.") % {"code": draft.code})
    digest = audit.digest([draft.kind, draft.stem, draft.data, draft.feedback])
    last = question.versions.order_by("-number").first()
    if last and last.digest == digest:
        return last
    version = QuestionVersion.objects.create(
        question=question,
        number=last.number + 1 if last else 1,
        kind=draft.kind,
        stem=draft.stem,
        data=draft.data,
        feedback=draft.feedback,
        digest=digest,
    )
    audit.record("write", version, by=by)
    return version


@transaction.atomic
def write_quiz(bank_id: int, code: str, title: str, spec: dict[str, Any], *, by: Actor, **rules: Any) -> Quiz:
    """The quiz with this code. `spec`: {"topics": […], "count": n}; `rules`: pass_percent, minutes, attempts."""
    bank = Bank.objects.select_for_update(of=("self",)).select_related("branch").get(pk=bank_id)
    require(may_write_questions(by, bank.branch))
    quiz, created = Quiz.objects.update_or_create(
        code=code, defaults={"title": title, "spec": spec, **rules}, create_defaults={
            "bank": bank, "title": title, "spec": spec, **rules
        }
    )  # fmt: skip
    if created:
        audit.record("write_quiz", quiz, by=by)
    return quiz


def _pool(quiz: Quiz) -> list[QuestionVersion]:
    """The newest version of every question in use of the quiz's topics, by code."""
    newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number").values("pk")[:1]
    questions = Question.objects.filter(bank=quiz.bank, topic__in=quiz.spec["topics"], retired_at=None)
    ids = questions.annotate(newest=Subquery(newest)).order_by("code").values_list("newest", flat=True)
    versions = QuestionVersion.objects.select_related("question").in_bulk([pk for pk in ids if pk])
    return [versions[pk] for pk in ids if pk]


@dataclass(frozen=True)
class Prospect:
    """A quiz as `freeze` would write it now."""

    quiz: Quiz
    pool: list[QuestionVersion]

    @property
    def draw(self) -> int:
        return int(self.quiz.spec["count"])

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of its version."""
        quiz = self.quiz
        facts = {"title": quiz.title, "draw": self.draw, "pass_percent": quiz.pass_percent}
        return {**facts, "minutes": quiz.minutes, "attempts": quiz.attempts}

    @property
    def digest(self) -> str:
        versions = [version.digest for version in self.pool]
        return audit.digest([self.facts, versions, [version.pk for version in self.pool]])

    def unfair(self) -> list[str]:
        """The codes of questions nobody can answer in full."""
        full = [(each, KINDS[each.kind], each.data) for each in self.pool]
        return [each.question.code for each, kind, data in full if kind.mark(data, kind.right(data)) < 1]


def prospects(keys: Collection[str]) -> dict[str, Prospect]:
    """{key: what freezing it now would write}, for those of these quizzes that exist. Writes nothing."""
    wanted = [key for key in keys if is_uuid(key)]
    quizzes = Quiz.objects.filter(key__in=wanted).select_related("bank__branch")
    return {str(quiz.key): Prospect(quiz, _pool(quiz)) for quiz in quizzes}


@transaction.atomic
def freeze(quiz_id: int, *, by: Actor) -> QuizVersion:
    """The quiz as it stands now, written once; the same quiz frozen twice is one version."""
    quiz = Quiz.objects.select_for_update(of=("self",)).select_related("bank__branch").get(pk=quiz_id)
    require(may_write_questions(by, quiz.bank.branch))
    now = Prospect(quiz, _pool(quiz))
    if not 1 <= now.draw <= len(now.pool):
        raise BadInput(
            _("The quiz draws %(draw)s questions, but its bank has %(pool)s.")
            % {"draw": now.draw, "pool": len(now.pool)}
        )
    last = quiz.versions.order_by("-number").first()
    if last and last.digest == now.digest:
        return last
    number = last.number + 1 if last else 1
    frozen = QuizVersion.objects.create(quiz=quiz, number=number, digest=now.digest, **now.facts)
    QuizQuestion.objects.bulk_create(
        QuizQuestion(version=frozen, question=version, position=place)
        for place, version in enumerate(now.pool, start=1)
    )
    audit.record("freeze", frozen, by=by)
    return frozen
