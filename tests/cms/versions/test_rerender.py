import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cms.lesson import rendering
from cms.tasks import RERENDER
from cms.versions import rerendering
from courses.catalog import queries as catalog
from courses.catalog.models import CourseVersion, LessonRendering, LessonVersion
from courses.catalog.proving import prove
from courses.learning import actions as learning
from courses.learning.models import LessonProgress
from lms.kernel import frozen, jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import NotAllowed
from tests.factories import a_run, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(monkeypatch: Any) -> int:
    """A renderer that writes something else."""
    present = rendering.html
    for module in (rendering, catalog):
        monkeypatch.setattr(module, "RENDERER", rendering.RENDERER + 1)
    monkeypatch.setattr("courses.catalog.proving.RENDERER", rendering.RENDERER)
    monkeypatch.setattr(rendering, "html", lambda source, language="vi": f"<p>mới</p>{present(source, language)}")
    return rendering.RENDERER


def said(*command: str) -> Any:
    out = io.StringIO()
    call_command("catalog", *command, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_rendering_anew_changes_no_digest_and_no_progress_and_keeps_the_old(
    version: CourseVersion, request: Any
) -> None:
    run = a_run(version.course, rule={"lessons": "all", "quiz": None})
    enrolment = learning.enrol(run.pk, by=a_user().person)
    learning.finish_lesson(enrolment.pk, version.lessons.first().lesson.key, by=enrolment.person)
    rows = (CourseVersion, LessonVersion, LessonProgress)
    before = {model: list(model.objects.order_by("pk").values()) for model in rows}
    old = list(LessonRendering.objects.order_by("pk").values())
    number = request.getfixturevalue("newer")

    told = said("rerender", "5S-101")

    assert told == {"rendered": 3, "same": 0, "skipped": []}
    assert {model: list(model.objects.order_by("pk").values()) for model in rows} == before
    assert list(LessonRendering.objects.exclude(renderer=number).order_by("pk").values()) == old
    assert LessonRendering.objects.filter(renderer=number, html__startswith="<p>mới</p>").count() == 3
    assert prove().found == []


def test_a_reader_sees_what_was_rendered_anew_at_once_and_nothing_else_of_the_page_changes(
    version: CourseVersion, client: Any, request: Any
) -> None:
    run = a_run(version.course, rule={"lessons": "all", "quiz": None})
    learner = a_user().person
    learning.enrol(run.pk, by=learner)
    client.force_login(learner.user)
    address = reverse("lesson", args=[run.code, version.lessons.first().lesson.key])

    def page() -> str:
        text = client.get(address).content.decode()
        token = client.get(address).context["csrf_token"]
        import re

        return re.sub(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", text.replace(str(token), ""))

    client.get(address)
    before = page()
    request.getfixturevalue("newer")
    waiting = page()
    said("rerender", "all")
    after = page()

    assert waiting == before
    assert after == before.replace('<div class="prose">', '<div class="prose"><p>mới</p>')
    assert after != before


def test_rendering_again_makes_nothing(version: CourseVersion, newer: int) -> None:
    said("rerender")

    assert said("rerender") == {"rendered": 0, "same": 3, "skipped": []}


def test_one_lesson_is_rendered_by_its_key(version: CourseVersion, newer: int) -> None:
    key = version.lessons.first().lesson.key

    assert said("rerender", "--lesson", str(key))["rendered"] == 1
    assert said("verify")["unrendered"] == 2


def test_words_that_are_no_longer_what_was_frozen_are_not_rendered(version: CourseVersion, newer: int) -> None:
    with frozen.lifted():
        LessonVersion.objects.filter(pk=version.lessons.first().lesson_id).update(title="Tên khác")

    with pytest.raises(CommandError) as wrong:
        said("rerender")

    assert wrong.value.returncode == 1
    assert LessonRendering.objects.filter(renderer=newer).count() == 2


def test_the_worker_does_it_as_a_job_with_progress(version: CourseVersion, newer: int) -> None:
    number = said("rerender", "5S-101", "--later")["job"]

    jobs.run(number)

    job = jobs.Job.objects.get(pk=number)
    assert (job.kind, job.state, job.done, job.of) == (RERENDER.name, "done", 3, 3)
    assert job.result == {"rendered": 3, "same": 0, "skipped": []}


def test_a_learner_has_nothing_rendered(version: CourseVersion, newer: int) -> None:
    with pytest.raises(NotAllowed):
        rerendering.rerender(by=a_user().person)

    assert not LessonRendering.objects.filter(renderer=newer).exists()


def test_a_wrong_key_is_bad_input(version: CourseVersion) -> None:
    with pytest.raises(CommandError) as wrong:
        said("rerender", "--lesson", "x")

    assert wrong.value.returncode == 2
    assert SYSTEM.pk is None
