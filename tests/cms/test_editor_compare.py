"""Two states of a page side by side: lists as sentences, every kind of block, in a page that is soon there."""

import time

import pytest
from django.urls import reverse

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms.pages import BRANCH, a_course_page
from tests.factories import with_role
from tests.walk.reading import not_vietnamese, read

pytestmark = pytest.mark.django_db


def compared(client, page, person):
    client.force_login(person.user)
    answer = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_lists_of_a_course_are_compared_as_sentences(client):
    trainer = with_role(RoleKind.TRAINER, branch=BRANCH)
    page = a_course_page(outcomes=["Nêu được năm bước", "Đo được kết quả"], audiences=["quan_ly"], trainers=[])
    changed = CoursePage.objects.get(pk=page.pk)
    changed.outcomes, changed.audiences = ["Đo được kết quả", "Nêu được sáu bước"], ["giang_vien"]
    changed.trainers = [trainer.pk]
    changed.save_revision()

    said = compared(client, page, trainer)

    assert "['" not in said
    assert "quan_ly" not in said
    assert f"[{trainer.pk}]" not in said
    assert "quản lý doanh nghiệp" in said
    assert trainer.full_name in said


def test_a_long_lesson_of_every_kind_of_block_is_compared_in_vietnamese(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    trainer = with_role(RoleKind.TRAINER, branch=BRANCH)
    course = a_course_page()
    lessons = content("5s-101")["lessons"]
    blocks = [block for lesson in lessons for block in lesson["blocks"]]
    long = {**lessons[0], "blocks": (blocks * 60)[:60]}
    page = pages.write_lesson_page(course, long, CONTENT / "5s-101", by=SYSTEM)
    changed = LessonPage.objects.get(pk=page.pk)
    changed.title = "Tên đã sửa"
    body = changed.body
    body.append(("text", "<p>Đoạn cuối vừa thêm</p>"))
    body.pop(0)
    for block in body:
        if block.block_type == "table":
            block.value.caption = "Bảng đã sửa"
    changed.save_revision()

    began = time.perf_counter()
    said = compared(client, page, trainer)

    assert time.perf_counter() - began <= 1.5
    assert {kind for block in blocks for kind in block} >= {"table", "diagram", "steps", "check"}
    assert "Đoạn cuối vừa thêm" in said
    assert "Bảng đã sửa" in said
    foreign = {text: not_vietnamese(text) for text, language in read(said, "vi") if language == "vi"}
    assert {text: words for text, words in foreign.items() if words} == {}
