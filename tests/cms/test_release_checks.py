import pytest

from cms.models import CoursePage, LessonPage
from cms.release import plan, release
from cms.release.checking import leads_somewhere, problems, require_releasable
from courses.catalog import actions as catalog
from courses.quizzes.models import Question
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from tests.cms.test_release_orders import a_page, lessons_of
from tests.factories import a_person, a_quiz, a_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def said(page: CoursePage, *, blocking: bool | None = None) -> list[str]:
    found = problems(plan(CoursePage.objects.get(pk=page.pk)))
    return [each.says for each in found if blocking is None or each.blocks == blocking]


def write(lesson: LessonPage, *blocks) -> None:
    lesson.body = [{"type": kind, "value": value, "id": f"khoi-{at}"} for at, (kind, value) in enumerate(blocks)]
    lesson.save_revision().publish()


def change(page: CoursePage, **facts) -> None:
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish()


def a_drawing(title: str = "Sơ đồ", *, alt: str = "Năm bước nối nhau"):
    from django.core.files.base import ContentFile
    from wagtail.images import get_image_model

    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"></svg>'
    image = get_image_model().objects.create(title=title, file=ContentFile(svg, "so-do.svg"), width=4, height=4)
    return image, {"image": image.pk, "alt": alt, "caption": "Năm chữ S"}


def test_a_course_with_nothing_wrong_has_nothing_in_its_way():
    assert said(a_page(), blocking=True) == []


def test_a_draft_and_a_code_of_another_branch_stand_in_the_way():
    page = a_page()
    other = catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    catalog.identify(page.code, other, by=SYSTEM)
    CoursePage.objects.filter(pk=page.pk).update(live=False)

    found = said(page, blocking=True)

    assert len(found) == 2
    assert any("Khoa khác" in each for each in found)
    with pytest.raises(BadInput):
        require_releasable(plan(CoursePage.objects.get(pk=page.pk)))


def test_a_quiz_nobody_can_pass_stands_in_the_way_and_is_shown_where_it_is():
    quiz = a_quiz(count=3, questions=3)
    page = a_page(quiz=quiz)
    assert said(page, blocking=True) == []
    Question.objects.filter(code="CH0").update(retired_at="2026-01-01T00:00:00Z")

    (found,) = [each for each in problems(plan(page)) if each.blocks]

    last = lessons_of(page)[-1]
    assert (found.page, found.where, found.anchor) == (last.pk, last.title, str(last.body[-1].id))
    assert "3" in found.says
    assert "2" in found.says


def test_a_quiz_that_does_not_exist_stands_in_the_way():
    page = a_page()
    write(lessons_of(page)[0], ("quiz", {"quiz": "00000000-0000-0000-0000-000000000001"}))

    assert len(said(page, blocking=True)) == 1


def test_a_class_whose_rule_could_not_be_met_stands_in_the_way():
    page = a_page()
    first = release(page.pk, by=SYSTEM)
    asks_quiz = a_run(first.course, rule={"lessons": "all", "quiz": 70})
    a_run(first.course, rule={"lessons": "all", "quiz": 70}, version_policy="fixed", version=first)
    assert [asks_quiz.code in each for each in said(page, blocking=True)] == [True]

    for lesson in lessons_of(page):
        lesson.unpublish()

    assert len(said(page, blocking=True)) == 2


def test_a_percentage_above_a_hundred_stands_in_the_way():
    page = a_page()
    change(page, min_attendance=101)

    assert len(said(page, blocking=True)) == 1


def test_a_lost_file_stands_in_the_way_and_the_rest_is_still_shown():
    page = a_page()
    image, drawing = a_drawing()
    write(lessons_of(page)[0], ("diagram", drawing), ("text", "<p>Vẫn đọc được</p>"))
    assert said(page, blocking=True) == []
    image.file.storage.delete(image.file.name)
    from django.core.cache import cache

    cache.clear()

    now = plan(CoursePage.objects.get(pk=page.pk))

    (found,) = [each for each in problems(now) if each.blocks]
    assert (found.anchor, found.where) == ("khoi-0", "Bài 1")
    assert now.texts[0].source == [{"type": "text", "value": "<p>Vẫn đọc được</p>"}]


def test_missing_words_for_a_drawing_and_links_that_lead_nowhere_are_looked_at_again():
    page = a_page()
    _image, drawing = a_drawing(alt=" ")
    links = '<p><a href="https://gso.gov.vn/">đúng</a> <a href="/khoa-hoc/khong-co/">sai một</a>'
    links += '<a linktype="page" id="987654">sai hai</a></p>'
    write(lessons_of(page)[0], ("diagram", drawing), ("text", links))

    found = [each for each in problems(plan(page)) if each.anchor]

    assert [each.anchor for each in found] == ["khoi-0", "khoi-1", "khoi-1"]
    assert [("sai một" in each.says, "sai hai" in each.says) for each in found[1:]] == [(True, False), (False, True)]
    assert not any(each.blocks for each in found)


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://gso.gov.vn/so-lieu", True),
        ("http://localhost", False),
        ("https://", False),
        ("mailto:a@b.vn", True),
        ("mailto:ai-do", False),
        ("/khoa-hoc/", True),
        ("/khoa-hoc/khong-co/", False),
        ("/khong-co-duong-nay", False),
        ("#muc-2", False),
        ("trang-khac", False),
    ],
)
def test_where_an_address_can_lead(address, right):
    assert leads_somewhere(address) is right


def test_codes_clauses_and_trainers_nobody_knows_are_looked_at_again():
    page = a_page()
    stranger = a_person("Trần Thị Đã Nghỉ")
    change(page, prerequisites=["KHONG-CO"], clauses=["IX.9"], trainers=[stranger.pk])

    found = said(page, blocking=False)

    for word in ("KHONG-CO", "IX.9", "Trần Thị Đã Nghỉ"):
        assert sum(word in each for each in found) == 1


def test_lessons_without_their_other_language_are_named_once():
    found = [each for each in said(a_page(), blocking=False) if "“Bài 1”" in each]

    assert len(found) == 1
    assert "“Bài 2”" in found[0]


@pytest.mark.parametrize("lessons", [2, 12])
def test_a_plan_and_its_checks_cost_the_same_for_any_number_of_lessons(lessons, django_assert_num_queries):
    page = a_page(lessons)
    release(page.pk, by=SYSTEM)
    plan(page)

    with django_assert_num_queries(9):
        problems(plan(page))
