"""The editor's pages cost the same for few and for many lessons, rows and blocks."""

import time

import pytest
from django.urls import reverse

from cms.models import LessonPage
from lms.people.states import RoleKind
from tests.cms.pages import a_course_page, add_lessons
from tests.factories import a_quiz, with_role

pytestmark = pytest.mark.django_db

QUERIES = 60
SECONDS = 1.5  # on two cores shared with other tests; measured 0.15
_BLOCKS = (
    ("text", "<p>Đoạn văn</p>"),
    ("callout", {"tone": "note", "title": "Chú ý", "text": "<p>Dừng lại ở đây</p>"}),
    ("definition", {"term": "5S", "text": "Năm bước sắp xếp nơi làm việc"}),
    ("checklist", {"title": "Xem lại", "items": ["Lối đi", "Kệ dụng cụ"]}),
)


@pytest.mark.parametrize("lessons", [3, 60])
def test_the_editor_of_a_course_costs_the_same_for_any_number_of_lessons(
    lessons, client, django_assert_max_num_queries
):
    page = a_course_page()
    add_lessons(page, lessons)
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-co-khi").user)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.get(address)

    began = time.perf_counter()
    with django_assert_max_num_queries(QUERIES):
        answer = client.get(address)

    assert time.perf_counter() - began <= SECONDS
    assert answer.content.decode().count("data-lesson=") == lessons


@pytest.mark.parametrize("blocks", [4, 60])
def test_the_editor_of_a_lesson_costs_the_same_for_any_number_of_blocks(blocks, client, django_assert_max_num_queries):
    page = a_course_page()
    add_lessons(page, 1)
    lesson = LessonPage.objects.child_of(page).get()
    quiz = str(a_quiz().quiz.key)
    for number in range(blocks):
        lesson.body.append(_BLOCKS[number % 4] if number % 5 else ("quiz", {"quiz": quiz}))
    lesson.save_revision().publish()
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-co-khi").user)
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    client.get(address)

    began = time.perf_counter()
    with django_assert_max_num_queries(QUERIES):
        answer = client.get(address)

    assert (answer.status_code, time.perf_counter() - began <= SECONDS) == (200, True)
