"""The form of a course: what is chosen, filled in and refused."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.editing.forms import periods_of
from cms.library import folders
from cms.models import CoursePage
from cms.release import plan, release
from lms.kernel import generations
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms.pages import BRANCH, a_course_page
from tests.factories import with_role

pytestmark = pytest.mark.django_db


LISTS = ("audiences", "tools", "standards", "outcomes", "prerequisites", "clauses", "trainers")
COMMENTS = {f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}


def sent(page: CoursePage, **changed):
    """What the form of this page sends, some of it changed."""
    modules = [("module", {"no": "1", "title": "Mở đầu", "hours": "2", "kind": "thuc_hanh"})]
    facts = {name: getattr(page, name) for name in ("title", "slug", "code", "level", "mode", "hours", "periods")}
    facts |= {"summary": "", "story": rich_text(""), "modules": streamfield(modules), "cover": "", "cover_alt": ""}
    lists = {name: changed.pop(name, getattr(page, name)) for name in LISTS}
    return {**nested_form_data({**facts, **changed}), **COMMENTS, **lists}


@pytest.fixture
def trainer():
    return with_role(RoleKind.TRAINER, branch=BRANCH)


def save(client, page, **changed):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent(page, **changed))


def words_of(answer):
    return " ".join(str(each) for errors in answer.context["form"].errors.values() for each in errors)


def draft(page):
    return CoursePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_rows_are_kept_in_their_order_without_the_empty_and_the_doubled(client, trainer):
    page = a_course_page()
    client.force_login(trainer.user)

    answer = save(client, page, outcomes=["Hai", "", "  Một  ", "Hai"], tools=["5S", "Kaizen"])

    assert answer.status_code == 302
    assert (draft(page).outcomes, draft(page).tools) == (["Hai", "Một"], ["5S", "Kaizen"])


def test_a_row_that_is_too_long_is_refused_with_a_sentence(client, trainer):
    page = a_course_page()
    client.force_login(trainer.user)

    assert "500 ký tự" in words_of(save(client, page, outcomes=["x" * 501]))


def test_periods_left_empty_are_counted_from_the_hours(client, trainer):
    page = a_course_page()
    client.force_login(trainer.user)

    save(client, page, hours="16", periods="")

    assert draft(page).periods == 21
    assert [periods_of(hours) for hours in map(Decimal, (6, 8, 12, 40, 80))] == [8, 11, 16, 53, 107]


def test_a_course_that_would_come_before_itself_is_refused_by_naming_the_way(client, trainer):
    first = a_course_page(prerequisites=[])
    second = a_course_page("NS-101", prerequisites=["5S-101"])
    client.force_login(trainer.user)

    answer = save(client, first, prerequisites=[second.code])

    assert "5S-101 → NS-101 → 5S-101" in words_of(answer)


def test_a_course_of_another_branch_is_offered_once_it_is_released(client, trainer):
    page = a_course_page(prerequisites=[])
    other = a_course_page("NS-101", branch="don-vi-khac", prerequisites=[])
    client.force_login(trainer.user)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    before = client.get(address).context["form"].fields["prerequisites"].choices
    release(other.pk, by=SYSTEM)
    after = client.get(address).context["form"].fields["prerequisites"].choices

    assert [code for code, _label in before] == []
    assert [code for code, _label in after] == ["NS-101"]


def test_what_is_held_and_no_longer_offered_does_not_vanish(client, trainer):
    page = a_course_page(prerequisites=["CU-1"], clauses=["II.9.z"])
    client.force_login(trainer.user)

    save(client, page, title="Tên mới")

    assert (draft(page).prerequisites, draft(page).clauses) == (["CU-1"], ["II.9.z"])


def test_only_trainers_of_the_branch_are_offered_and_their_names_stand_on_the_released_course(client, trainer):
    stranger = with_role(RoleKind.TRAINER, branch="don-vi-khac")
    page = a_course_page(prerequisites=[])
    client.force_login(trainer.user)

    refused = save(client, page, trainers=[str(stranger.pk)])
    save(client, page, trainers=[str(trainer.pk)])
    draft(page).save_revision().publish()
    version = release(page.pk, by=SYSTEM)

    assert refused.status_code == 200
    assert version.trainers == [trainer.pk]
    client.logout()
    assert trainer.full_name in client.get(reverse("course", args=[version.course.slug])).content.decode()


def a_picture(size=(3000, 2000)):
    held = BytesIO()
    Picture.new("RGB", size, "teal").save(held, "JPEG")
    file = ContentFile(held.getvalue(), "xuong.jpg")
    return get_image_model().objects.create(title="Xưởng", file=file, collection=folders.shared())


@pytest.fixture
def covered(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = a_course_page(cover=a_picture(), cover_alt="Xưởng cơ khí sau khi sắp xếp")
    return page, release(page.pk, by=SYSTEM)


def test_a_cover_needs_words_for_who_cannot_see_it(client, trainer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = a_course_page()
    client.force_login(trainer.user)

    assert "nhìn" in words_of(save(client, page, cover=str(a_picture().pk)))


def test_a_released_cover_is_a_small_copy_that_everybody_sees(client, covered):
    page, version = covered
    address = reverse("cover", args=[version.cover])

    answer = client.get(address)

    shown = Picture.open(BytesIO(answer.content))
    assert (answer.status_code, shown.format, max(shown.size)) == (200, "WEBP", 1200)
    assert address in client.get(reverse("course", args=[version.course.slug])).content.decode()
    assert address in client.get(reverse("catalogue")).content.decode()


def test_a_cover_that_is_current_no_more_answers_404_as_does_any_other_kept_file(client, covered):
    page, version = covered
    page.cover = None
    page.save_revision().publish()
    release(page.pk, by=SYSTEM)
    generations.turn(generations.PUBLIC)

    assert client.get(reverse("cover", args=[version.cover])).status_code == 404
    assert client.get(reverse("cover", args=["0" * 64])).status_code == 404
    assert client.get("/bia/x/").status_code == 404


def test_the_same_cover_released_twice_makes_no_version(covered):
    page, version = covered

    assert plan(page).does_nothing
    assert release(page.pk, by=SYSTEM).pk == version.pk
