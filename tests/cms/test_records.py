"""The list of courses and the record of one: officers move courses, trainers read theirs, others see nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms import actions as pages
from cms.records import queries
from courses.catalog import actions as catalog
from courses.catalog import standing
from courses.catalog.models import Course
from courses.learning import actions as learning
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.factories import a_course, a_person, a_run, a_user, an_organisation, with_role

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/khoa-hoc/"


@pytest.fixture(autouse=True)
def _sections() -> None:
    """The site with the sections of two branches: trainers and officers have a back office."""
    for code in ("khoa-co-khi", "khoa-khac"):
        pages.ensure_branch_page(catalog.open_branch(code, f"Đơn vị {code}", by=SYSTEM), by=SYSTEM)


@pytest.fixture
def course() -> Course:
    return a_course(title_vi="Thực hành 5S")


@pytest.fixture
def officer() -> Any:
    return with_role(RoleKind.OFFICER)


def _as(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person.user)
    return client


def _record(course: Course) -> str:
    return reverse("course_record", args=[course.pk])


def _post(course: Course, person: Any, **form: Any) -> Any:
    return _as(person).post(_record(course), form)


def test_the_list_says_where_each_course_stands_and_how_many_learn_it(course, officer):
    run = a_run(course, rule={"lessons": "all"})
    for _each in range(3):
        learning.enrol(run.pk, by=a_person())
    gone = learning.enrol(run.pk, by=a_person())
    learning.withdraw(gone.pk, by=officer)
    other = a_course("5S-102", title_vi="Khóa khác")
    standing.retire(other.pk, by=officer, reason="Hết hạn")

    page = _as(officer).get(LIST).content.decode()

    rows = [row for row in page.split("<tr>") if "5S-10" in row]
    assert [("Trong danh mục" in row, "Đã ngừng" in row) for row in rows] == [(True, False), (False, True)]
    assert [">3</td>" in row for row in rows] == [True, False]
    assert [">0</td>" in row for row in rows] == [False, True]


@pytest.mark.parametrize("courses", [1, 12])
def test_the_list_costs_the_same_for_any_number_of_courses(officer, courses, django_assert_num_queries):
    for number in range(courses):
        a_course(f"C-{number}")

    with django_assert_num_queries(3):  # roles, courses, learners
        assert len(queries.lines(officer)) == courses


@pytest.mark.parametrize("kind", [None, RoleKind.LEADERSHIP, RoleKind.MANAGER])
def test_who_follows_no_course_finds_no_page(course, kind):
    scope = {"organisation_id": an_organisation().pk} if kind == RoleKind.MANAGER else {}
    person = with_role(kind, **scope) if kind else a_user().person

    answers = [_as(person).get(each).status_code for each in (LIST, _record(course))]

    assert set(answers) <= {403, 404}
    assert _post(course, person, verb="retire", reason="Thử").status_code in (403, 404)
    course.refresh_from_db()
    assert course.retired_at is None


def test_a_trainer_reads_the_courses_of_their_branch_and_moves_none(course):
    theirs = with_role(RoleKind.TRAINER, branch="khoa-co-khi")
    stranger = with_role(RoleKind.TRAINER, branch="khoa-khac")

    shown, hidden = _as(theirs).get(LIST).content.decode(), _as(stranger).get(LIST).content.decode()

    assert ("5S-101" in shown, "5S-101" in hidden) == (True, False)
    record = _as(theirs).get(_record(course))
    assert (record.status_code, 'name="verb"' in record.content.decode()) == (200, False)
    assert _as(stranger).get(_record(course)).status_code == 404
    assert _post(course, stranger, verb="withdraw", reason="Thử").status_code == 404
    assert _post(course, theirs, verb="withdraw", reason="Thử").status_code == 403
    course.refresh_from_db()
    assert course.withdrawn_at is None


def test_an_officer_withdraws_relists_and_retires_with_a_reason(course, officer):
    told = []

    for verb, reason in (("withdraw", "Đang sửa"), ("relist", "Đã sửa"), ("retire", "Có khóa mới")):
        answer = _post(course, officer, verb=verb, reason=reason)
        course.refresh_from_db()
        told.append((answer.status_code, course.withdrawn_at is not None, course.retired_at is not None))

    page = _as(officer).get(_record(course)).content.decode()
    assert told == [(303, True, False), (303, False, False), (303, True, True)]
    assert all(reason in page for reason in ("Đang sửa", "Đã sửa", "Có khóa mới"))
    assert 'value="retire"' not in page
    assert str(officer) in page


def test_an_officer_names_a_successor_and_takes_it_back(course, officer):
    newer = a_course("5S-102")

    _post(course, officer, verb="name_successor", successor=newer.pk)
    course.refresh_from_db()
    named = course.successor
    _post(course, officer, verb="name_successor", successor="")
    course.refresh_from_db()

    assert (named, course.successor) == (newer, None)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"verb": "withdraw", "reason": " "}, 400),
        ({"verb": "withdraw", "reason": "x" * 501}, 400),
        ({"verb": "delete", "reason": "Thử"}, 400),
        ({}, 400),
        ({"verb": "name_successor", "successor": "abc"}, 400),
        ({"verb": "name_successor", "successor": "9" * 40}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(course, officer, form, status):
    answer = _post(course, officer, **form)

    course.refresh_from_db()
    assert (answer.status_code, course.withdrawn_at, course.successor) == (status, None, None)
    assert "w-messages" in answer.content.decode() or "messages" in answer.content.decode()


def test_a_refusal_keeps_what_was_written(course, officer):
    standing.retire(course.pk, by=officer, reason="Hết hạn")

    answer = _post(course, officer, verb="relist", reason="Mở lại")

    assert answer.status_code == 409
    assert "không mở lại được" in answer.content.decode()


def test_a_course_that_was_never_released_has_no_record(course, officer):
    never = Course.objects.create(code="X", slug="x", branch=course.branch)

    assert _as(officer).get(_record(never)).status_code == 404
    assert _as(officer).get(f"{LIST}999999/").status_code == 404


def test_courses_stand_in_the_menu_of_who_may_follow_some(course, officer):
    trainer = with_role(RoleKind.TRAINER, branch="khoa-co-khi")

    assert [f'"{LIST}"' in _as(each).get("/quan-tri/").content.decode() for each in (officer, trainer)] == [True, True]
