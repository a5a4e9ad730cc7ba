from typing import Any

import pytest
from wagtail.images import get_image_model

from cms.models import CoursePage, LessonPage
from cms.release import release
from cms.tasks import LOOK, look_at_live_pages
from cms.versions import standing
from cms.versions.models import Standing
from courses.catalog import actions as catalog
from courses.catalog.models import Blob, CourseVersion
from lms.kernel import jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Job
from tests.cms.versions.conftest import edit
from tests.factories import a_course

pytestmark = pytest.mark.django_db


def found(version: CourseVersion) -> list[tuple[str, str]]:
    return [(each.what, each.title) for each in standing.look(version.course)]


def test_what_was_released_as_it_stands_does_not_differ(version: CourseVersion) -> None:
    assert found(version) == []


def test_a_draft_is_not_live_and_so_does_not_differ(course_page: CoursePage, version: CourseVersion) -> None:
    edit(course_page, "Bản nháp", publish=False)

    assert found(version) == []


def test_each_kind_of_difference_is_named(course_page: CoursePage, version: CourseVersion) -> None:
    lessons = list(LessonPage.objects.child_of(course_page).order_by("path"))
    lessons[0].title = "Tên mới"
    lessons[0].save_revision().publish()
    lessons[1].unpublish()
    course_page.add_child(instance=LessonPage(title="Bài thêm", locale=course_page.locale))
    course_page.summary = "Tóm tắt khác"
    course_page.save_revision().publish()

    told = found(version)

    assert told == [
        ("facts", course_page.title),
        ("changed", "Tên mới"),
        ("removed", lessons[1].title),
        ("added", "Bài thêm"),
    ]


def test_lessons_in_another_order_differ_in_their_order_alone(course_page: CoursePage, version: CourseVersion) -> None:
    first, second = LessonPage.objects.child_of(course_page).order_by("path")[:2]

    second.move(first, pos="left")

    assert found(version) == [("order", course_page.title)]


def test_a_page_that_was_deleted_is_named(course_page: CoursePage, version: CourseVersion) -> None:
    course_page.delete()

    assert found(version) == [("page", version.title_vi)]


def test_a_course_whose_image_was_deleted_cannot_be_frozen(course_page: CoursePage, version: CourseVersion) -> None:
    get_image_model().objects.all().delete()

    assert ("broken", LessonPage.objects.child_of(course_page)[0].title) in found(version)


def test_looking_keeps_no_file_and_writes_nothing(
    course_page: CoursePage, version: CourseVersion, django_capture_on_commit_callbacks: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    kept = Blob.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        standing.look(version.course)

    assert {each["sql"].split()[0] for each in asked} == {"SELECT"}
    assert Blob.objects.count() == kept


def test_the_night_looks_at_every_released_course_and_one_that_fails_stops_no_other(
    course_page: CoursePage, version: CourseVersion, monkeypatch: Any
) -> None:
    edit(course_page, "Tên mới")
    a_course("A-101")
    whole = standing.look

    def look(course: Any) -> Any:
        if course.code == "A-101":
            raise RuntimeError
        return whole(course)

    monkeypatch.setattr(standing, "look", look)

    assert look_at_live_pages() == 1
    assert [(each.course_id, each.differs) for each in Standing.objects.all()] == [(version.course_id, True)]


def test_publishing_has_the_course_looked_at_and_releasing_settles_it(
    course_page: CoursePage, version: CourseVersion
) -> None:
    Job.objects.all().delete()
    edit(course_page, "Tên mới")
    job = Job.objects.get(kind=LOOK.name)

    jobs.run(job.pk)
    published = [(each.course.code, each.lessons) for each in standing.differing(None)]
    release(course_page.pk, by=SYSTEM)
    jobs.run(Job.objects.get(kind=LOOK.name, state="waiting").pk)

    assert job.key == "5S-101"
    assert published == [("5S-101", 1)]
    assert standing.differing(None) == []


def test_publishing_what_was_never_released_asks_for_nothing(course_page: CoursePage) -> None:
    edit(course_page, "Tên mới")

    assert not Job.objects.filter(kind=LOOK.name).exists()


def test_each_branch_reads_of_its_own_courses(course_page: CoursePage, version: CourseVersion) -> None:
    catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    edit(course_page, "Tên mới")
    look_at_live_pages()

    assert [each.course.code for each in standing.differing(["khoa-co-khi"])] == ["5S-101"]
    assert standing.differing(["khoa-khac"]) == []


def test_a_list_of_differing_courses_costs_two_queries(version: CourseVersion, django_assert_num_queries: Any) -> None:
    for number in range(30):
        a_course(f"C-{number}")
    look_at_live_pages()

    with django_assert_num_queries(2):
        assert len(standing.differing(None)) == 30
