from typing import Any

import pytest
from django.urls import reverse

from cms.models import CoursePage
from cms.release import release
from courses.catalog import actions as catalog
from courses.catalog.models import CourseVersion
from courses.learning import actions as learning
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Entry
from lms.people.states import RoleKind
from tests.cms.versions.conftest import edit
from tests.factories import a_course, a_person, a_run, a_user, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(course_page: CoursePage) -> Any:
    return with_role(RoleKind.TRAINER, branch="khoa-co-khi")


@pytest.fixture
def second(course_page: CoursePage, version: CourseVersion, trainer: Any) -> CourseVersion:
    """The second version, released by the trainer."""
    edit(course_page, "Tên mới")
    return release(course_page.pk, by=trainer, note="Sửa tên bài đầu")


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_version_says_who_released_it_why_what_changed_and_who_learns_on_it(
    second: CourseVersion, trainer: Any, client: Any
) -> None:
    run = a_run(second.course, code="lop-hai", rule={"lessons": "all", "quiz": None})
    learning.enrol(run.pk, by=a_person())
    client.force_login(trainer.user)

    page = text(client, reverse("course_version", args=[second.course_id, 2]))

    for said in (trainer.full_name, "Sửa tên bài đầu", "Tên mới", second.digest, "lop-hai"):
        assert said in page
    assert '<ins class="d-ins">' in page


def test_the_list_counts_learners_and_completions_per_version(second: CourseVersion, client: Any, trainer: Any) -> None:
    run = a_run(second.course, rule={"lessons": "all", "quiz": None})
    person = a_person()
    enrolment = learning.enrol(run.pk, by=person)
    learning.enrol(run.pk, by=a_person())
    for place in second.lessons.all():
        learning.finish_lesson(enrolment.pk, place.lesson.key, by=person)
    client.force_login(trainer.user)

    answer = client.get(reverse("course_versions", args=[second.course_id]))

    counted = [(each.version.number, each.lessons, each.learning, each.completed) for each in answer.context["lines"]]
    assert counted == [(2, 3, 1, 1), (1, 3, 0, 0)]


def test_any_two_versions_are_compared_in_their_order(
    course_page: CoursePage, second: CourseVersion, client: Any, trainer: Any
) -> None:
    edit(course_page, "Tên thứ ba", number=1)
    release(course_page.pk, by=SYSTEM)
    client.force_login(trainer.user)
    address = reverse("compare_versions", args=[second.course_id])

    asked = client.get(f"{address}?a=3&b=1")
    newest = client.get(address)

    assert asked.context["chosen"] == [1, 3]
    assert [each.title for each in asked.context["lessons"] if each.touched] == ["Tên mới", "Tên thứ ba"]
    assert newest.context["chosen"] == [2, 3]


@pytest.mark.parametrize("query", ["?a=1&b=1", "?a=9&b=1", "?a=x&b=99999999999999999999"])
def test_a_comparison_with_nothing_says_so(query: str, second: CourseVersion, client: Any, trainer: Any) -> None:
    client.force_login(trainer.user)

    answer = client.get(reverse("compare_versions", args=[second.course_id]) + query)

    assert answer.status_code == 200
    assert bool(answer.context["trouble"]) == (len(answer.context["chosen"]) < 2)


def test_the_people_are_shown_and_the_record_keeps_who_looked(second: CourseVersion, client: Any, trainer: Any) -> None:
    person = a_person("Đặng Thị Hạnh")
    learning.enrol(a_run(second.course, rule={"lessons": "all", "quiz": None}).pk, by=person)
    client.force_login(trainer.user)

    page = text(client, reverse("version_learners", args=[second.course_id, 2]))

    assert "Đặng Thị Hạnh" in page
    assert Entry.objects.filter(verb="open_list", actor_id=trainer.pk, object_id=str(second.pk)).count() == 1


def test_a_trainer_of_another_branch_finds_none_of_it(second: CourseVersion, client: Any) -> None:
    catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    from cms import actions as pages
    from courses.catalog.models import Branch

    pages.ensure_branch_page(Branch.objects.get(code="khoa-khac"), by=SYSTEM)
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-khac").user)
    pk = second.course_id
    addresses = [
        reverse("course_versions", args=[pk]),
        reverse("course_version", args=[pk, 1]),
        reverse("version_learners", args=[pk, 1]),
        reverse("compare_versions", args=[pk]),
        reverse("preview", args=["5S-101"]),
        reverse("preview_lesson", args=["5S-101", second.lessons.first().lesson.key]),
        reverse("preview_nothing", args=["5S-101", "rut/"]),
    ]

    answers = {client.get(address).status_code for address in addresses}
    posted = client.post(reverse("rebuild_course", args=[pk, 1])).status_code

    assert answers == {404}
    assert posted == 404


def test_a_learner_stands_before_the_door(second: CourseVersion, client: Any) -> None:
    client.force_login(a_user())

    assert client.get(reverse("course_versions", args=[second.course_id])).status_code == 403


def test_a_version_that_there_is_not_is_not_there(second: CourseVersion, client: Any, trainer: Any) -> None:
    client.force_login(trainer.user)

    assert client.get(reverse("course_version", args=[second.course_id, 7])).status_code == 404
    assert client.get(reverse("course_versions", args=[999999])).status_code == 404


def test_deleted_pages_are_rebuilt_by_a_button(
    course_page: CoursePage, second: CourseVersion, client: Any, trainer: Any
) -> None:
    course_page.refresh_from_db()
    course_page.delete()
    client.force_login(trainer.user)
    address = reverse("course_version", args=[second.course_id, 2])
    offered = client.get(address).context["missing"]

    answer = client.post(reverse("rebuild_course", args=[second.course_id, 2]))

    page = CoursePage.objects.get(code="5S-101")
    assert offered == [second.title_vi]
    assert answer["Location"] == reverse("wagtailadmin_explore", args=[page.pk])
    assert client.get(address).context["missing"] == []


def test_a_course_has_its_buttons_in_the_editor(
    course_page: CoursePage, second: CourseVersion, client: Any, trainer: Any
) -> None:
    client.force_login(trainer.user)

    page = text(client, reverse("wagtailadmin_pages:edit", args=[course_page.pk]))

    assert reverse("course_versions", args=[second.course_id]) in page
    assert reverse("preview", args=["5S-101"]) in page


@pytest.mark.parametrize("name", ["course_versions", "course_version", "compare_versions", "version_learners"])
def test_a_page_costs_the_same_for_three_and_for_thirty_lessons_versions_and_learners(
    name: str, client: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(with_role(RoleKind.OFFICER).user)
    from cms import actions as pages

    pages.ensure_site(by=SYSTEM)
    from cms import groups

    groups.mirror_all()
    counts = []
    for many in (3, 30):
        course = a_course(f"C-{many}", lessons=many)
        run = a_run(course, rule={"lessons": "all", "quiz": None})
        for number in range(many):
            learning.enrol(run.pk, by=a_person())
            course = a_course(f"C-{many}", lessons=many, summary=f"Lần {number}")
        args = [course.pk, 2] if name in ("course_version", "version_learners") else [course.pk]
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name, args=args)).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 30
