"""Enrolment, reading and completion: the rule, the pinned version, who may what, and two at once."""

from uuid import UUID, uuid4

import pytest

from courses.learning import actions, queries
from courses.learning.models import Completion, Enrolment, EnrolmentMove
from courses.learning.states import EnrolmentState
from lms.kernel.errors import BadInput, NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from tests.conftest import race
from tests.factories import a_course, a_person, a_quiz, a_run, finished

pytestmark = pytest.mark.django_db


def test_enrolling_twice_changes_nothing():
    run, person = a_run(a_course(quiz=a_quiz())), a_person()

    first = actions.enrol(run.pk, by=person)
    entries = Entry.objects.count()
    second = actions.enrol(run.pk, by=person)

    assert first == second
    assert Entry.objects.count() == entries


def test_an_outline_is_not_open_for_enrolment():
    run = a_run(a_course(lessons=0))

    with pytest.raises(WrongState):
        actions.enrol(run.pk, by=a_person())


def test_a_full_class_refuses():
    run = a_run(a_course(), places=1, rule={"lessons": "all"})
    actions.enrol(run.pk, by=a_person())

    with pytest.raises(WrongState):
        actions.enrol(run.pk, by=a_person())

    assert Enrolment.objects.count() == 1


def test_lessons_and_quiz_complete_the_course_once():
    run = a_run(a_course(quiz=a_quiz()))

    enrolment = finished(run, a_person())

    assert enrolment.state == EnrolmentState.COMPLETED
    assert [each["lesson"] for each in enrolment.completion.evidence["lessons"]] == [
        line.lesson.pk for line in queries.outline(enrolment).lines
    ]
    assert [line.target for line in EnrolmentMove.objects.filter(subject=enrolment)] == ["enrolled", "completed"]


def test_a_failed_quiz_completes_nothing():
    run = a_run(a_course(quiz=a_quiz()))

    enrolment = finished(run, a_person(), wrong=1)

    assert enrolment.state == EnrolmentState.ENROLLED
    assert not Completion.objects.exists()


def test_a_new_release_leaves_the_learner_where_they_are():
    quiz = a_quiz()
    course = a_course(quiz=quiz)
    run, person = a_run(course), a_person()
    enrolment = actions.enrol(run.pk, by=person)

    a_course(lessons=3, quiz=quiz)
    late = actions.enrol(run.pk, by=a_person())

    enrolment.refresh_from_db()
    assert (enrolment.version.number, late.version.number) == (1, 2)
    assert (queries.outline(enrolment).of, queries.outline(late).of) == (2, 3)


def test_nobody_reads_for_somebody_else():
    enrolment = actions.enrol(a_run(a_course(quiz=a_quiz())).pk, by=a_person())

    with pytest.raises(NotAllowed):
        actions.finish_lesson(enrolment.pk, UUID(int=1), by=a_person())


def test_a_lesson_of_another_version_is_unknown():
    person = a_person()
    enrolment = actions.enrol(a_run(a_course(quiz=a_quiz())).pk, by=person)

    with pytest.raises(Unknown):
        actions.open_lesson(enrolment.pk, uuid4(), by=person)


def test_who_withdrew_comes_back_with_what_was_read():
    run, person = a_run(a_course(quiz=a_quiz())), a_person()
    enrolment = actions.enrol(run.pk, by=person)
    actions.finish_lesson(enrolment.pk, UUID(int=1), by=person)

    actions.withdraw(enrolment.pk, by=person)
    with pytest.raises(WrongState):
        actions.finish_lesson(enrolment.pk, UUID(int=2), by=person)
    again = actions.enrol(run.pk, by=person)

    assert again.pk == enrolment.pk
    assert queries.outline(again).done == 1


@pytest.mark.parametrize("rule", [{}, {"lessons": "some"}, {"quiz": 0}, {"quiz": 120}, {"attendance": 80}, {"more": 1}])
def test_a_rule_that_nobody_can_meet_is_refused(rule):
    with pytest.raises(BadInput):
        a_run(a_course(), rule=rule)


@pytest.mark.parametrize("lessons", [3, 300])
def test_an_outline_costs_the_same_for_any_number_of_lessons(lessons, django_assert_num_queries):
    enrolment = actions.enrol(a_run(a_course(lessons=lessons)).pk, by=a_person())

    with django_assert_num_queries(2):
        outline = queries.outline(enrolment)

    assert outline.of == lessons


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one():
    run = a_run(a_course(), places=1, rule={"lessons": "all"})
    people = [a_person() for _ in range(4)]

    race(*(lambda p=p: actions.enrol(run.pk, by=p) for p in people))

    assert Enrolment.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_last_lessons_at_once_complete_once():
    run, person = a_run(a_course(), rule={"lessons": "all"}), a_person()
    enrolment = actions.enrol(run.pk, by=person)

    race(*(lambda n=n: actions.finish_lesson(enrolment.pk, UUID(int=n), by=person) for n in (1, 2)))

    assert Completion.objects.count() == 1
