"""Learners read in two languages with one enrolment and one progress, and change in the middle of a lesson."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from cms.release import release
from cms.translation import actions, sources
from cms.translation.actions import Typed
from courses.learning import actions as learning
from courses.learning.models import Enrolment, LessonProgress
from lms.kernel.actors import SYSTEM
from tests.cms.translating import a_course_page, edit_block, lessons, translate
from tests.factories import a_run, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def class_(settings, tmp_path, client):
    """A learner of 5S-101 whose first lesson is in English but for its fourth block; `client` is theirs."""
    page = a_course_page(settings, tmp_path)
    version = release(page.pk, by=SYSTEM)
    first = lessons(page)[0]
    translate(first)
    edit_block(first, 4, "<p>Một đoạn khác hẳn.</p>")
    version = release(page.pk, by=SYSTEM)
    run = a_run(version.course, rule={"lessons": "all", "quiz": None})
    learner = a_user().person
    learning.enrol(run.pk, by=learner)
    client.force_login(learner.user)
    return page, run


def address(run, lesson, language="vi") -> str:
    with translation.override(language):
        return reverse("lesson", args=[run.code, lesson.translation_key])


def read(client, run, lesson, language="vi") -> str:
    return client.get(address(run, lesson, language)).content.decode()


def test_a_lesson_is_read_in_either_language_by_its_address(class_, client):
    page, run = class_
    first = lessons(page)[0]

    vietnamese, english = read(client, run, first), read(client, run, first, "en")

    assert "<h2>Mười lăm phút đầu" in vietnamese
    assert "<h2>en Mười lăm phút đầu" in english
    assert f"<h1>en {first.title}</h1>" in english
    assert "en Mười lăm phút đầu" not in vietnamese


def test_the_blocks_of_a_lesson_have_the_same_places_in_both_languages(class_, client):
    page, run = class_
    first = lessons(page)[0]

    found = [re.findall(r'id="(k\d+)"', read(client, run, first, language)) for language in ("vi", "en")]

    assert found[0] == found[1] == [f"k{number}" for number in range(1, len(first.body) + 1)]


def test_what_is_outdated_stands_in_vietnamese_and_says_so(class_, client):
    page, run = class_

    english = read(client, run, lessons(page)[0], "en")

    assert re.search(r'id="k4"><p class="hint">This part[^<]+</p><div class="block" lang="vi"><p>Một đoạn', english)
    assert english.count("This part has not been translated yet.") == 1
    assert "Parts of this lesson have not been translated yet." in english


def test_each_page_leads_to_the_same_lesson_in_the_other_language(class_, client):
    page, run = class_
    first, second = lessons(page)

    assert f'href="{address(run, first, "en")}" lang="en" hreflang="en" data-keeps-place' in read(client, run, first)
    assert f'href="{address(run, first)}" lang="vi" hreflang="vi" data-keeps-place' in read(client, run, first, "en")
    assert "data-keeps-place" not in read(client, run, second) + read(client, run, second, "en")


def test_a_lesson_without_words_comes_in_vietnamese_and_says_so(class_, client):
    page, run = class_
    second = lessons(page)[1]

    english = read(client, run, second, "en")

    assert "This lesson has not been translated yet." in english
    assert f'<h1><span lang="vi">{second.title}</span></h1>' in english
    assert '<div class="prose" lang="vi">' in english


def test_one_enrolment_one_progress_whichever_language_was_read(class_, client):
    page, run = class_
    first, second = lessons(page)
    read(client, run, first, "en")
    with translation.override("en"):
        done = reverse("finish_lesson", args=[run.code, first.translation_key])

    client.post(done)
    client.post(reverse("finish_lesson", args=[run.code, second.translation_key]))

    enrolment = Enrolment.objects.get(run=run)
    assert enrolment.state == "completed"
    assert LessonProgress.objects.filter(enrolment=enrolment).count() == 2
    # The evidence names the lesson of the version, whichever words of it were read.
    assert {line["lesson"] for line in enrolment.completion.evidence["lessons"]} == set(
        enrolment.version.lessons.values_list("lesson", flat=True)
    )


def test_newly_attached_words_are_read_at_once(class_, client):
    page, run = class_
    second = lessons(page)[1]
    before = read(client, run, second, "en")
    translate(second)

    actions.attach(run.course_id, "en", by=SYSTEM)

    assert "en Sàng lọc" not in before
    assert f"<h1>en {second.title}</h1>" in read(client, run, second, "en")


def test_the_outline_and_my_learning_speak_the_language_of_the_page(class_, client):
    page, run = class_
    first = lessons(page)[0]

    with translation.override("en"):
        pages = [client.get(reverse("run", args=[run.code])), client.get(reverse("my_learning"))]

    for page_ in pages:
        assert f"en {first.title}" in page_.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_lesson_costs_the_same_in_either_language(class_, client, language, django_assert_max_num_queries):
    page, run = class_
    first = lessons(page)[0]
    read(client, run, first, language)

    with django_assert_max_num_queries(10):
        read(client, run, first, language)


def test_the_public_page_of_a_course_speaks_english_where_it_has_words(class_, client):
    page, run = class_
    page.story = "<p>Chuyện kể</p>"
    page.save_revision().publish()
    translate(page)
    actions.attach(run.course_id, "en", by=SYSTEM)
    client.logout()
    first, second = lessons(page)
    with translation.override("en"):
        address = reverse("course", args=[run.course.slug])

    english = client.get(address).content.decode()
    vietnamese = client.get(address.removeprefix("/en")).content.decode()

    assert "<li>en Giải thích được mục đích" in english
    assert '<th scope="row">en Tổng quan' in english
    assert '<section class="prose" lang="en"><p>en Chuyện kể</p>' in english
    assert f"<li>en {first.title}" in english
    assert f'<li><span lang="vi">{second.title}</span>' in english
    assert "en Giải thích" not in vietnamese


def test_a_story_that_has_changed_comes_in_vietnamese_at_once(class_, client):
    page, run = class_
    page.story = "<p>Chuyện kể</p>"
    page.save_revision().publish()
    translate(page)
    actions.attach(run.course_id, "en", by=SYSTEM)
    page.story = "<p>Chuyện khác</p>"
    page.save_revision().publish()

    with translation.override("en"):
        english = client.get(reverse("course", args=[run.course.slug])).content.decode()

    assert '<section class="prose" lang="vi"><p>Chuyện khác</p>' in english


def test_the_catalogue_in_english_finds_english_words_and_shows_them(class_, client):
    page, run = class_
    page.summary = "Tóm tắt khóa học"
    page.save_revision().publish()
    release(page.pk, by=SYSTEM)
    told = {each.piece.name: each for each in sources.told(sources.of_page(page), "en")}
    words = {"@summary": "Tidy shopfloors", "@outcomes.1": "Explain shadow boards"}
    typed = [Typed(name, told[name].piece.of, 0, {"": text}) for name, text in words.items()]
    actions.save(page.pk, "en", typed, by=SYSTEM)
    actions.attach(run.course_id, "en", by=SYSTEM)

    with translation.override("en"):
        listed = reverse("catalogue")
    found = [client.get(f"{listed}?q={q}").content.decode() for q in ("shopfloors", "shadow", "SHADOW tidy", "story")]
    vietnamese = client.get(f"{listed.removeprefix('/en')}?q=shopfloors").content.decode()

    assert ["<p>Tidy shopfloors</p>" in each for each in found] == [True, True, True, False]
    assert "5S-101" not in vietnamese


def test_a_class_tells_its_outcomes_in_english_to_who_is_not_in_it(class_, client):
    page, run = class_
    translate(page)
    actions.attach(run.course_id, "en", by=SYSTEM)
    client.force_login(a_user())

    with translation.override("en"):
        english = client.get(reverse("run", args=[run.code])).content.decode()

    assert "<li>en Giải thích được mục đích" in english
