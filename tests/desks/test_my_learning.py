"""My learning: where I stopped, what is missing, what is due, what I hold, where my nominations stand."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from courses.learning import actions as learning
from courses.learning import queries as lessons
from courses.quizzes import actions as quizzes
from lms.desks import queries
from lms.kernel import clock
from lms.notices.actions import mark_all_read
from lms.people.models import Person
from tests.factories import a_course, a_nomination, a_quiz, a_run, a_user, finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> Person:
    person = a_user().person
    assert person is not None
    return person


def page_of(person: Person) -> str:
    client = Client()
    client.force_login(person.user)
    page = client.get(reverse("my_learning"))
    assert page.status_code == 200
    return page.content.decode()


def missing(person: Person) -> list[str]:
    return [line.missing for line in queries.class_lines(queries.enrolments_with_progress(person))]


def due(person: Person) -> list[Any]:
    from lms.nominations.queries import of_person

    lines = queries.class_lines(queries.enrolments_with_progress(person))
    return queries.due(lines, queries.under_way(person), of_person(person))


def test_an_empty_page_says_what_to_do_next(learner: Person) -> None:
    page = page_of(learner)

    assert f'href="{reverse("catalogue")}"' in page
    assert "data-row" not in page


def test_the_page_goes_on_with_the_lesson_where_one_stopped(learner: Person) -> None:
    enrolment = learning.enrol(a_run(a_course(lessons=3)).pk, by=learner)
    keys = [line.lesson.key for line in lessons.outline(enrolment).lines]
    learning.finish_lesson(enrolment.pk, keys[0], by=learner)
    learning.open_lesson(enrolment.pk, keys[1], by=learner)

    page = page_of(learner)

    assert f'href="{reverse("lesson", args=[enrolment.run.code, keys[1]])}"' in page
    assert f'href="{reverse("lesson", args=[enrolment.run.code, keys[2]])}"' not in page


def test_what_is_missing_is_counted_by_the_rule_of_the_class(learner: Person) -> None:
    course = a_course(lessons=3, quiz=a_quiz())
    enrolment = learning.enrol(a_run(course).pk, by=learner)
    before = missing(learner)
    for line in lessons.outline(enrolment).lines:
        learning.finish_lesson(enrolment.pk, line.lesson.key, by=learner)
    lessons_read = missing(learner)
    attempt = quizzes.start(enrolment.pk, lessons.quiz_keys(enrolment)[0], by=learner)
    quizzes.submit(attempt.pk, by=learner)
    failed = missing(learner)

    assert before == ["3 bài, bài kiểm tra"]
    assert lessons_read == ["bài kiểm tra"]
    assert failed == ["bài kiểm tra"]


def test_a_class_that_asks_for_lessons_alone_misses_no_quiz(learner: Person) -> None:
    learning.enrol(a_run(a_course(lessons=2, quiz=a_quiz()), rule={"lessons": "all"}).pk, by=learner)

    assert missing(learner) == ["2 bài"]


def test_a_completed_class_misses_nothing_and_its_certificate_is_there(learner: Person) -> None:
    finished(a_run(a_course(quiz=a_quiz())), learner)

    page = page_of(learner)

    assert missing(learner) == [""]
    assert f'href="{reverse("certificate", args=[Certificate.objects.get().serial])}"' in page
    assert re.findall(r'<div class="figures"><div><b>(\d+)</b>.*?<b>(\d+)</b>', page) == [("8", "1")]


def test_an_attempt_under_way_stands_first_and_is_due_when_it_closes(learner: Person, at: Any) -> None:
    with at(2026, 11, 24, 9):
        enrolment = learning.enrol(a_run(a_course(quiz=a_quiz(minutes=30))).pk, by=learner)
        attempt = quizzes.start(enrolment.pk, lessons.quiz_keys(enrolment)[0], by=learner)

        page, found = page_of(learner), due(learner)

    assert [(each.href, each.at) for each in found] == [(reverse("take", args=[attempt.pk]), attempt.closes_at)]
    assert page.index(reverse("take", args=[attempt.pk])) < page.index(reverse("run", args=[enrolment.run.code]))
    assert "24/11/2026 lúc 09:30:00" in page


def test_a_class_that_begins_later_is_due_on_its_day_and_not_to_go_on_with(learner: Person) -> None:
    day = clock.today() + timedelta(days=9)
    run = a_run(a_course(), starts_on=day)
    learning.enrol(run.pk, by=learner)

    page = page_of(learner)

    assert [(each.day, each.days, each.href) for each in due(learner)] == [(day, 9, reverse("run", args=[run.code]))]
    assert "/bai/" not in page


@pytest.mark.parametrize(("state", "mine"), [("draft", True), ("screening", False), ("selected", True)])
def test_a_nomination_says_where_it_stands_and_is_due_where_it_waits_for_me(state: str, mine: bool) -> None:
    nomination = a_nomination(state)
    nominee = nomination.nominee

    page, found = page_of(nominee), due(nominee)

    address = reverse("nomination", args=[nomination.pk])
    assert len(re.findall(r"<li[^>]* data-file", page)) == 1
    assert f'href="{address}"' in page
    assert [(each.href, each.day) for each in found] == ([(address, nomination.due_on)] if mine else [])


def test_what_is_due_is_sorted_by_day(learner: Person) -> None:
    course = a_course()
    for days in (20, 5, 12):
        learning.enrol(a_run(course, starts_on=clock.today() + timedelta(days=days)).pk, by=learner)

    assert [each.days for each in due(learner)] == [5, 12, 20]


def test_unread_notices_are_named_until_they_are_read(learner: Person) -> None:
    learning.enrol(a_run(a_course()).pk, by=learner)
    before = page_of(learner)

    mark_all_read(by=learner)

    assert "1 thông báo chưa đọc" in before
    assert "thông báo chưa đọc" not in page_of(learner)


def test_the_page_shows_nothing_of_somebody_else(learner: Person) -> None:
    run = a_run(a_course(quiz=a_quiz()))
    other = a_user().person
    assert other is not None
    finished(run, other)

    page = page_of(learner)

    assert run.code not in page
    assert Certificate.objects.get().serial not in page


@pytest.mark.parametrize("classes", [3, 300])
def test_the_page_costs_the_same_for_any_number_of_classes(
    classes: int, learner: Person, django_assert_num_queries: Any
) -> None:
    course = a_course(lessons=2, quiz=a_quiz())
    finished(a_run(course), learner)
    for number in range(classes):
        learning.enrol(a_run(course, code=f"k-{number}").pk, by=learner)
    client = Client()
    client.force_login(learner.user)
    cache.clear()

    with django_assert_num_queries(10):
        page = client.get(reverse("my_learning"))

    assert len(re.findall(r"<tr data-row", page.content.decode())) == classes + 2
