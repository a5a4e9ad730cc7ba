"""Sitting a quiz: start, save an answer, submit. An acknowledged answer is in the database, every one of them."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.catalog.models import LessonItem
from courses.catalog.states import ItemKind
from courses.learning import actions as learning
from courses.learning.models import Enrolment
from courses.learning.rules import is_enrolled_person
from courses.learning.states import EnrolmentState
from courses.quizzes.kinds import KINDS
from courses.quizzes.models import Answer, AnswerEvent, Attempt, QuizQuestion, QuizVersion
from courses.quizzes.rules import is_sitting
from courses.quizzes.states import AttemptState
from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import Unknown, WrongState, require
from lms.people.models import Person

GRACE = timedelta(seconds=20)  # a save sent in time but received late on a bad line still counts


class Stale(WrongState):
    """Another answer holds this step already: the browser resends with a higher one. `step` is the highest known."""

    def __init__(self, step: int) -> None:
        super().__init__(_("This answer was changed in another window. The newest one is kept."))
        self.step = step


def pinned_version(enrolment: Enrolment, quiz_key: str) -> QuizVersion:
    """The quiz version that the learner's course version names. Raises Unknown."""
    held = LessonItem.objects.filter(lesson__places__version=enrolment.version_id, kind=ItemKind.QUIZ, key=quiz_key)
    item = held.first()
    if item is None:
        raise Unknown
    return QuizVersion.objects.select_related("quiz").get(pk=int(item.version_key))


@transaction.atomic
def start(enrolment_id: int, quiz_key: str, *, by: Person) -> Attempt:
    """The open attempt of this learner, or a new one with its own draw and order. Two tabs find the same one."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "run")
    enrolment = rows.get(pk=enrolment_id)
    require(is_enrolled_person(by, enrolment))
    learning.require_begun(enrolment.run)
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise WrongState(_("You have withdrawn from this class. Come back to it to continue."))
    quiz = pinned_version(enrolment, quiz_key)
    # Of every version of the quiz: who was moved to a newer course version keeps an open attempt, and gets no new ones.
    made = Attempt.objects.filter(enrolment=enrolment, quiz__quiz=quiz.quiz_id)
    there = made.filter(state=AttemptState.OPEN).first()
    if there and not (there.closes_at and there.closes_at + GRACE < clock.now()):
        return there
    if there:
        submit(there.pk, by=SYSTEM)
    count = made.count()
    if quiz.attempts is not None and count >= quiz.attempts:
        raise WrongState(_("There is no attempt left for this quiz."))
    return _new_attempt(enrolment, quiz, count + 1)


def _new_attempt(enrolment: Enrolment, quiz: QuizVersion, number: int) -> Attempt:
    now = clock.now()
    pool = list(QuizQuestion.objects.filter(version=quiz).select_related("question").order_by("position"))
    chance = random.Random(f"{enrolment.pk}:{quiz.pk}:{number}")  # noqa: S311 - a draw, not a secret; repeatable for the record
    drawn = chance.sample(pool, quiz.draw)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        number=number,
        started_at=now,
        closes_at=now + timedelta(minutes=quiz.minutes) if quiz.minutes else None,
        of_points=sum(each.points for each in drawn),
    )
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            position=place,
            question=each.question,
            points=each.points,
            shown=KINDS[each.question.kind].show(each.question.data, chance),
        )
        for place, each in enumerate(drawn, start=1)
    )
    audit.record("start", attempt, by=enrolment.person)
    return attempt


def _require_open(attempt: Attempt, now: datetime) -> None:
    if attempt.state != AttemptState.OPEN:
        raise WrongState(_("This attempt has been submitted."))
    if attempt.closes_at and attempt.closes_at + GRACE < now:
        raise WrongState(_("The time for this attempt is over. What was saved counts."))


def save_answer(attempt_id: int, position: int, response: Any, step: int, *, by: Actor) -> Answer:
    """Keep one answer. The highest step wins, whenever it arrives; every one of them is kept as an event.

    `response` is what the kind's `read` made of it. The same step with the same response changes nothing; with
    another response it is refused as Stale.
    """
    return _save(attempt_id, position, lambda _answer: response, step, by)


def save_sent(attempt_id: int, position: int, values: list[str], step: int, *, by: Actor) -> Answer:
    """Keep one answer as a form or script sent it: `save_answer` for what the question's kind reads in `values`.

    Raises Unreadable besides.
    """
    return _save(attempt_id, position, lambda a: KINDS[a.question.kind].read(a.shown, values), step, by)


@transaction.atomic
def _save(attempt_id: int, position: int, read: Callable[[Answer], Any], step: int, by: Actor) -> Answer:
    """The attempt is locked, so that no submit and no other save slips between."""
    attempts = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment__person")
    attempt = attempts.filter(pk=attempt_id).first()
    if attempt is None or not is_sitting(by, attempt):
        raise Unknown
    now = clock.now()
    _require_open(attempt, now)
    asked = attempt.answers.select_related("question").defer("question__stem", "question__feedback")
    answer = asked.filter(position=position).order_by().first()
    if answer is None:
        raise Unknown
    response = read(answer)
    known = AnswerEvent.objects.filter(answer=answer, step=step).first() if step <= answer.step else None
    if known and known.response != response:
        raise Stale(answer.step)
    if known:
        return answer
    AnswerEvent.objects.create(answer=answer, step=step, response=response, at=now)
    if step > answer.step:
        Answer.objects.filter(pk=answer.pk).update(response=response, step=step, saved_at=now)
        answer.response, answer.step, answer.saved_at = response, step, now
    return answer


@transaction.atomic
def submit(attempt_id: int, *, by: Actor) -> Attempt:
    """Mark the attempt and record its result. Submitting again changes nothing.

    percent = points earned / points possible × 100, rounded half up to two places.
    """
    # Enrolment before attempt, as `start` does: the other order would let the two wait for each other.
    list(Enrolment.objects.select_for_update(of=("self",)).filter(attempts=attempt_id))
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment__person", "quiz__quiz")
    attempt = rows.get(pk=attempt_id)
    if not is_sitting(by, attempt):
        raise Unknown
    if attempt.state == AttemptState.SUBMITTED:
        return attempt
    earned = Decimal(0)
    for answer in attempt.answers.select_related("question"):
        fraction = KINDS[answer.question.kind].mark(answer.question.data, answer.response)
        Answer.objects.filter(pk=answer.pk).update(fraction=fraction)
        earned += fraction * answer.points
    attempt.state, attempt.submitted_at = AttemptState.SUBMITTED, clock.now()
    attempt.points = earned.quantize(Decimal("0.01"), ROUND_HALF_UP)
    attempt.percent = (100 * earned / attempt.of_points).quantize(Decimal("0.01"), ROUND_HALF_UP)
    attempt.passed = attempt.percent >= attempt.quiz.pass_percent
    attempt.digest = digest_of(attempt)
    attempt.save()
    audit.record("submit", attempt, by=by, fields=("state", "percent", "passed", "digest"))
    learning.record_result(
        attempt.enrolment_id,
        str(attempt.quiz.quiz.key),
        percent=attempt.percent,
        passed=attempt.passed,
        evidence=f"attempt:{attempt.pk}",
        by=by,
    )
    return attempt


def digest_of(attempt: Attempt) -> str:
    """Binds every answer event of the attempt, with what was asked and how it was shown."""
    answers = attempt.answers.order_by("position").values_list(
        "position", "question__digest", "shown", "response", "step"
    )
    events = AnswerEvent.objects.filter(answer__attempt=attempt).order_by("answer__position", "step")
    given = [
        [p, s, r, at.isoformat()] for p, s, r, at in events.values_list("answer__position", "step", "response", "at")
    ]
    return audit.digest([list(answers), given])


def submit_overdue() -> int:
    """Submit what was left open past its time. Returns how many; for the sweep."""
    late = Attempt.objects.filter(Q(closes_at__lt=clock.now() - GRACE), state=AttemptState.OPEN)
    ids = list(late.values_list("pk", flat=True)[:500])
    for pk in ids:
        submit(pk, by=SYSTEM)
    return len(ids)
