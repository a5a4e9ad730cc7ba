import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.models import CoursePage, LessonPage
from cms.release import release
from courses.catalog.models import CourseVersion
from courses.learning.models import Enrolment, LessonProgress
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms.versions.bodies import every_block, write_lesson
from tests.cms.versions.conftest import edit
from tests.factories import a_quiz, a_run, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(course_page: CoursePage) -> CourseVersion:
    """A version whose last lesson holds every kind of block; afterwards the first lesson has another draft."""
    write_lesson(course_page, every_block(a_quiz()))
    version = release(course_page.pk, by=SYSTEM)
    edit(course_page, "Tên đã công bố")
    edit(course_page, "Tên trong bản nháp", publish=False)
    return version


@pytest.fixture
def office(rich: CourseVersion, client: Any) -> Any:
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-co-khi").user)
    return client


def lesson(version: CourseVersion, position: int) -> str:
    return reverse("preview_lesson", args=["5S-101", version.lessons.get(position=position).lesson.key])


def body(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_draft_the_live_words_and_a_version_are_each_shown_as_they_are(rich: CourseVersion, office: Any) -> None:
    address = lesson(rich, 1)

    titles = [
        re.search("<h1>(.*?)</h1>", body(office.get(f"{address}?nguon={source}")))[1]
        for source in ("nhap", "song", "1")
    ]

    assert titles == ["Tên trong bản nháp", "Tên đã công bố", rich.lessons.first().lesson.title]


@pytest.mark.parametrize("source", ["nhap", "song", "1"])
@pytest.mark.parametrize("progress", ["chua", "nua", "het", "xong", "chon"])
def test_a_preview_writes_nothing(source: str, progress: str, rich: CourseVersion, office: Any) -> None:
    query = f"?nguon={source}&tien-do={progress}&bai=2&ngay=01/02/2027"
    office.get(lesson(rich, 4))  # the session of who looks

    with CaptureQueriesContext(connection) as asked:
        office.get(lesson(rich, 4) + query)
        office.get(reverse("preview", args=["5S-101"]) + query)
        office.post(lesson(rich, 1) + "xong/" + query)
        office.post(reverse("preview_nothing", args=["5S-101", "rut/"]) + query)

    written = [each["sql"] for each in asked if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert written == []
    assert (Enrolment.objects.count(), LessonProgress.objects.count()) == (0, 0)


def test_every_block_is_shown_with_its_files_and_its_quiz(rich: CourseVersion, office: Any) -> None:
    page = body(office.get(lesson(rich, 4) + "?nguon=1"))

    digests = rich.lessons.last().lesson.items.filter(kind="file").values_list("key", flat=True)
    assert digests
    for digest in digests:
        assert f"/tep/{digest}/" in page
        assert office.get(f"/tep/{digest}/").status_code == 200
    assert "/quan-tri/xem-thu/5S-101/kiem-tra/" in page


def test_no_link_leads_into_a_class(rich: CourseVersion, office: Any) -> None:
    run = a_run(rich.course, rule={"lessons": "all", "quiz": 70})

    pages = [
        body(office.get(address + query))
        for address in (lesson(rich, 2), lesson(rich, 4), reverse("preview", args=["5S-101"]))
        for query in ("?nguon=1", f"?nguon=1&lop={run.code}&ngon-ngu=en", "?nguon=nhap&tien-do=het")
    ]

    assert [re.findall(r'(?:href|action|hx-\w+)="(?:/en)?/lop/[^"]*"', page) for page in pages] == [[]] * 9


@pytest.mark.parametrize(("progress", "read"), [("chua", 0), ("nua", 2), ("het", 4), ("xong", 4), ("chon", 1)])
def test_progress_is_as_it_is_asked(progress: str, read: int, rich: CourseVersion, office: Any) -> None:
    answer = office.get(reverse("preview", args=["5S-101"]) + f"?nguon=1&tien-do={progress}&bai=3")

    assert answer.context["outline"].done == read
    assert (answer.context["enrolment"].state == "completed") == (progress == "xong")
    assert [each.best is not None for each in answer.context["quizzes"]] == [progress == "xong"]


def test_done_leads_on_and_the_address_remembers_it(rich: CourseVersion, office: Any) -> None:
    answer = office.post(lesson(rich, 2) + "xong/?nguon=1&tien-do=chon&bai=1")

    assert answer.status_code == 303
    assert answer["Location"].startswith(lesson(rich, 3))
    assert office.get(answer["Location"]).context["outline"].done == 2


def test_the_last_done_leads_back_to_the_class(rich: CourseVersion, office: Any) -> None:
    answer = office.post(lesson(rich, 4) + "xong/?nguon=1&tien-do=het")

    assert answer["Location"].startswith(reverse("preview", args=["5S-101"]) + "?")


def test_the_page_is_in_the_learners_language_and_the_bar_in_the_offices(rich: CourseVersion, office: Any) -> None:
    page = body(office.get(lesson(rich, 1) + "?nguon=1&ngon-ngu=en"))

    assert '<html lang="en">' in page
    assert "Previous and next lesson" in page
    assert "Preview as a learner" not in page


def test_before_the_class_begins_the_learner_reads_when_it_does(rich: CourseVersion, office: Any) -> None:
    run = a_run(rich.course, rule={"lessons": "all", "quiz": None}, starts_on=date(2027, 3, 1))
    asked = lesson(rich, 1) + f"?nguon=1&lop={run.code}&ngay="

    early, later = office.get(asked + "28/02/2027"), office.get(asked + "01/03/2027")

    assert "01/03/2027" in str(early.context["refused"])
    assert later.context["line"].position == 1


def test_a_course_that_was_never_released_is_seen_before_it_is(course_page: CoursePage, client: Any) -> None:
    client.force_login(with_role(RoleKind.TRAINER, branch="khoa-co-khi").user)
    first = LessonPage.objects.child_of(course_page).first()

    page = client.get(reverse("preview_lesson", args=["5S-101", first.translation_key]))

    assert page.context["line"].title == first.title
    assert page.context["enrolment"].version.number == 1


def test_a_course_whose_page_is_gone_is_seen_by_its_versions(
    course_page: CoursePage, rich: CourseVersion, office: Any
) -> None:
    course_page.refresh_from_db()
    course_page.delete()

    assert office.get(lesson(rich, 1)).context["line"].position == 1


@pytest.mark.parametrize("query", ["?nguon=99", "?nguon=x&tien-do=y&ngay=32/13/2027&lop=z&ngon-ngu=fr&bai=x&bai=-1"])
def test_what_makes_no_sense_is_said_in_the_bar(query: str, rich: CourseVersion, office: Any) -> None:
    answer = office.get(reverse("preview", args=["5S-101"]) + query)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_lesson_that_is_not_in_the_version_is_not_there(rich: CourseVersion, office: Any) -> None:
    assert office.get(lesson(rich, 1).replace(lesson(rich, 1)[-13:-1], "0" * 12) + "?nguon=1").status_code == 404


def test_words_in_english_are_shown_where_they_are_attached(rich: CourseVersion, office: Any) -> None:
    from uuid import uuid4

    from courses.catalog.models import LessonVersion, LessonWords

    own = rich.lessons.first().lesson
    said = LessonVersion.objects.create(
        key=own.key, language="en", title="Sorting", schema=1, source=own.source, digest=uuid4().hex * 2
    )
    LessonWords.objects.create(lesson=own, words=said, language="en")

    titles = [
        office.get(lesson(rich, 1) + f"?nguon=1&ngon-ngu={language}").context["line"].title for language in ("en", "vi")
    ]

    assert titles == ["Sorting", own.title]


def test_a_draft_in_english_shows_what_is_translated_of_it_and_the_rest_in_vietnamese(
    rich: CourseVersion, office: Any
) -> None:
    from cms.translation.actions import Typed, save
    from cms.translation.sources import of_released

    own = rich.lessons.last().lesson
    page = LessonPage.objects.get(translation_key=own.key)
    title, first = of_released(own).pieces[:2]
    words = [(title, {"title": "Every block", "summary": "Short"}), (first, {"": "<p>Sort it out</p>"})]
    save(page.pk, "en", [Typed(piece.name, piece.of, 0, said) for piece, said in words], by=SYSTEM)

    page = body(office.get(lesson(rich, 4) + "?nguon=nhap&ngon-ngu=en"))

    assert "<h1>Every block</h1>" in page
    assert "Sort it out" in page
    assert "Năm chữ S" in page
