"""The editors' home: each list has what waits for its reader, and nothing that waits for another."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Comment, CommentReply

from cms.editing import desk
from cms.models import CoursePage, LessonPage
from cms.release import release
from cms.versions import standing
from courses.catalog.models import Course
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms.pages import BRANCH, a_course_page, add_lessons
from tests.factories import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    page = a_course_page()
    return page, add_lessons(page, 3)


@pytest.fixture
def people(course):
    """The author, a colleague, an officer and a trainer of another branch, as users."""
    a_course_page("NS-101", branch="don-vi-khac")
    kinds = [
        (RoleKind.TRAINER, BRANCH),
        (RoleKind.TRAINER, BRANCH),
        (RoleKind.OFFICER, ""),
        (RoleKind.TRAINER, "don-vi-khac"),
    ]
    return [with_role(kind, **({"branch": branch} if branch else {})).user for kind, branch in kinds]


def lists(user):
    """What waits for this user now: the titles of each list by its slug."""
    fresh = type(user).objects.get(pk=user.pk)
    return {each.slug: [row.title for row in each.rows] for each in desk.lists_of(fresh)}


def draft(lesson, user, title):
    page = LessonPage.objects.get(pk=lesson.pk)
    page.title = title
    page.save_revision(user=user, log_action=True)
    return LessonPage.objects.get(pk=lesson.pk)


def test_a_submitted_page_waits_for_its_reader_and_not_for_its_author(course, people):
    _page, (lesson, _second, _third) = course
    author, colleague, officer, stranger = people

    page = draft(lesson, author, "Bản sửa")
    before = lists(author)
    page.get_workflow().start(page, author)

    assert before == {"nhap": ["Bản sửa"]}
    assert [lists(each) for each in (author, colleague, officer, stranger)] == [{}, {"doc": ["Bản sửa"]}, {}, {}]


def test_a_page_sent_back_waits_for_who_submitted_it_with_the_reason(course, people):
    _page, (lesson, _second, _third) = course
    author, colleague, _officer, _stranger = people
    page = draft(lesson, author, "Bản sửa")
    state = page.get_workflow().start(page, author)

    state.current_task_state.task.specific.on_action(
        state.current_task_state, colleague, "reject", comment="Thiếu ví dụ."
    )

    (waiting,) = desk.lists_of(type(author).objects.get(pk=author.pk))
    assert (waiting.slug, waiting.rows[0].words, waiting.rows[0].who) == (
        "tra-lai", "Thiếu ví dụ.", colleague.person.full_name,
    )  # fmt: skip
    assert lists(colleague) == {}


def test_a_comment_waits_for_the_author_until_they_answer(course, people):
    _page, (lesson, _second, _third) = course
    author, colleague, _officer, stranger = people
    page = draft(lesson, author, "Bài 1")
    page.latest_revision.publish()

    comment = Comment.objects.create(page=lesson, user=colleague, text="Số liệu năm nào?", contentpath="summary")
    asked = [lists(each) for each in (author, colleague, stranger)]
    CommentReply.objects.create(comment=comment, user=author, text="Năm 2025.")

    assert asked == [{"binh-luan": ["Bài 1"]}, {}, {}]
    assert [lists(each) for each in (author, colleague)] == [{}, {"binh-luan": ["Bài 1"]}]


def test_a_resolved_comment_waits_for_nobody(course, people):
    _page, (lesson, _second, _third) = course
    author, colleague, _officer, _stranger = people
    draft(lesson, author, "Bài 1").latest_revision.publish()
    Comment.objects.create(page=lesson, user=colleague, text="Xong", contentpath="summary", resolved_at=clock.now())

    assert lists(author) == {}


def test_a_course_whose_live_pages_differ_waits_for_its_branch_and_for_officers(course, people):
    page, (lesson, _second, _third) = course
    author, _colleague, officer, stranger = people
    release(page.pk, by=SYSTEM)
    LessonPage.objects.get(pk=lesson.pk).save_revision(user=officer).publish()
    changed = LessonPage.objects.get(pk=lesson.pk)
    changed.title = "Đổi tên"
    changed.save_revision(user=officer).publish()

    standing.check(Course.objects.get(code="5S-101"))

    assert [set(lists(each)) for each in (author, officer, stranger)] == [{"khac"}, {"khac"}, set()]


def test_what_is_scheduled_or_locked_is_said(course, people):
    _page, (lesson, second, _third) = course
    author, _colleague, _officer, stranger = people
    page = LessonPage.objects.get(pk=lesson.pk)
    page.go_live_at = clock.now() + timedelta(days=2)
    page.save_revision(user=author).publish()
    CoursePage.objects.filter(pk=second.get_parent().pk).update(locked=True, locked_by=author)

    assert lists(author) == {"hen": ["Bài 1"], "khoa": ["Thực hành tốt 5S tại nơi làm việc"]}
    assert lists(stranger) == {}


def test_an_empty_desk_says_what_to_do_next(client, people):
    client.force_login(people[3])

    said = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Không có việc nào đang chờ" in said
    assert "Mở các trang" in said


@pytest.mark.parametrize("each", [1, 20])
def test_the_home_costs_the_same_for_any_number_of_pages(each, client, people):
    author, colleague, officer, _stranger = people
    lessons = add_lessons(a_course_page("KZ-101"), each * 2)
    for number, lesson in enumerate(lessons):
        page = draft(lesson, author if number % 2 else colleague, f"Sửa {number}")
        if number % 2 == 0:
            page.get_workflow().start(page, colleague)
            Comment.objects.create(page=page, user=officer, text="Xem lại", contentpath="summary")
    client.force_login(author)
    address = reverse("wagtailadmin_home")
    client.get(address)

    with CaptureQueriesContext(connection) as lists_only:
        lists(author)
    with CaptureQueriesContext(connection) as queries:
        said = client.get(address).content.decode()

    assert len(lists_only) <= 15
    assert len(queries) <= 36  # Wagtail's own front page asks twenty
    assert f'<span class="desk__count">{each}</span> Trang chờ Anh/Chị đọc' in said
