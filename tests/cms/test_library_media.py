"""Videos and sound in the library: looked at by content, with captions and transcript, seen by who may choose them."""

import random
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtailmedia.forms import get_media_form

from cms import freezing, groups
from cms.blocks import LessonBody
from cms.library import captions, folders
from cms.library.media import LibraryMedia
from cms.library.sounds import content_type
from courses.catalog.models import Blob, Branch
from lms.kernel.errors import BadInput
from lms.people.states import RoleKind
from tests.cms import every_block
from tests.cms.every_block import FILES, VTT
from tests.cms.pages import BRANCH, a_course_page
from tests.factories import with_role

pytestmark = pytest.mark.django_db
MP4, MP3 = (FILES / "clip.mp4").read_bytes(), (FILES / "voice.mp3").read_bytes()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = settings.PRIVATE_ROOT = tmp_path


def a_trainer(branch=BRANCH):
    a_course_page(code="5S-101" if branch == BRANCH else "NS-101", branch=branch)
    trainer = with_role(RoleKind.TRAINER, branch=branch)
    groups.mirror(trainer.pk)
    return trainer


def form_of(kind="video", content=MP4, name="clip.mp4", vtt=VTT, **data):
    officer = with_role(RoleKind.OFFICER)
    a_course_page()
    groups.mirror(officer.pk)
    sent = {"title": "Dọn giá", "language": "vi", "duration": 3, "collection": folders.shared().pk, "tags": "", **data}
    files = {"file": SimpleUploadedFile(name, content)}
    if vtt:
        files["captions"] = SimpleUploadedFile("loi.vtt", vtt.encode())
    instance = LibraryMedia(uploaded_by_user=officer.user, type=kind)
    return get_media_form(LibraryMedia)(sent, files, instance=instance, user=officer.user)


def test_a_video_takes_its_transcript_from_its_captions():
    form = form_of()

    assert form.is_valid(), form.errors
    media = form.save()
    assert media.transcript == "Lan: Chào các anh chị.\nHôm nay dọn một cái giá."
    assert (media.content_type, media.file_size) == ("video/mp4", len(MP4))


def test_a_video_without_captions_and_sound_without_a_transcript_are_not_kept():
    assert "captions" in form_of(vtt="").errors
    assert "transcript" in form_of("audio", MP3, "voice.mp3", vtt="").errors
    assert form_of("audio", MP3, "voice.mp3", vtt="", transcript="Chào.").is_valid()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ" + b"\0" * 200, "clip.mp4"), (b"<html><script>alert(1)</script>", "clip.mp4"), (MP3, "clip.mp4"),
     (b"", "clip.mp4"), (b"\0\0\0\x14ftypqt  " + b"\0" * 50, "clip.mp4"), (MP4, "clip.exe")],
)  # fmt: skip
def test_what_is_no_video_is_refused_whatever_its_name(content, name):
    assert "file" in form_of(content=content, name=name).errors


def test_a_video_that_is_too_large_is_refused_without_being_read(settings):
    settings.LMS_MEDIA_LARGEST = 1000

    assert "lớn hơn" in str(form_of().errors["file"])


def test_a_file_that_comes_in_by_code_is_looked_at_too():
    with pytest.raises(BadInput):
        every_block.a_media(file=SimpleUploadedFile("clip.mp4", b"MZ"))


def test_the_type_of_media_is_known_by_the_first_bytes():
    assert content_type(MP4[:64], "video") == "video/mp4"
    assert content_type((FILES / "clip.webm").read_bytes()[:64], "video") == "video/webm"
    assert content_type(MP3[:64], "audio") == "audio/mpeg"
    assert content_type(MP3[:64], "video") == ""
    assert content_type(b"OggS" + b"\0" * 60, "audio") == "audio/ogg"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("00:00.000 --> 00:01.000\nA", "Dòng 1"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", "Dòng 3"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB", "Dòng 6"),
        ("WEBVTT\n\n1\n00:00,000 --> 00:01,000\nA", "Dòng 4"),
        ("WEBVTT\n\nchỉ có chữ", "Dòng 4"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\n", "không có chữ"),
        ("WEBVTT", "không có chữ"),
        ("\x89PNG", "Dòng 1"),
    ],
)
def test_captions_that_cannot_be_read_are_refused_with_the_line(broken, said):
    with pytest.raises(BadInput, match=said):
        captions.cues(broken.encode())


def test_captions_with_windows_lines_a_mark_and_a_head_are_read():
    found = captions.cues(
        ("\ufeff" + VTT.replace("WEBVTT\n", "WEBVTT - lời\nKind: captions\n")).replace("\n", "\r\n").encode()
    )

    assert [(cue.start, cue.end) for cue in found] == [(0, 1400), (1400, 2900)]


def test_hostile_captions_never_end_in_an_error():
    chance = random.Random(7)
    pieces = [
        "WEBVTT",
        "\n",
        "\n\n",
        "-->",
        "00:01.000",
        " --> ",
        "NOTE",
        "STYLE",
        "<v A",
        ">",
        "\0",
        "9" * 40,
        "\r",
        "é",
    ]
    for _ in range(2000):
        text = "WEBVTT\n\n" + "".join(chance.choice(pieces) for _ in range(chance.randrange(14)))
        with suppress(BadInput):
            captions.transcript(captions.cues(text.encode()))


def test_media_are_seen_by_who_may_choose_them_and_by_nobody_else():
    mine, theirs = a_trainer(), a_trainer("khoa-khac")
    own = every_block.a_media(collection=folders.folder_of(Branch.objects.get(code=BRANCH)))
    shared = every_block.a_media()

    for trainer, expected in ((mine, [200, 200]), (theirs, [404, 200])):
        client = Client()
        client.force_login(trainer.user)
        answers = [client.get(reverse("library_media", args=[pk, "file"])).status_code for pk in (own, shared)]
        assert answers == expected
        chooser = client.get(reverse("wagtailmedia:chooser_typed", args=["video"])).content.decode()
        assert (f"/{own}/" in chooser, f"/{shared}/" in chooser) == (expected[0] == 200, True)
    client = Client()
    client.force_login(mine.user)
    assert client.get(reverse("library_media", args=[own, "khac"])).status_code == 404
    assert client.get(reverse("library_media", args=[own, "captions"]))["Content-Type"] == "text/vtt"
    assert Client().get(reverse("library_media", args=[own, "file"])).status_code == 302


def test_a_released_video_keeps_its_captions_and_poster_as_files_and_is_known_without_being_kept():
    block = LessonBody().child_blocks["video"]
    value = block.to_python({"media": every_block.a_media(), "title": ""})
    from cms.lesson.kinds import KINDS

    known = KINDS["video"].plain(value, freezing.known)
    nothing = Blob.objects.count()
    kept = KINDS["video"].plain(value, freezing.keep)

    assert nothing == 0
    assert known == kept
    assert {Blob.objects.get(pk=each).content_type for each in KINDS["video"].files(kept)} == {
        "video/mp4",
        "text/vtt",
        "image/png",
    }


def test_a_video_whose_captions_were_taken_away_is_refused_in_a_lesson():
    pk = every_block.a_media(captions="")
    block = LessonBody().child_blocks["video"]

    with pytest.raises(Exception, match="StructBlock") as refused:
        block.clean(block.to_python({"media": pk, "title": ""}))

    assert "phụ đề" in str(refused.value.block_errors["media"])
