"""Kinds of question, freezing, answers that are never lost, marking."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.learning import actions as learning
from courses.quizzes import actions, queries, writing
from courses.quizzes.importing import from_yaml
from courses.quizzes.kinds import KINDS, Unreadable
from courses.quizzes.kinds.numeric import number
from courses.quizzes.models import Answer, AnswerEvent, Attempt
from courses.quizzes.states import AttemptState
from courses.tasks import submit_overdue
from lms.demo.data import content
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Unknown, WrongState
from tests.conftest import race
from tests.factories import a_course, a_person, a_quiz, a_run

QUESTIONS = [from_yaml(row) for row in content("quiz_questions")["questions"]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("68,4", "68.4"),
        ("68.4", "68.4"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        (" − 3 ", "-3"),
        ("83%", "83"),
        ("1 000", "1000"),
        (",5", "0.5"),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed, meant):
    assert number(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "năm", "1.2.3", "1,2,3.4", "--1", "1e5", "1.23,4,5", "٣"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Unreadable):
        number(typed)


@pytest.mark.parametrize("draft", QUESTIONS, ids=lambda draft: draft.code)
def test_the_right_answer_earns_everything_and_is_not_shown(draft):
    kind = KINDS[draft.kind]
    kind.check(draft.data)

    shown = kind.show(draft.data, Random(1))

    assert kind.mark(draft.data, kind.right(draft.data)) == 1
    assert kind.mark(draft.data, None) == 0
    assert "right" not in str(shown)
    assert "answer" not in shown


@given(st.sampled_from(QUESTIONS), st.recursive(st.none() | st.text(max_size=6), st.lists, max_leaves=6))
def test_any_response_is_marked_between_nothing_and_everything(draft, response):
    assert 0 <= KINDS[draft.kind].mark(draft.data, response) <= 1


@pytest.fixture
def sitting(db):
    person = a_person()
    run = a_run(a_course(quiz=a_quiz()))
    enrolment = learning.enrol(run.pk, by=person)
    key = str(Quiz_key())
    return person, enrolment, key


def Quiz_key():
    from courses.quizzes.models import Quiz

    return Quiz.objects.get().key


def test_starting_twice_finds_the_same_attempt(sitting):
    person, enrolment, key = sitting

    assert actions.start(enrolment.pk, key, by=person) == actions.start(enrolment.pk, key, by=person)


def test_freezing_the_same_quiz_makes_no_version(db):
    version = a_quiz()

    assert writing.freeze(version.quiz_id, by=SYSTEM) == version


def test_somebody_elses_attempt_is_unknown(sitting):
    person, enrolment, key = sitting
    attempt = actions.start(enrolment.pk, key, by=person)

    with pytest.raises(Unknown):
        actions.save_answer(attempt.pk, 1, ["a"], 1, by=a_person())
    with pytest.raises(Unknown):
        actions.submit(attempt.pk, by=a_person())

    assert AnswerEvent.objects.count() == 0


def test_a_late_autosave_never_wins(sitting):
    person, enrolment, key = sitting
    attempt = actions.start(enrolment.pk, key, by=person)

    actions.save_answer(attempt.pk, 1, ["b"], 2, by=person)
    actions.save_answer(attempt.pk, 1, ["a"], 1, by=person)

    assert Answer.objects.get(attempt=attempt, position=1).response == ["b"]
    assert AnswerEvent.objects.count() == 2


def test_one_step_with_two_answers_is_stale(sitting):
    person, enrolment, key = sitting
    attempt = actions.start(enrolment.pk, key, by=person)
    actions.save_answer(attempt.pk, 1, ["b"], 1, by=person)
    actions.save_answer(attempt.pk, 1, ["b"], 1, by=person)

    with pytest.raises(actions.Stale) as refused:
        actions.save_answer(attempt.pk, 1, ["a"], 1, by=person)

    assert refused.value.step == 1
    assert AnswerEvent.objects.count() == 1


def test_after_submission_nothing_is_saved(sitting):
    person, enrolment, key = sitting
    attempt = actions.start(enrolment.pk, key, by=person)
    actions.submit(attempt.pk, by=person)

    with pytest.raises(WrongState):
        actions.save_answer(attempt.pk, 1, ["a"], 1, by=person)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.percent, attempt.passed) == (AttemptState.SUBMITTED, 0, False)
    assert attempt.digest == actions.digest_of(attempt)


def test_right_answers_are_told_only_after_passing(sitting):
    person, enrolment, key = sitting
    attempt = actions.start(enrolment.pk, key, by=person)
    attempt = actions.submit(attempt.pk, by=person)

    assert {line.right for line in queries.review(attempt)} == {""}


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_whatever_the_order_the_highest_step_wins(data):
    """Pure: the same comparison that `save_answer` makes, over any arrival order."""
    sent = [(step, data.draw(st.sampled_from("abcd"))) for step in range(1, 8)]
    arrived = data.draw(st.permutations(sent))

    kept: tuple[int, str] = (0, "")
    for step, response in arrived:
        kept = (step, response) if step > kept[0] else kept

    assert kept == sent[-1]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_tabs_start_one_attempt():
    person = a_person()
    enrolment = learning.enrol(a_run(a_course(quiz=a_quiz())).pk, by=person)
    key = str(Quiz_key())

    race(*(lambda: actions.start(enrolment.pk, key, by=person) for _ in range(4)))

    assert Attempt.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_saves_and_a_submit_at_once_lose_no_acknowledged_answer():
    person = a_person()
    enrolment = learning.enrol(a_run(a_course(quiz=a_quiz())).pk, by=person)
    attempt = actions.start(enrolment.pk, str(Quiz_key()), by=person)

    saves = [lambda s=s: actions.save_answer(attempt.pk, 1, ["a"], s, by=person) for s in range(1, 5)]
    results = race(*saves, lambda: actions.submit(attempt.pk, by=person))

    acknowledged = sum(isinstance(result, Answer) for result in results)
    attempt.refresh_from_db()
    assert AnswerEvent.objects.count() == acknowledged
    assert attempt.digest == actions.digest_of(attempt)


@pytest.mark.django_db
def test_what_is_left_open_past_its_time_is_handed_in_by_itself():
    person = a_person()
    enrolment = learning.enrol(a_run(a_course(quiz=a_quiz(minutes=10))).pk, by=person)
    attempt = actions.start(enrolment.pk, str(Quiz_key()), by=person)
    actions.save_answer(attempt.pk, 1, ["a"], 1, by=person)

    assert submit_overdue() == 0
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        assert (submit_overdue(), submit_overdue()) == (1, 0)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == ("submitted", 1)
