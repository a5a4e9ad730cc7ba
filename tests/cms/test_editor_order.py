"""Lessons are put in order at one go, by who may."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, Revision

from cms.editing import outline
from cms.editing.arranging import ARRANGED, arrange
from cms.models import LessonPage
from cms.release import release
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, WrongState
from lms.people.states import RoleKind
from tests.cms.pages import BRANCH, a_course_page, add_lessons
from tests.factories import with_role

pytestmark = pytest.mark.django_db


def order(page):
    return [(each.title, each.module) for each in LessonPage.objects.child_of(page).order_by("path")]


@pytest.fixture
def course():
    page = a_course_page()
    return page, add_lessons(page, 4)


def test_lessons_change_places_and_modules_and_the_tree_stays_sound(course):
    page, (one, two, three, four) = course

    touched = arrange(page.pk, [(four.pk, 1), (one.pk, 1), (two.pk, 2), (three.pk, 2)], by=SYSTEM)

    assert touched == 4
    assert order(page) == [("Bài 4", 1), ("Bài 1", 1), ("Bài 2", 2), ("Bài 3", 2)]
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_same_order_touches_nothing_and_leaves_no_line(course):
    page, lessons = course

    assert arrange(page.pk, [(each.pk, 1) for each in lessons], by=SYSTEM) == 0
    assert not PageLogEntry.objects.filter(action=ARRANGED).exists()


def test_an_order_without_one_of_the_lessons_is_refused(course):
    page, lessons = course

    with pytest.raises(WrongState):
        arrange(page.pk, [(each.pk, 1) for each in lessons[1:]], by=SYSTEM)
    with pytest.raises(WrongState):
        arrange(page.pk, [(lessons[0].pk, 1)] * 4, by=SYSTEM)
    assert [title for title, _module in order(page)] == ["Bài 1", "Bài 2", "Bài 3", "Bài 4"]


def test_a_module_that_the_course_has_not_is_refused(course):
    page, lessons = course

    with pytest.raises(BadInput):
        arrange(page.pk, [(each.pk, 77) for each in lessons], by=SYSTEM)


def test_what_was_written_before_the_move_and_published_after_it_leaves_the_lesson_where_it_is(course):
    page, (one, two, three, four) = course
    draft = LessonPage.objects.get(pk=one.pk)
    draft.title = "Bài 1, sửa"
    revision = draft.save_revision()

    arrange(page.pk, [(two.pk, 1), (three.pk, 1), (four.pk, 1), (one.pk, 2)], by=SYSTEM)
    Revision.objects.get(pk=revision.pk).publish()

    assert order(page)[-1] == ("Bài 1, sửa", 2)


def test_learners_get_the_order_with_the_next_release(course):
    page, (one, two, three, four) = course
    first = release(page.pk, by=SYSTEM)
    arrange(page.pk, [(four.pk, 1), (one.pk, 1), (two.pk, 1), (three.pk, 1)], by=SYSTEM)
    second = release(page.pk, by=SYSTEM)

    titles = [[place.lesson.title for place in version.lessons.all()] for version in (first, second)]
    assert titles == [["Bài 1", "Bài 2", "Bài 3", "Bài 4"], ["Bài 4", "Bài 1", "Bài 2", "Bài 3"]]


@pytest.mark.parametrize("lessons", [3, 60])
def test_one_move_costs_the_same_for_any_number_of_lessons(lessons):
    page = a_course_page()
    made = [each.pk for each in add_lessons(page, lessons)]

    with CaptureQueriesContext(connection) as queries:
        arrange(page.pk, [(pk, 1) for pk in [made[-1], *made[:-1]]], by=SYSTEM)

    assert len(queries) <= 16


def test_the_address_saves_the_order_for_a_trainer_of_the_branch_and_is_not_there_for_another(client, course):
    page, lessons = course
    address = reverse("arrange_lessons", args=[page.pk])
    body = json.dumps([[each.pk, 1] for each in reversed(lessons)])
    trainer, stranger = with_role(RoleKind.TRAINER, branch=BRANCH), with_role(RoleKind.TRAINER, branch="khac")

    def post(person, sent):
        client.force_login(person.user)
        return client.post(address, sent, content_type="application/json")

    a_course_page("NS-101", branch="khac")
    assert post(stranger, body).status_code == 404
    with pytest.raises(NotAllowed):
        arrange(page.pk, [], by=stranger)
    assert post(trainer, body).json() == {"touched": 4}
    assert [title for title, _module in order(page)] == ["Bài 4", "Bài 3", "Bài 2", "Bài 1"]
    log = PageLogEntry.objects.get(action=ARRANGED)
    assert (log.page_id, log.user) == (page.pk, trainer.user)


@pytest.mark.parametrize(
    "body", ["", "{}", "[1]", '[["1", 1]]', "[[1]]", "[[1, -1]]", "[[true, 1]]", "\xff", "[[1, 2, 3]]"]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, course, body):
    page, _lessons = course
    client.force_login(with_role(RoleKind.TRAINER, branch=BRANCH).user)

    answer = client.post(reverse("arrange_lessons", args=[page.pk]), body, content_type="application/json")

    assert (answer.status_code, answer.json()["message"]) == (400, "Không đọc được nội dung đã gửi.")


def test_a_locked_course_is_put_in_order_by_nobody_else(course):
    page, lessons = course
    officer = with_role(RoleKind.OFFICER)
    page.locked, page.locked_by = True, officer.user
    page.save()

    with pytest.raises(WrongState):
        arrange(page.pk, [(each.pk, 1) for each in reversed(lessons)], by=with_role(RoleKind.TRAINER, branch=BRANCH))
    assert arrange(page.pk, [(each.pk, 1) for each in reversed(lessons)], by=officer) == 4


def test_the_outline_says_the_state_of_each_lesson(course):
    page, (one, two, three, four) = course
    one.title = "Bài 1, sửa"
    one.save_revision()
    two.unpublish()

    groups = outline.of(page)

    assert [(line.title, line.state) for line in groups[0].lines] == [
        ("Bài 1, sửa", "changed"), ("Bài 2", "draft"), ("Bài 3", "live"), ("Bài 4", "live"),
    ]  # fmt: skip
    assert [group.no for group in groups] == [module.value["no"] for module in page.modules]
