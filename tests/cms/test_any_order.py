"""Authors do anything in any order while learners learn: nothing that was released changes, breaks or is lost.

One course of three lessons with a drawing and a linked document, a learner on its first version. After every step each
released row is as it was written, each lesson of each learner opens with every file it names, and no record is gone.
"""

import hashlib
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from cms.release import release
from cms.translation import actions as translating
from cms.translation import sources
from courses.catalog import actions as catalog
from courses.catalog import queries
from courses.catalog.models import (
    Blob,
    CourseVersion,
    LessonItem,
    LessonRendering,
    LessonSuccession,
    LessonVersion,
    LessonWords,
    VersionFacet,
    VersionLesson,
)
from courses.learning import actions as learning
from courses.learning import versions
from courses.learning.models import Enrolment, LessonProgress, VersionMove
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from tests.factories import a_run, a_user

FROZEN = (Blob, CourseVersion, LessonItem, LessonRendering, LessonSuccession, LessonVersion, LessonWords,
          VersionFacet, VersionLesson, VersionMove)  # fmt: skip
SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='{}' height='9'/></svg>"
WORDS = ("Sàng lọc", "Sắp xếp", "Sạch sẽ", "Săn sóc", "Sẵn sàng")
_FACTS = {"code": "5S-900", "title": "Thực hành tốt 5S", "hours": 8, "periods": 11, "modules": []}


def drawing(width: int) -> ImageFile:
    return ImageFile(ContentFile(SVG.format(width).encode(), name=f"ve-{uuid.uuid4().hex}.svg"))


def written(image, document, words: str) -> list:
    text = f'<p>{words} <a linktype="document" id="{document.pk}">phiếu</a></p>' if document else f"<p>{words}</p>"
    return [
        {"type": "text", "value": text},
        {"type": "diagram", "value": {"image": image.pk, "alt": "Một kệ hàng", "caption": "Kệ hàng"}},
        {"type": "checklist", "value": {"title": words, "items": ["Sàn sạch", "Lối đi thông"]}},
    ]


class AnyOrder(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        cache.clear()  # the example before was rolled back, and its ids come again
        self.known = {model: {} for model in FROZEN}
        self.records = {}
        branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
        section = pages.ensure_branch_page(branch, by=SYSTEM)
        self.page = pages.write_course_page(section, _FACTS, by=SYSTEM)
        self.elsewhere = pages.write_course_page(section, {**_FACTS, "code": "KAI-900", "title": "Kaizen"}, by=SYSTEM)
        self.image = get_image_model().objects.create(title="Kệ hàng", file=drawing(3), width=9, height=9)
        self.document = get_document_model().objects.create(title="Phiếu", file=ContentFile(b"phieu", name="phieu.txt"))
        for number in range(3):
            page = LessonPage(title=f"Bài {number + 1}", slug=f"bai-{number}", locale=self.page.locale)
            page.body = page.body.stream_block.to_python(written(self.image, self.document, WORDS[number]))
            pages._add(self.page, page)
        self.version = release(self.page.pk, by=SYSTEM)
        self.run = a_run(self.version.course, rule={"lessons": "all", "quiz": None})
        self.learners = []
        self.somebody_enrols()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _lessons(self, **wanted):
        return list(LessonPage.objects.filter(path__startswith=self.page.path, **wanted).order_by("path"))

    def _some_lesson(self, data, **wanted):
        return data.draw(st.sampled_from(self._lessons(**wanted)))

    @contextmanager
    def _tried(self):
        """What is refused leaves nothing behind; anything else must work."""
        try:
            with transaction.atomic():
                yield
        except Refused:
            pass

    # What authors do

    @rule(data=st.data(), words=st.sampled_from(WORDS), publish=st.booleans(), turned=st.booleans())
    @precondition(lambda self: self._lessons(alias_of=None))  # Wagtail lets nobody edit an alias
    def edit(self, data, words, publish, turned):
        page = self._some_lesson(data, alias_of=None)
        image = get_image_model().objects.filter(pk=self.image.pk).first()
        blocks = written(image, None, words) if image else [{"type": "text", "value": f"<p>{words}</p>"}]
        page.body = page.body.stream_block.to_python(blocks[::-1] if turned else blocks)
        page.title = f"{words} {page.pk}"
        revision = page.save_revision()
        if publish:
            revision.publish()

    @rule(data=st.data())
    @precondition(lambda self: self._lessons(alias_of=None))
    def publish_or_take_back(self, data):
        page = self._some_lesson(data, alias_of=None)
        page.unpublish() if page.live else page.save_revision().publish()

    @rule(note=st.sampled_from(("", "Sửa lỗi chính tả")))
    def release_it(self, note):
        with self._tried():
            release(self.page.pk, by=SYSTEM, note=note)

    @rule(data=st.data(), position=st.sampled_from(("left", "right")))
    @precondition(lambda self: len(self._lessons()) > 1)
    def move_among_its_sisters(self, data, position):
        one, other = data.draw(st.permutations(self._lessons()))[:2]
        one.move(other, pos=position)

    @rule(data=st.data())
    @precondition(lambda self: self._lessons())
    def move_to_another_course(self, data):
        self._some_lesson(data).move(CoursePage.objects.get(pk=self.elsewhere.pk), pos="last-child")

    @rule()
    @precondition(lambda self: LessonPage.objects.filter(path__startswith=self.elsewhere.path).exists())
    def move_back(self):
        page = LessonPage.objects.filter(path__startswith=self.elsewhere.path)[0]
        page.slug = f"lai-{page.pk}"
        page.save()
        page.move(CoursePage.objects.get(pk=self.page.pk), pos="last-child")

    @rule(data=st.data())
    @precondition(lambda self: self._lessons())
    def delete(self, data):
        self._some_lesson(data).delete()

    @rule(data=st.data(), as_alias=st.booleans())
    @precondition(lambda self: 0 < len(self._lessons()) < 6)
    def copy_or_alias(self, data, as_alias):
        page, slug = self._some_lesson(data), f"ban-{uuid.uuid4().hex[:6]}"
        if as_alias:
            page.create_alias(update_slug=slug)
        else:
            page.copy(update_attrs={"slug": slug})

    @rule(data=st.data(), words=st.sampled_from(WORDS))
    @precondition(lambda self: self._lessons(alias_of=None))
    def translate(self, data, words):
        page = self._some_lesson(data, alias_of=None)
        with self._tried():
            told = sources.told(sources.of_page(page), "en")
            typed = [
                translating.Typed(each.piece.name, each.piece.of, each.base, dict.fromkeys(each.piece.source, words))
                for each in told
            ]
            translating.save(page.pk, "en", typed, by=SYSTEM)
            translating.attach(self.version.course_id, "en", by=SYSTEM)

    @rule(width=st.integers(1, 9))
    @precondition(lambda self: get_image_model().objects.filter(pk=self.image.pk).exists())
    def replace_the_image(self, width):
        image = get_image_model().objects.get(pk=self.image.pk)
        old, image.file = image.file.path, drawing(width)
        image.file_hash = ""
        image.save()
        Path(old).unlink()

    @rule()
    def delete_the_image(self):
        for image in get_image_model().objects.filter(pk=self.image.pk):
            path = image.file.path
            image.delete()
            Path(path).unlink(missing_ok=True)

    @rule()
    def delete_the_document(self):
        get_document_model().objects.filter(pk=self.document.pk).delete()

    # What learners do

    @rule()
    def somebody_enrols(self):
        with self._tried():
            user = a_user()
            client = Client()
            client.force_login(user)
            learning.enrol(self.run.pk, by=user.person)
            self.learners.append((user.person, client))

    @rule(data=st.data(), position=st.integers(0, 5))
    def somebody_finishes_a_lesson(self, data, position):
        person, _client = data.draw(st.sampled_from(self.learners))
        enrolment = Enrolment.objects.get(person=person)
        places = queries.lessons_of(enrolment.version_id)
        with self._tried():
            learning.finish_lesson(enrolment.pk, places[position % len(places)].lesson.key, by=person)

    @rule(data=st.data(), how=st.sampled_from(("move", "take", "stay")))
    def somebody_is_moved_or_asked(self, data, how):
        person, _client = data.draw(st.sampled_from(self.learners))
        enrolment = Enrolment.objects.get(person=person)
        newest = CourseVersion.objects.filter(course=self.version.course).latest("number")
        with self._tried():
            if how == "move":
                versions.move_to_version(enrolment.pk, newest.pk, by=SYSTEM)
            elif offer := versions.offer_version(enrolment.pk, newest.pk, by=SYSTEM):
                versions.answer_offer(offer.pk, take=how == "take", by=person)

    # What must hold

    @invariant()
    def what_was_written_stands(self):
        for model, known in self.known.items():
            rows = {row["pk"]: row for row in model.objects.values("pk", *[f.attname for f in model._meta.fields])}
            for pk, row in known.items():
                assert rows[pk] == row
            known.update(rows)

    @invariant()
    def every_lesson_of_every_learner_opens_with_its_files(self):
        for person, client in self.learners[-3:]:
            enrolment = Enrolment.objects.get(person=person)
            for place in queries.lessons_of(enrolment.version_id):
                address = reverse("lesson", args=[self.run.code, place.lesson.key])
                assert client.get(f"/en{address}").status_code == 200
                translation.activate("vi")  # the request leaves its language active
                page = client.get(address)
                assert page.status_code == 200
                for item in place.lesson.items.filter(kind="file"):
                    address = reverse("file", args=[item.key])
                    assert address in page.content.decode()
                    sent = b"".join(client.get(address).streaming_content)
                    assert hashlib.sha256(sent).hexdigest() == item.key

    @invariant()
    def nothing_a_learner_did_is_lost(self):
        rows = {(row.enrolment_id, row.key): row for row in LessonProgress.objects.all()}
        for place, finished_at in self.records.items():
            assert place in rows
            assert finished_at is None or rows[place].finished_at == finished_at
        self.records = {place: row.finished_at for place, row in rows.items()}


@pytest.mark.django_db
def test_no_order_of_work_changes_what_was_released_or_loses_what_was_learnt(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    run_state_machine_as_test(AnyOrder, settings=_SETTINGS)


_SETTINGS = settings(
    max_examples=7,
    stateful_step_count=14,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # a failure is told as found: making it smaller takes minutes
    suppress_health_check=list(HealthCheck),
)
