"""Withdrawing, retiring and succeeding a course: who learns it loses nothing, and a retired one takes nobody."""

from datetime import date
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from courses.catalog import queries, standing
from courses.catalog.models import Course
from courses.learning import actions as learning
from courses.learning import queries as learners
from courses.learning.models import Enrolment
from courses.learning.states import EnrolmentState
from lms.kernel import audit, clock
from lms.kernel.digests import row_digest
from lms.kernel.errors import BadInput, NotAllowed, WrongState
from lms.kernel.models import Entry
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_course, a_person, a_quiz, a_run, a_user, an_employee, an_organisation, finished, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Any:
    return with_role(RoleKind.OFFICER)


@pytest.fixture
def course() -> Course:
    return a_course(quiz=a_quiz())


def _ends(verb: str, course: Course, officer: Any) -> None:
    getattr(standing, verb)(course.pk, by=officer, reason="Thay bằng khóa mới")


def _rows() -> list[Any]:
    return list(Enrolment.objects.order_by("pk").values())


@pytest.mark.parametrize("verb", ["withdraw", "retire"])
def test_who_is_learning_goes_on_to_the_certificate(course, officer, verb):
    run, learner = a_run(course), a_user().person
    enrolment = learning.enrol(run.pk, by=learner)
    learning.finish_lesson(enrolment.pk, UUID(int=1), by=learner)
    before = _rows()

    _ends(verb, course, officer)

    assert _rows() == before
    client = Client()
    client.force_login(learner.user)
    assert client.get(reverse("lesson", args=[run.code, UUID(int=1)])).status_code == 200
    assert finished(run, learner).state == EnrolmentState.COMPLETED
    assert Certificate.objects.filter(completion__enrolment=enrolment).count() == 1


@pytest.mark.parametrize("state", [None, "withdraw"])
def test_a_retired_course_takes_nobody_by_any_door(course, officer, state):
    run, gone, learner = a_run(course), a_person(), a_person()
    learning.withdraw(learning.enrol(run.pk, by=gone).pk, by=gone)
    there = learning.enrol(run.pk, by=learner)
    place = an_organisation()
    manager, employee = with_role(RoleKind.MANAGER, organisation_id=place.pk), an_employee(place)
    if state:
        _ends(state, course, officer)
    _ends("retire", course, officer)
    before = _rows()

    doors = [
        lambda: learning.enrol(run.pk, by=a_person()),
        lambda: learning.enrol(run.pk, by=gone),
        lambda: learning.enrol_others(run.pk, [employee], by=manager),
        lambda: learning.enrol_others(run.pk, [employee, gone], by=officer),
        lambda: a_run(course),
    ]

    for door in doors:
        with pytest.raises(WrongState, match="đã ngừng|is retired"):
            door()
    assert _rows() == before
    assert learning.enrol(run.pk, by=learner) == there  # who is there is there
    assert run not in learners.runs_with_lessons()
    assert not learners.open_runs().exists()


def test_a_withdrawn_course_is_offered_nowhere_and_takes_who_is_sent(course, officer):
    run = a_run(course)
    client = Client()
    client.force_login(a_user())
    before = [run.code in client.get(each).content.decode() for each in ("/lop/", f"/lop/{run.code}/")]

    _ends("withdraw", course, officer)

    assert before == [True, True]
    assert run.code not in client.get("/lop/").content.decode()
    assert not learners.runs_with_lessons().exists()
    assert learning.enrol(run.pk, by=a_person()).state == EnrolmentState.ENROLLED


@pytest.mark.parametrize("verb", ["withdraw", "relist", "retire"])
@pytest.mark.parametrize("kind", [None, RoleKind.TRAINER, RoleKind.AUDITOR, RoleKind.LEADERSHIP])
def test_only_officers_move_a_course(course, verb, kind):
    somebody = with_role(kind, branch="khoa-co-khi") if kind == RoleKind.TRAINER else a_person()
    somebody = with_role(kind) if kind and kind != RoleKind.TRAINER else somebody
    before = row_digest(course)

    with pytest.raises(NotAllowed):
        _ends(verb, course, somebody)
    with pytest.raises(NotAllowed):
        standing.name_successor(course.pk, None, by=somebody)

    course.refresh_from_db()
    assert row_digest(course) == before


@pytest.mark.parametrize("verb", ["withdraw", "retire"])
def test_doing_it_again_changes_nothing(course, officer, verb):
    _ends(verb, course, officer)
    entries = Entry.objects.count()
    course.refresh_from_db()
    before = row_digest(course)

    _ends(verb, course, officer)

    course.refresh_from_db()
    assert (Entry.objects.count(), row_digest(course)) == (entries, before)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
@pytest.mark.parametrize("verb", ["withdraw", "relist", "retire"])
def test_a_reason_is_given(course, officer, verb, reason):
    with pytest.raises(BadInput):
        getattr(standing, verb)(course.pk, by=officer, reason=reason)

    course.refresh_from_db()
    assert course.withdrawn_at is None


def test_a_retired_course_does_not_come_back(course, officer):
    _ends("retire", course, officer)

    with pytest.raises(WrongState):
        standing.relist(course.pk, by=officer, reason="Mở lại")

    course.refresh_from_db()
    assert course.withdrawn_at is not None


def test_the_database_refuses_a_retired_course_that_is_listed(course):
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(retired_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(successor=course.pk)


def test_the_record_holds_each_step_with_its_reason_and_stays_sound(course, officer):
    newer = a_course("5S-102")
    _ends("withdraw", course, officer)
    _ends("relist", course, officer)
    standing.name_successor(course.pk, newer.pk, by=officer)
    _ends("retire", course, officer)
    course.refresh_from_db()

    said = [(entry.verb, values) for entry, values in audit.words_of(course)]

    reason = {"reason": "Thay bằng khóa mới"}
    assert said == [("withdraw", reason), ("relist", reason), ("name_successor", {"successor": "5S-102"}),
                    ("retire", reason)]  # fmt: skip
    faults = [each for each in audit.verify().faults if "catalog" in each or "courses.course " in each]
    assert faults == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_course SET successor_id = NULL WHERE code = '5S-101'")
    assert any(f"courses.course {course.pk}" in each for each in audit.verify().faults)


def test_a_course_recorded_before_it_could_be_retired_keeps_its_digest(course):
    watched = {name: getattr(course, each) for name, each in (("code", "code"), ("branch", "branch_id"),
                                                              ("current", "current_id"))}  # fmt: skip

    assert row_digest(course) == audit.digest({**watched, "withdrawn_at": None})


def test_the_old_address_leads_to_the_successor(course, officer):
    second, third = a_course("5S-102", title_vi="Khóa thứ hai"), a_course("5S-103", title_vi="Khóa thứ ba")
    standing.name_successor(course.pk, second.pk, by=officer)
    standing.name_successor(second.pk, third.pk, by=officer)
    read = lambda: Client().get("/khoa-hoc/5s-101/")  # noqa: E731 - asked three times
    listed = read()

    _ends("withdraw", course, officer)
    withdrawn = read()
    _ends("retire", second, officer)
    led_on = read()

    assert (listed.status_code, withdrawn.status_code, led_on.status_code) == (200, 410, 410)
    assert "Khóa thứ hai" not in listed.content.decode()
    assert ('href="/khoa-hoc/5s-102/"' in withdrawn.content.decode()) is True
    assert "Khóa thứ ba" in led_on.content.decode()
    assert "5s-102" not in led_on.content.decode()


def test_a_withdrawn_course_without_successor_says_so_and_one_never_released_is_not_there(course, officer):
    _ends("retire", course, officer)

    gone, never = Client().get("/khoa-hoc/5s-101/"), Client().get("/khoa-hoc/chua-tung-co/")

    assert (gone.status_code, never.status_code) == (410, 404)


def test_who_finished_the_old_course_still_shows_it(course, officer):
    newer = a_course("5S-102")
    run, learner = a_run(course), a_user().person
    finished(run, learner)
    standing.name_successor(course.pk, newer.pk, by=officer)
    _ends("retire", course, officer)
    client = Client()
    client.force_login(learner.user)

    assert reverse("run", args=[run.code]) in client.get(reverse("my_learning")).content.decode()
    assert learners.enrolments_of(learner).get().run.course == course


def test_courses_succeed_one_another_in_no_circle(officer):
    first, second, third = (a_course(code) for code in ("A-1", "A-2", "A-3"))
    standing.name_successor(first.pk, second.pk, by=officer)
    standing.name_successor(second.pk, third.pk, by=officer)

    for old, new in ((first, first), (second, first), (third, first), (third, second)):
        with pytest.raises(BadInput):
            standing.name_successor(old.pk, new.pk, by=officer)

    standing.name_successor(second.pk, None, by=officer)
    standing.name_successor(third.pk, first.pk, by=officer)
    assert queries.listed_successor(third) == first


def test_a_course_that_was_never_released_succeeds_nothing(course, officer):
    other = Course.objects.create(code="X", slug="x", branch=course.branch)

    for unknown in (other.pk, 10**9):
        with pytest.raises(BadInput):
            standing.name_successor(course.pk, unknown, by=officer)
    with pytest.raises(WrongState):
        standing.retire(other.pk, by=officer, reason="Không dùng")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_namings_at_once_close_no_circle():
    officer = with_role(RoleKind.OFFICER)
    a, b, c, d = (a_course(code) for code in ("A-1", "A-2", "A-3", "A-4"))
    pairs = ((a, b), (b, c), (c, d), (d, a))

    ended = race(*(lambda o=o, n=n: standing.name_successor(o.pk, n.pk, by=officer) for o, n in pairs))

    assert sum(isinstance(each, BadInput) for each in ended) == 1
    assert Course.objects.filter(successor__isnull=False).count() == 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_retiring_waits_for_who_is_enrolling_and_nobody_comes_after(monkeypatch):
    course, officer, person = a_course(), with_role(RoleKind.OFFICER), a_person()
    run = a_run(course, rule={"lessons": "all"}, opens_on=date(2020, 1, 1))
    asked, go_on, retired = Event(), Event(), Event()
    version_for = learning._version_for

    def slowly(found: Any) -> Any:
        asked.set()
        go_on.wait(20)
        return version_for(found)

    def apart(call: Any) -> Thread:
        def runner() -> None:
            call()
            connections.close_all()

        thread = Thread(target=runner)
        thread.start()
        return thread

    def retire() -> None:
        standing.retire(course.pk, by=officer, reason="Hết hạn")
        retired.set()

    monkeypatch.setattr(learning, "_version_for", slowly)
    one = apart(lambda: learning.enrol(run.pk, by=person))
    assert asked.wait(20)
    other = apart(retire)

    assert not retired.wait(1)
    go_on.set()
    one.join(20)
    other.join(20)

    assert retired.is_set()
    assert Enrolment.objects.count() == 1
    with pytest.raises(WrongState):
        learning.enrol(run.pk, by=a_person())
