"""The files of lessons: who may see one, in which parts it is sent, how it is kept."""

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.test import Client
from django.urls import reverse

from courses.catalog import actions as catalog
from courses.catalog.drafts import CourseDraft, ItemDraft, LessonDraft
from courses.catalog.models import Blob, Course, LessonItem, LessonVersion, LessonWords
from courses.learning import actions as learning
from courses.learning.models import Enrolment
from lms.kernel import filing
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_course, a_run, a_user, with_role

pytestmark = pytest.mark.django_db
BYTES = bytes(range(256)) * 1000  # 256,000: more than one piece


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def a_course_with(digest: str, code: str = "5S-101", **facts: Any) -> Course:
    """A released course of one lesson that names this file."""
    draft = _draft((ItemDraft("file", digest),), **facts)
    course = catalog.identify(code, catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM), by=SYSTEM)
    catalog.release(course.pk, draft, by=SYSTEM)
    course.refresh_from_db()
    return course


def _draft(items: tuple[ItemDraft, ...], **facts: Any) -> CourseDraft:
    from decimal import Decimal
    from uuid import UUID

    lesson = LessonDraft(
        UUID(int=1), "Bài 1", [{"type": "text", "value": "<p>Bài</p>"}], 1, "<p>Bài</p>", 1, items=items
    )
    made: dict[str, Any] = {"title_vi": "5S", "title_en": "5S", "summary": "", "level": "co_ban", "periods": 11}
    made |= {"mode": "truc_tuyen_tu_hoc", "hours": Decimal(8), "lessons": (lesson,), **facts}
    return CourseDraft(**made)


@pytest.fixture
def blob() -> Blob:
    return catalog.keep_file(BYTES, "video/mp4")


@pytest.fixture
def learner(blob: Blob) -> Enrolment:
    return learning.enrol(a_run(a_course_with(blob.digest), rule={"lessons": "all"}).pk, by=a_user().person)


def get(person: Any, digest: str, **headers: str) -> Any:
    client = Client(headers={name.replace("_", "-"): value for name, value in headers.items()})
    if person is not None:
        client.force_login(person.user)
    return client.get(reverse("file", args=[digest]))


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class TestWhoMaySee:
    """A file is found by who learns with it and who answers for it; its address alone opens nothing."""

    def test_its_learner(self, learner, blob):
        answer = get(learner.person, blob.digest)

        assert (answer.status_code, body(answer)) == (200, BYTES)

    @pytest.mark.parametrize(
        ("kind", "scope", "status"),
        [
            (RoleKind.TRAINER, {"branch": "khoa-co-khi"}, 200),
            (RoleKind.TRAINER, {"branch": "khoa-khac"}, 404),
            (RoleKind.OFFICER, {}, 200),
            (RoleKind.AUDITOR, {}, 200),
            (RoleKind.LEADERSHIP, {}, 404),
        ],
    )
    def test_roles(self, learner, blob, kind, scope, status):
        assert get(with_role(kind, **scope), blob.digest).status_code == status

    def test_a_leaked_address_helps_nobody(self, learner, blob):
        stranger, elsewhere = a_user().person, a_user().person
        learning.enrol(a_run(a_course("KAIZEN-1"), rule={"lessons": "all"}).pk, by=elsewhere)

        anonymous = get(None, blob.digest)

        assert [get(each, blob.digest).status_code for each in (stranger, elsewhere)] == [404, 404]
        assert (anonymous.status_code, anonymous["Location"].split("?")[0]) == (302, reverse("account_login"))
        assert get(None, "0" * 64).status_code == 302  # and does not learn whether there is such a file

    def test_a_withdrawn_learner_loses_the_file_and_keeps_the_record(self, learner, blob):
        etag = get(learner.person, blob.digest)["ETag"]
        learning.open_lesson(learner.pk, learner.version.lessons.get().lesson.key, by=learner.person)
        record = _record(learner)

        learning.withdraw(learner.pk, by=learner.person)

        assert get(learner.person, blob.digest).status_code == 404
        assert get(learner.person, blob.digest, If_None_Match=etag).status_code == 404
        assert get(learner.person, blob.digest, Range="bytes=0-9").status_code == 404
        assert _record(learner) == record
        learning.enrol(learner.run_id, by=learner.person)
        assert get(learner.person, blob.digest).status_code == 200

    def test_what_only_another_version_names_is_not_mine(self, learner, blob):
        newer = catalog.keep_file(b"newer", "video/mp4")
        a_course_with(newer.digest)
        late = a_user().person
        learning.enrol(learner.run_id, by=late)

        assert [get(learner.person, each.digest).status_code for each in (blob, newer)] == [200, 404]
        assert [get(late, each.digest).status_code for each in (blob, newer)] == [404, 200]

    def test_a_file_of_a_translation_is_its_learners(self, learner):
        captions = catalog.keep_file(b"WEBVTT\n", "text/vtt")
        lesson = learner.version.lessons.get().lesson
        words = LessonVersion.objects.create(
            key=lesson.key, language="en", title="Lesson 1", schema=1, source=[], digest="e" * 64
        )
        LessonItem.objects.create(lesson=words, kind="file", key=captions.digest)
        assert get(learner.person, captions.digest).status_code == 404

        LessonWords.objects.create(lesson=lesson, words=words, language="en")

        assert get(learner.person, captions.digest).status_code == 200
        assert get(a_user().person, captions.digest).status_code == 404

    @pytest.mark.parametrize("versions", [1, 9])
    def test_it_costs_the_same_for_any_number_of_versions(self, learner, blob, versions, django_assert_num_queries):
        for number in range(versions):
            a_course_with(blob.digest, title_vi=f"5S lần {number}")
        client = Client()
        client.force_login(learner.person.user)
        client.get(reverse("file", args=[blob.digest]))

        with django_assert_num_queries(3):  # user with person, may they see it, the file; the session is in the cache
            client.get(reverse("file", args=[blob.digest]))


def _record(enrolment: Enrolment) -> list[Any]:
    """What is known of the learner, and of their files."""
    read = enrolment.progress.values_list("key", "lesson", "opened_at", "finished_at")
    return [*read, enrolment.version_id, *Blob.objects.order_by("pk").values_list("pk", "size", "name")]


class TestParts:
    """A video is asked for in parts; whatever cannot be read is answered with all of it."""

    @pytest.mark.parametrize(
        ("asked", "status", "first", "last"),
        [
            ("bytes=0-99", 206, 0, 99),
            ("bytes=100-", 206, 100, 255_999),
            ("bytes=-100", 206, 255_900, 255_999),
            ("bytes=-999999", 206, 0, 255_999),
            ("bytes=255999-999999", 206, 255_999, 255_999),
            ("bytes=60000-70000", 206, 60_000, 70_000),  # across two pieces
            ("bytes=5-2", 200, 0, 255_999),
            ("bytes=-", 200, 0, 255_999),
            ("bytes=a-b", 200, 0, 255_999),
            ("lines=0-1", 200, 0, 255_999),
            ("bytes=0-9,20-29", 200, 0, 255_999),  # several at once: all of it is one sensible answer
            (f"bytes={'9' * 40}-", 200, 0, 255_999),
        ],
    )
    def test_a_part(self, learner, blob, asked, status, first, last):
        answer = get(learner.person, blob.digest, Range=asked)

        assert (answer.status_code, body(answer)) == (status, BYTES[first : last + 1])
        assert int(answer["Content-Length"]) == last - first + 1
        assert answer.get("Content-Range") == (f"bytes {first}-{last}/256000" if status == 206 else None)
        assert answer["Accept-Ranges"] == "bytes"

    @pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-9999999", "bytes=-0"])
    def test_a_part_behind_the_end_is_refused(self, learner, blob, asked):
        answer = get(learner.person, blob.digest, Range=asked)

        assert (answer.status_code, body(answer), answer["Content-Range"]) == (416, b"", "bytes */256000")

    def test_a_part_of_other_bytes_is_not_mixed_in(self, learner, blob):
        same = get(learner.person, blob.digest, Range="bytes=0-9", If_Range=f'"{blob.digest}"')
        other = get(learner.person, blob.digest, Range="bytes=0-9", If_Range='"another"')
        weak = get(learner.person, blob.digest, Range="bytes=0-9", If_Range=f'W/"{blob.digest}"')

        assert [each.status_code for each in (same, other, weak)] == [206, 200, 200]

    def test_what_the_browser_has_is_not_sent_again(self, learner, blob):
        known = get(learner.person, blob.digest, If_None_Match=f'"x", W/"{blob.digest}"')
        changed = get(learner.person, blob.digest, If_None_Match='"x"')

        assert (known.status_code, body(known), changed.status_code) == (304, b"", 200)
        assert known["Cache-Control"] == changed["Cache-Control"] == "private, no-cache"

    def test_head_says_how_long_it_is(self, learner, blob):
        client = Client()
        client.force_login(learner.person.user)

        answer = client.head(reverse("file", args=[blob.digest]), headers={"Range": "bytes=0-9"})

        assert (answer.status_code, answer.content, answer["Content-Length"]) == (200, b"", "256000")

    def test_an_empty_file_has_no_part(self, learner):
        empty = catalog.keep_file(b"", "text/vtt")
        a_course_with(empty.digest)
        officer = with_role(RoleKind.OFFICER)

        whole, part = get(officer, empty.digest), get(officer, empty.digest, Range="bytes=0-")

        assert (whole.status_code, body(whole), whole["Content-Length"]) == (200, b"", "0")
        assert (part.status_code, part["Content-Range"]) == (416, "bytes */0")

    def test_a_file_that_the_storage_lost_is_a_page_that_is_not_there(self, learner, blob):
        storages["private"].delete(blob.name)

        assert get(learner.person, blob.digest).status_code == 404

    def test_it_is_read_in_pieces(self, learner, blob, monkeypatch):
        read = []

        class Watched(FileSystemStorage):
            def open(self, name: str, mode: str = "rb") -> Any:
                opened = super().open(name, mode)
                real = opened.file.read

                class Counting:
                    def __enter__(self) -> Any:
                        return self

                    def __exit__(self, *args: object) -> None:
                        opened.close()

                    seek = opened.seek

                    def read(self, size: int) -> bytes:
                        read.append(size)
                        return real(size)

                return Counting()

        watched = Watched(location=storages["private"].location)
        monkeypatch.setattr(filing, "storages", {"private": watched})

        body(get(learner.person, blob.digest))

        assert len(read) == 4
        assert max(read) == filing.PIECE


class TestHeaders:
    """Nothing in a file runs; what a page can show is shown, the rest is saved under a proper name."""

    @pytest.mark.parametrize("kind", ["image/svg+xml", "image/png", "video/mp4", "audio/mpeg", "text/vtt", "text/html"])
    def test_everything_but_a_pdf_stands_in_a_sandbox(self, kind):
        answer = _answered(kind)

        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert re.search(r"; sandbox( allow-same-origin)?$", answer["Content-Security-Policy"])
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_pdf_may_be_framed_by_our_own_pages_only(self):
        policy = _answered("application/pdf")["Content-Security-Policy"]

        assert "frame-ancestors 'self'" in policy
        assert "default-src 'none'" in policy

    @pytest.mark.parametrize(
        ("kind", "wanted", "disposition"),
        [
            ("image/png", "", 'inline; filename="0123456789ab.png"'),
            ("application/pdf", "Sổ tay.pdf", "inline; filename*=utf-8''S%E1%BB%95%20tay.pdf"),
            ("application/octet-stream", "", 'attachment; filename="0123456789ab.bin"'),
            ("text/csv", "Biểu mẫu 5S.csv", "attachment; filename*=utf-8''Bi%E1%BB%83u%20m%E1%BA%ABu%205S.csv"),
            ("text/csv", "Biểu mẫu", "attachment; filename*=utf-8''Bi%E1%BB%83u%20m%E1%BA%ABu.csv"),
            ("text/csv", "virus.exe", 'attachment; filename="virus.exe.csv"'),
            ("text/html", "../../etc/a.html", 'attachment; filename="a.html"'),
            ("text/plain", 'a"\r\nSet-Cookie: x=1.txt', 'attachment; filename="aSet-Cookie x=1.txt"'),
            ("text/plain", "...", 'attachment; filename="0123456789ab.txt"'),
            ("text/plain", "a" * 500 + ".txt", f'attachment; filename="{"a" * 120}.txt"'),
        ],
    )
    def test_the_name_under_which_it_is_saved(self, kind, wanted, disposition):
        assert _answered(kind, wanted)["Content-Disposition"] == disposition

    def test_the_name_comes_from_the_address(self, learner):
        form = catalog.keep_file(b"a,b", "text/csv")
        a_course_with(form.digest)
        client = Client()
        client.force_login(with_role(RoleKind.OFFICER).user)

        answer = client.get(reverse("file", args=[form.digest]), {"ten": "Biểu mẫu.csv"})

        assert "Bi%E1%BB%83u" in answer["Content-Disposition"]

    def test_behind_nginx_the_answer_names_the_file_only_after_asking(self, learner, blob, settings):
        settings.PRIVATE_LOCATION = "/kho-rieng/"

        answer = get(learner.person, blob.digest, Range="bytes=0-9")
        refused = get(a_user().person, blob.digest)

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer["X-Accel-Redirect"] == f"/kho-rieng/{blob.name}"
        assert (refused.status_code, refused.has_header("X-Accel-Redirect")) == (404, False)


def _answered(kind: str, wanted: str = "") -> Any:
    from django.test import RequestFactory

    storages["private"].save("x", io.BytesIO(b"x"))
    return filing.answer(RequestFactory().get("/"), filing.Stored("x", "0123456789abcdef", 1, kind), filename=wanted)


class _Big(io.RawIOBase):
    """A file of `size` zeros that is never in memory; remembers the largest piece that was read."""

    def __init__(self, size: int) -> None:
        self.size, self.at, self.largest = size, 0, 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        given = self.size - self.at if size < 0 else min(size, self.size - self.at)
        self.at += given
        self.largest = max(self.largest, given)
        return bytes(given)


class TestKeeping:
    """Files are kept by their digest, once, and named by a row only when they are whole."""

    def test_a_large_file_is_never_in_memory(self):
        big = _Big(20_000_000)

        blob = catalog.keep_file(big, "video/mp4")  # type: ignore[arg-type] # read and sought like any file

        assert (blob.size, blob.digest) == (20_000_000, hashlib.sha256(bytes(20_000_000)).hexdigest())
        assert storages["private"].size(blob.name) == 20_000_000
        assert big.largest <= 1024 * 1024

    def test_the_same_bytes_are_kept_once(self):
        first = catalog.keep_file(BYTES, "video/mp4")

        second = catalog.keep_file(io.BytesIO(BYTES), "video/mp4")

        assert second == first
        assert list(_files()) == [first.name]

    def test_a_refused_row_leaves_no_file(self, monkeypatch):
        monkeypatch.setattr(catalog.audit, "record", _refuse)

        with pytest.raises(RuntimeError):
            catalog.keep_file(BYTES, "video/mp4")

        assert list(_files()) == []
        assert not Blob.objects.exists()

    def test_what_a_killed_process_left_half_written_is_not_taken_for_whole(self, tmp_path):
        digest = hashlib.sha256(BYTES).hexdigest()
        _die_while_writing(tmp_path)
        halves = list(_files())

        blob = catalog.keep_file(BYTES, "video/mp4")

        assert len(halves) == 1  # the killed one had begun
        assert storages["private"].size(halves[0]) < len(BYTES)
        assert digest in halves[0]
        assert storages["private"].open(blob.name).read() == BYTES

    @pytest.mark.postgresql
    @pytest.mark.django_db(transaction=True)
    def test_two_keepers_at_once_keep_one_file(self):
        blobs = race(*(lambda: catalog.keep_file(io.BytesIO(BYTES), "video/mp4") for _ in range(4)))

        assert len({blob.name for blob in blobs}) == 1
        assert list(_files()) == [blobs[0].name]
        assert storages["private"].open(blobs[0].name).read() == BYTES


def _refuse(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("no")


def _files() -> Iterator[str]:
    root = Path(storages["private"].location)
    return (str(path.relative_to(root)) for path in sorted(root.rglob("*")) if path.is_file())


_DYING = """
import django, hashlib, os, signal, sys
django.setup()
from django.core.files.storage import FileSystemStorage, storages
from courses.catalog import actions, models
content = bytes(range(256)) * 1000
class Dying:
    def __init__(self): self.reads = 0
    def seek(self, at, whence=0): self.reads = 0 if at == 0 else self.reads; self.at = at
    def read(self, size=-1):
        self.reads += 1
        if Dying.passes and self.reads == 2: os.kill(os.getpid(), signal.SIGKILL)
        piece = content[self.at:self.at + 100_000]
        self.at += len(piece)
        if not piece: Dying.passes = 1
        return piece
Dying.passes = 0
storages._storages["private"] = FileSystemStorage(location=sys.argv[1])
class NoRow:
    def filter(self, **given): return self
    def first(self): return None
models.Blob.objects = actions.Blob.objects = NoRow()
actions.keep_file(Dying(), "video/mp4")
"""


def _die_while_writing(folder: Path) -> None:
    """Another process keeps the same bytes and is killed when it has written the first part of them."""
    ended = subprocess.run([sys.executable, "-c", _DYING, str(folder)], env=os.environ, check=False)
    assert ended.returncode == -signal.SIGKILL
