"""Replacing, deleting or losing a file in the library touches no released lesson."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image as Picture

from cms import actions as pages
from cms.library import folders
from cms.models import CoursePage, LibraryDocument, LibraryImage
from cms.release import plan, release
from courses.catalog import actions as catalog
from courses.catalog.models import Blob
from lms.demo.courses import facts
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from lms.people.states import RoleKind
from tests.cms import hostile
from tests.factories import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(settings, tmp_path) -> CoursePage:
    """5S-101, released; its lessons hold drawings from the library."""
    settings.MEDIA_ROOT = tmp_path
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101")
    page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
    for lesson in content("5s-101")["lessons"]:
        pages.write_lesson_page(page, lesson, CONTENT / "5s-101", by=SYSTEM)
    release(page.pk, by=SYSTEM)
    return page


def frozen(page: CoursePage) -> list[tuple[object, object, list[bytes]]]:
    """What learners of the current version read, files and all."""
    from django.core.files.storage import storages

    from courses.catalog.queries import course_by_code

    version = course_by_code(page.code).current
    said = []
    for place in version.lessons.order_by("position"):
        keys = place.lesson.items.filter(kind="file").values_list("key", flat=True)
        files = [storages["private"].open(Blob.objects.get(pk=key).name).read() for key in sorted(keys)]
        said.append((place.lesson.digest, place.lesson.source, files))
    return said


def test_a_trainer_replaces_a_picture_and_the_released_lesson_keeps_the_old_one(released, client):
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-co-khi").user)
    before, image = frozen(released), LibraryImage.objects.order_by("pk")[0]
    old, name = image.file.read(), image.file.name
    new = hostile.svg("<circle r='7'/>")

    answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": image.title, "credit": "Tổ 5S", "licence": "own", "file": SimpleUploadedFile("moi.svg", new)},
    )

    image = LibraryImage.objects.get(pk=image.pk)
    assert (answer.status_code, image.credit, image.licence) == (302, "Tổ 5S", "own")
    assert (image.file.name != name, image.file.read() != old, image.width) == (True, True, 40)
    assert frozen(released) == before
    assert not plan(released).does_nothing


def test_a_hostile_file_does_not_replace_a_picture(released, client):
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-co-khi").user)
    image = LibraryImage.objects.order_by("pk")[0]
    name, old = image.file.name, image.file.read()

    answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": image.title, "file": SimpleUploadedFile("moi.gif", hostile.moving_gif())},
    )

    image = LibraryImage.objects.get(pk=image.pk)
    assert (answer.status_code, image.file.name, image.file.read()) == (200, name, old)


def test_a_document_is_replaced_at_its_own_address_and_a_hostile_one_is_not(released, client):
    trainer = with_role(RoleKind.TRAINER, branch="khoa-co-khi")
    client.force_login(trainer.user)
    folder = folders.folder_of(catalog.open_branch("khoa-co-khi", "", by=SYSTEM))
    document = LibraryDocument.objects.create(
        title="Biểu mẫu", file=SimpleUploadedFile("a.txt", b"5S"), collection=folder
    )
    address = reverse("wagtaildocs:edit", args=[document.pk])
    before, new = frozen(released), hostile.pdf()

    refused = client.post(address, {"title": "Biểu mẫu", "file": SimpleUploadedFile("b.pdf", b"MZ")})
    taken = client.post(address, {"title": "Biểu mẫu", "file": SimpleUploadedFile("b.pdf", new)})

    document = LibraryDocument.objects.get()
    assert (refused.status_code, taken.status_code) == (200, 302)
    assert document.file.read() == new
    assert frozen(released) == before


def test_a_deleted_picture_stays_in_the_released_lesson(released):
    before = frozen(released)

    LibraryImage.objects.all().delete()

    assert frozen(released) == before


def test_a_cover_whose_file_is_gone_is_refused_with_a_sentence(released):
    held = BytesIO()
    Picture.new("RGB", (64, 48), "teal").save(held, "PNG")
    cover = LibraryImage.objects.create(title="Bìa", file=SimpleUploadedFile("bia.png", held.getvalue()))
    released.cover, released.cover_alt = cover, "Xưởng"
    released.save_revision().publish()
    cover.file.storage.delete(cover.file.name)

    with translation.override("en"), pytest.raises(BadInput, match="cover “Bìa” is missing"):
        release(released.pk, by=SYSTEM)
