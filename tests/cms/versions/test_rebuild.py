import io
import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from PIL import Image as Picture
from wagtail.images import get_image_model

from cms.lesson.kinds import KINDS
from cms.library import folders
from cms.models import CoursePage, LessonPage
from cms.release import plan, release
from cms.versions.rebuilding import rebuild
from courses.catalog import actions as catalog
from courses.catalog.models import Blob, CourseVersion
from courses.learning import actions as learning
from courses.learning import queries
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Unknown
from lms.people.states import RoleKind
from tests.cms.versions.bodies import every_block, write_lesson
from tests.cms.versions.conftest import edit
from tests.factories import a_quiz, a_run, a_user, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(course_page: CoursePage) -> CourseVersion:
    """A version whose last lesson holds every kind of block."""
    write_lesson(course_page, every_block(a_quiz()))
    return release(course_page.pk, by=SYSTEM)


def the_page() -> CoursePage:
    return CoursePage.objects.get(code="5S-101")


def lessons_of(page: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(page).order_by("path"))


def test_the_lesson_of_these_tests_holds_every_kind_of_block(rich: CourseVersion) -> None:
    assert {block["type"] for block in rich.lessons.last().lesson.source} == set(KINDS)


def test_a_deleted_course_is_rebuilt_and_releasing_it_changes_nothing(rich: CourseVersion) -> None:
    before = [(each.translation_key, each.title, each.module) for each in lessons_of(the_page())]
    the_page().delete()

    made = rebuild(rich.course_id, by=SYSTEM)

    assert (made.course, len(made.lessons), len(made.brought)) == (True, 4, 0)
    assert [(each.translation_key, each.title, each.module) for each in lessons_of(the_page())] == before
    assert plan(the_page()).does_nothing
    assert release(the_page().pk, by=SYSTEM) == rich


def test_blocks_keep_the_ids_the_editor_gave_them(rich: CourseVersion) -> None:
    ids = [block.id for block in lessons_of(the_page())[-1].body]
    the_page().delete()

    rebuild(rich.course_id, by=SYSTEM)

    assert [block.id for block in lessons_of(the_page())[-1].body] == ids


def test_files_that_the_library_lost_come_from_the_kept_copies(rich: CourseVersion) -> None:
    the_page().delete()
    get_image_model().objects.all().delete()

    made = rebuild(rich.course_id, by=SYSTEM)

    assert len(made.brought) == get_image_model().objects.count() > 0
    assert release(the_page().pk, by=SYSTEM) == rich


def test_one_deleted_lesson_comes_back_to_its_place(rich: CourseVersion) -> None:
    for number in (0, 2):
        titles = [each.title for each in lessons_of(the_page())]
        lessons_of(the_page())[number].delete()

        made = rebuild(rich.course_id, by=SYSTEM)

        assert (made.course, made.lessons) == (False, [titles[number]])
        assert [each.title for each in lessons_of(the_page())] == titles
    assert release(the_page().pk, by=SYSTEM) == rich


def test_what_is_there_stays_as_it_is(course_page: CoursePage, rich: CourseVersion) -> None:
    edit(course_page, "Tên mới")
    lessons_of(course_page)[1].delete()

    rebuild(rich.course_id, by=SYSTEM)

    assert lessons_of(the_page())[0].title == "Tên mới"
    assert len(lessons_of(the_page())) == 4


def test_rebuilding_again_makes_nothing(rich: CourseVersion) -> None:
    the_page().delete()
    rebuild(rich.course_id, by=SYSTEM)

    again = rebuild(rich.course_id, by=SYSTEM)

    assert (again.course, again.lessons, again.brought) == (False, [], [])


def test_an_earlier_version_is_rebuilt_by_its_number(course_page: CoursePage, rich: CourseVersion) -> None:
    old = lessons_of(course_page)[0].title
    edit(course_page, "Tên mới")
    second = release(course_page.pk, by=SYSTEM)
    the_page().delete()

    rebuild(rich.course_id, rich.number, by=SYSTEM)

    assert second.number == 2
    assert lessons_of(the_page())[0].title == old


def test_a_lesson_that_moved_to_another_course_is_left_there(course_page: CoursePage, rich: CourseVersion) -> None:
    other = course_page.copy(recursive=False, update_attrs={"code": "B-101", "slug": "b-101", "title": "Khác"})
    moved = lessons_of(course_page)[0]
    moved.move(other, pos="last-child")

    made = rebuild(rich.course_id, by=SYSTEM)

    assert (made.lessons, made.elsewhere) == ([], [moved.title])


@pytest.mark.parametrize("lost", [False, True])
def test_cover_and_trainers_come_back_and_make_no_version(lost: bool, course_page: CoursePage) -> None:
    trainer = with_role(RoleKind.TRAINER, branch="khoa-co-khi")
    held = BytesIO()
    Picture.new("RGB", (1600, 900), "teal").save(held, "PNG")
    picture = ContentFile(held.getvalue(), "ben-cang.png")
    image = get_image_model().objects.create(title="Bến cảng", file=picture, collection=folders.shared())
    course_page.cover, course_page.cover_alt, course_page.trainers = image, "Bến cảng", [trainer.pk]
    course_page.save_revision().publish()
    version = release(course_page.pk, by=SYSTEM)
    the_page().delete()
    if lost:
        image.delete()

    rebuild(version.course_id, by=SYSTEM)

    assert version.cover
    assert the_page().trainers == [trainer.pk]
    assert (the_page().cover_id == image.pk) == (not lost)
    assert release(the_page().pk, by=SYSTEM) == version


def test_learners_go_on_where_they_were(rich: CourseVersion) -> None:
    run = a_run(rich.course, rule={"lessons": "all", "quiz": None})
    enrolment = learning.enrol(run.pk, by=a_user().person)
    learning.finish_lesson(enrolment.pk, rich.lessons.first().lesson.key, by=enrolment.person)
    the_page().delete()

    rebuild(rich.course_id, by=SYSTEM)
    edit(the_page(), "Tên mới")
    second = release(the_page().pk, by=SYSTEM)

    later = learning.enrol(a_run(second.course, rule={"lessons": "all", "quiz": None}).pk, by=enrolment.person)
    assert queries.outline(enrolment).done == 1
    assert queries.outline(later).line(rich.lessons.first().lesson.key) is not None


def test_a_lost_file_is_bad_input_and_nothing_is_made(rich: CourseVersion) -> None:
    the_page().delete()
    get_image_model().objects.all().delete()
    for item in rich.lessons.last().lesson.items.filter(kind="file"):
        storages["private"].delete(Blob.objects.get(pk=item.key).name)

    with pytest.raises(BadInput):
        rebuild(rich.course_id, by=SYSTEM)

    assert not CoursePage.objects.exists()


def test_a_trainer_of_another_branch_rebuilds_nothing(rich: CourseVersion) -> None:
    catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    stranger = with_role(RoleKind.TRAINER, branch="khoa-khac")
    the_page().delete()

    with pytest.raises(NotAllowed):
        rebuild(rich.course_id, by=stranger)
    with pytest.raises(Unknown):
        rebuild(rich.course_id, 7, by=SYSTEM)

    assert not CoursePage.objects.exists()


def test_the_command_tells_what_it_made(rich: CourseVersion) -> None:
    trainer = with_role(RoleKind.TRAINER, branch="khoa-co-khi")
    the_page().delete()
    out = io.StringIO()

    call_command("catalog", "rebuild", "5S-101", "--by", trainer.user.email, "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert (told["course"], told["number"], told["rebuilt"], len(told["lessons"])) == ("5S-101", 1, True, 4)
    assert the_page().owner_id is None
    assert the_page().latest_revision.user == trainer.user


@pytest.mark.parametrize("more", [(), ("--by", "khong@demo.example"), ("--by", "x", "--number", "9")])
def test_the_command_asks_for_an_officer_and_a_version_that_there_is(more: Any, rich: CourseVersion) -> None:
    with pytest.raises(CommandError) as wrong:
        call_command("catalog", "rebuild", "5S-101", *more)

    assert wrong.value.returncode == 2
