import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from cms.release import plan, release
from courses.catalog import actions as catalog
from courses.catalog.models import Blob
from courses.learning import actions as learning
from lms.demo.courses import facts
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import NotAllowed
from lms.people.states import RoleKind
from tests.factories import a_person, a_run, a_user, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_page(settings, tmp_path) -> CoursePage:
    """5S-101 as pages, three lessons, not yet released."""
    settings.MEDIA_ROOT = tmp_path
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101")
    page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
    for lesson in content("5s-101")["lessons"]:
        pages.write_lesson_page(page, lesson, CONTENT / "5s-101", by=SYSTEM)
    return page


def edit(page: CoursePage, title: str, *, publish: bool = True) -> LessonPage:
    lesson = LessonPage.objects.child_of(page).order_by("path")[0]
    lesson.title = title
    revision = lesson.save_revision()
    if publish:
        revision.publish()
    return lesson


def test_the_same_words_released_twice_make_no_version(course_page):
    first = release(course_page.pk, by=SYSTEM)

    assert release(course_page.pk, by=SYSTEM).pk == first.pk
    assert plan(course_page).does_nothing


def test_a_draft_is_left_out_and_named(course_page):
    first = release(course_page.pk, by=SYSTEM)
    edit(course_page, "Bản nháp chưa xuất bản", publish=False)

    assert [each.draft_title for each in plan(course_page).left_out] == ["Bản nháp chưa xuất bản"]
    assert release(course_page.pk, by=SYSTEM).pk == first.pk


def test_a_plan_keeps_no_file_and_asks_for_the_library_once(course_page, django_assert_max_num_queries):
    before = Blob.objects.count()

    made = plan(course_page)

    assert Blob.objects.count() == before == 0
    assert [each.state for each in made.lessons] == ["added"] * len(made.lessons)
    with django_assert_max_num_queries(6):
        plan(course_page)


def test_a_plan_tells_the_block_and_the_words_that_changed(course_page):
    release(course_page.pk, by=SYSTEM)
    lesson = LessonPage.objects.child_of(course_page).order_by("path")[0]
    raw = list(lesson.body.raw_data)
    at = next(index for index, block in enumerate(raw) if block["type"] == "definition")
    raw[at]["value"]["term"] += " mới"
    lesson.body = json.dumps([*raw[:at], *raw[at + 1 :], raw[at]])
    lesson.save_revision().publish()

    change = plan(course_page).lessons[0]

    assert change.state == "changed"
    told = [block for block in change.blocks if block.touched]
    assert [(block.kind, block.state, block.before, block.after, block.moved) for block in told] == [
        ("definition", "changed", at + 1, len(raw), True)
    ]
    assert [run.text for run in told[0].spots[0].runs if run.how == "added"] == [" mới"]


def test_a_learner_stays_on_the_version_they_enrolled_on(course_page):
    first = release(course_page.pk, by=SYSTEM)
    run = a_run(first.course, rule={"lessons": "all", "quiz": None})
    old = learning.enrol(run.pk, by=a_person())
    edit(course_page, "Tên mới")
    second = release(course_page.pk, by=SYSTEM)
    new = learning.enrol(run.pk, by=a_person())

    old.refresh_from_db()
    assert (old.version_id, new.version_id, second.number) == (first.pk, second.pk, 2)
    assert first.lessons.get(position=1).lesson.title != "Tên mới"
    assert second.lessons.get(position=1).lesson.title == "Tên mới"


def test_a_trainer_of_another_branch_may_not_release(course_page, client):
    other = catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    pages.ensure_branch_page(other, by=SYSTEM)
    stranger = with_role(RoleKind.TRAINER, branch=other.code)

    with pytest.raises(NotAllowed):
        release(course_page.pk, by=stranger)
    client.force_login(stranger.user)
    assert client.get(reverse("release_course", args=[course_page.pk])).status_code == 404


def test_a_released_lesson_holds_no_address_token_or_script(course_page):
    version = release(course_page.pk, by=SYSTEM)

    html = version.lessons.get(position=1).lesson.renderings.get().html

    assert '"tep:' in html
    for forbidden in ("<script", "csrf", "http://", "https://", "<form", "/media/"):
        assert forbidden not in html


def test_the_reader_shows_the_diagram_to_its_learner_only(course_page, client):
    version = release(course_page.pk, by=SYSTEM)
    run = a_run(version.course, rule={"lessons": "all", "quiz": None})
    learner, stranger = a_user().person, a_user().person
    learning.enrol(run.pk, by=learner)
    lesson = version.lessons.get(position=1).lesson
    address = reverse("file", args=[lesson.items.filter(kind="file")[0].key])

    client.force_login(learner.user)
    page = client.get(reverse("lesson", args=[run.code, lesson.key]))
    shown = client.get(address)
    client.force_login(stranger.user)

    assert address in page.content.decode()
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/svg+xml")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("lessons", [1, 3])
@pytest.mark.parametrize("moment", ["opened first", "opened before", "beside another"])
def test_a_lesson_costs_the_same_for_any_number_of_lessons(
    course_page, client, lessons, moment, django_assert_num_queries
):
    for lesson in LessonPage.objects.child_of(course_page).order_by("path")[lessons:]:
        lesson.unpublish()
    version = release(course_page.pk, by=SYSTEM)
    run = a_run(version.course, rule={"lessons": "all", "quiz": None})
    learner = a_user().person
    enrolment = learning.enrol(run.pk, by=learner)
    key = version.lessons.get(position=1).lesson.key
    address = reverse("lesson", args=[run.code, key])
    if moment != "opened first":
        learning.open_lesson(enrolment.pk, key, by=learner)
    if moment == "beside another":
        learning.turn_to(enrolment, uuid4(), by=learner)
    client.force_login(learner.user)
    cache.clear()

    # With an empty cache: session, user, enrolment, what was read, the version's lessons, the words; and to remember
    # where one is, one statement, or a savepoint around two.
    with django_assert_num_queries({"opened first": 10, "opened before": 6, "beside another": 7}[moment]):
        assert client.get(address).status_code == 200


def test_the_back_office_tells_a_learner_that_it_is_not_theirs(client):
    client.force_login(a_user())

    assert client.get("/quan-tri/").status_code == 403
