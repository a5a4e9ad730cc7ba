"""What is brought to the library is looked at by its content, by every way in."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from cms import actions as pages
from cms.library import folders
from cms.library.drawings import clean_svg
from cms.library.incoming import checked_image, checked_paper
from cms.library.pictures import clean_picture
from cms.models import LibraryDocument, LibraryImage
from courses.catalog import actions as catalog
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from lms.people.states import RoleKind
from tests.cms import hostile
from tests.factories import with_role

IDS = {"ids": lambda value: value if isinstance(value, str) and "." in value else ""}


def sent(name: str, content: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


@pytest.mark.parametrize(("name", "content", "says"), hostile.IMAGES, **IDS)
def test_a_hostile_picture_is_refused_with_a_sentence(name, content, says):
    with translation.override("en"), pytest.raises(BadInput, match=says):
        checked_image(sent(name, content), name)


@pytest.mark.parametrize(("name", "content", "says"), hostile.DOCUMENTS, **IDS)
def test_a_hostile_document_is_refused_with_a_sentence(name, content, says):
    with translation.override("en"), pytest.raises(BadInput, match=says):
        checked_paper(sent(name, content), name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", hostile.pdf()),
        ("a.docx", hostile.office()),
        ("a.xlsx", hostile.office("xlsx", xl__printerSettings1_dot_bin=b"x")),
        ("a.pptx", hostile.office("pptx", ppt___rels__a_dot_rels=hostile.fetching("hyperlink"))),
        ("a.csv", "\ufeffTên;Đơn vị\nLan;Cảng".encode()),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nXin chao"),
        ("A.TXT", "Sàng lọc, sắp xếp".encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_honest_document_is_kept_as_it_was_sent(name, content):
    assert checked_paper(sent(name, content), name).read() == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_an_honest_picture_looks_the_same_after_it_is_written_anew(kind):
    before = hostile.picture(kind, (120, 90))

    after = Image.open(io.BytesIO(clean_picture(before, kind.lower())))

    assert (after.format, after.size) == (kind, (120, 90))
    old = Image.open(io.BytesIO(before)).convert("RGB").tobytes()
    new = after.convert("RGB").tobytes()
    assert max(abs(a - b) for a, b in zip(old, new, strict=True)) <= 8


def test_a_lossless_webp_stays_without_loss():
    before = hostile.picture("WEBP", (60, 40), lossless=True)

    after = clean_picture(before, "webp")

    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()


def test_place_device_comment_and_what_hangs_on_the_end_are_gone():
    before = hostile.photo()
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(0x8825)

    after = clean_picture(before, "jpg")

    opened = Image.open(io.BytesIO(after))
    assert (dict(opened.getexif()), opened.info.get("comment")) == ({}, None)
    assert not any(trace in after for trace in (b"Lan", b"php", b"a.js", b"PK\x03\x04", b"Exif"))


def test_a_picture_is_turned_as_the_camera_meant():
    exif = Image.Exif()
    exif[0x0112] = 6

    after = Image.open(io.BytesIO(clean_picture(hostile.picture("JPEG", (40, 20), exif=exif.tobytes()), "jpeg")))

    assert after.size == (20, 40)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'><img src='x' onerror='alert(1)'/></p></foreignObject>",
        "<a xlink:href='javascript:alert(1)'><text>x</text></a>",
        "<use xlink:href='https://xau.example/a.svg#alert'/>",
        "<image href='data:image/svg+xml;base64,PHN2ZyBhbGVydD0iMSIvPg=='/>",
        "<image href='//xau.example/alert.png'/>",
        "<style>@import url(https://xau.example/alert.css);</style>",
        "<rect style='fill:url(https://xau.example/alert)'/>",
        "<rect fill='url( &quot;//xau.example/alert&quot; )'/>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<animate attributeName='href' values='javascript:alert(1)'/>",
        "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
        "<iframe src='javascript:alert(1)'/>",
        "<!-- alert -->",
    ],
)
def test_a_drawing_keeps_its_shapes_and_loses_what_acts(inside):
    cleaned = clean_svg(
        hostile.svg(f"{inside}<rect id='o' width='9' height='9' fill='url(#o)'/>", more="onload='alert(1)'")
    )

    assert not any(trace in cleaned for trace in (b"alert", b"xau", b"onload", b"script", b"data:"))
    assert b'<rect id="o" width="9" height="9" fill="url(#o)"' in cleaned


def test_the_demonstrations_drawings_lose_no_shape():
    from defusedxml.ElementTree import fromstring

    for path in Path("lms/demo").rglob("*.svg"):
        before, after = fromstring(path.read_bytes()), fromstring(clean_svg(path.read_bytes()))
        assert [(e.tag, e.attrib, e.text) for e in after.iter()] == [
            (e.tag, e.attrib, e.text) for e in before.iter()
        ], path


@pytest.fixture
def trainer(settings, tmp_path, db):
    """A trainer of a branch, who has no other's."""
    settings.MEDIA_ROOT = tmp_path / "media"
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    pages.ensure_branch_page(branch, by=SYSTEM)
    other = catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    pages.ensure_branch_page(other, by=SYSTEM)
    return with_role(RoleKind.TRAINER, branch="khoa-co-khi")


@pytest.fixture
def mine(trainer):
    from courses.catalog.models import Branch

    return folders.folder_of(Branch.objects.get(code="khoa-co-khi"))


@pytest.mark.parametrize(("name", "content", "says"), hostile.IMAGES, **IDS)
@pytest.mark.parametrize("way", ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"])
def test_no_way_in_takes_a_hostile_picture(way, name, content, says, trainer, mine, client):
    client.force_login(trainer.user)
    field = {"wagtailimages:add": "file", "wagtailimages:add_multiple": "files[]"}.get(way, "image-chooser-upload-file")
    prefix = "image-chooser-upload-" if "chooser" in way else ""
    data = {f"{prefix}title": "Hình", f"{prefix}collection": mine.pk, field: sent(name, content, "image/png")}

    answer = client.post(reverse(way), data, headers={"x-requested-with": "XMLHttpRequest"})

    assert (answer.status_code, LibraryImage.objects.count()) == (200, 0)


@pytest.mark.parametrize(("name", "content", "says"), [row for row in hostile.DOCUMENTS if row[0] != "bom.docx"], **IDS)
@pytest.mark.parametrize("way", ["wagtaildocs:add", "wagtaildocs:add_multiple", "wagtaildocs_chooser:create"])
def test_no_way_in_takes_a_hostile_document(way, name, content, says, trainer, mine, client):
    client.force_login(trainer.user)
    field = {"wagtaildocs:add": "file", "wagtaildocs:add_multiple": "files[]"}.get(way, "document-chooser-upload-file")
    prefix = "document-chooser-upload-" if "chooser" in way else ""
    data = {f"{prefix}title": "Tệp", f"{prefix}collection": mine.pk, field: sent(name, content, "application/pdf")}

    answer = client.post(reverse(way), data, headers={"x-requested-with": "XMLHttpRequest"})

    assert (answer.status_code, LibraryDocument.objects.count()) == (200, 0)


def test_what_is_written_by_code_passes_the_same_door(trainer, mine):
    with pytest.raises(BadInput):
        LibraryImage.objects.create(title="x", file=sent("a.gif", hostile.moving_gif()), collection=mine)
    with pytest.raises(BadInput):
        LibraryDocument.objects.create(title="x", file=sent("a.pdf", b"MZ"), collection=mine)


def test_a_photo_loses_its_place_on_the_way_in_and_lands_in_the_branchs_folder(trainer, mine, client):
    client.force_login(trainer.user)

    answer = client.post(reverse("wagtailimages:add"), {"title": "Cảng", "file": sent("cang.jpg", hostile.photo())})

    image = LibraryImage.objects.get()
    assert (answer.status_code, image.collection) == (302, mine)
    assert b"Exif" not in image.file.read()
    assert image.file_size == image.file.size


def test_a_title_too_long_does_not_carry_a_photo_past_the_door(trainer, mine, client):
    client.force_login(trainer.user)
    first = client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "x" * 300, "files[]": sent("cang.jpg", hostile.photo()), "collection": mine.pk},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    number = first["uploaded_file_id"]

    client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number]),
        {f"uploaded-image-{number}-title": "Cảng", f"uploaded-image-{number}-collection": mine.pk},
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert b"Exif" not in LibraryImage.objects.get().file.read()
