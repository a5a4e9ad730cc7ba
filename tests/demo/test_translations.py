"""The demonstration's English: whole where it says so, with the figures of the Vietnamese, attached by the release."""

import re

import pytest

from cms.models import CoursePage, LessonPage
from cms.release import release
from cms.translation import sources
from cms.translation.comparing import State, count
from cms.translation.models import SavedWords
from courses.catalog import translations
from lms.demo.courses import TAUGHT, branch_of, facts, lay_bank, lay_branches, lay_lessons
from lms.demo.data import content
from lms.demo.translations import lay_english
from lms.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_page(settings, tmp_path) -> CoursePage:
    from cms import actions as pages

    settings.MEDIA_ROOT = tmp_path
    branch = lay_branches(by=SYSTEM)[branch_of("5S-101")]
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101")
    page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
    lay_lessons(page, TAUGHT["5S-101"], lay_bank(branch, by=SYSTEM), by=SYSTEM)
    lay_english(page, by=SYSTEM)
    return page


def told(page) -> list[list]:
    return [sources.told(sources.of_page(each), "en") for each in LessonPage.objects.child_of(page).order_by("path")]


def figures(text: str) -> list[str]:
    """The numbers of a text, whether a comma or a point groups its digits."""
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", text)))


def test_one_lesson_is_complete_one_is_begun_and_partly_outdated_one_waits(course_page):
    first, second, third = told(course_page)

    assert count(first).percent == 100
    assert [each.piece.number for each in second if each.state == State.OUTDATED] == [2]
    assert [each.piece.number for each in second if each.state == State.DONE] == [0, 1, 3]
    assert count(third).done == 0
    assert count(sources.told(sources.of_page(course_page), "en")).percent == 100


def test_the_first_release_attaches_them_and_laying_again_changes_nothing(course_page):
    version = release(course_page.pk, by=SYSTEM)
    before = SavedWords.objects.count()

    lay_english(course_page, by=SYSTEM)

    words = translations.words_in(version.pk, "en")
    assert SavedWords.objects.count() == before
    assert sorted(len(each.untranslated) for each in words.values()) == [0, len(told(course_page)[1]) - 3]
    assert translations.facts_in(version.pk, "en")["modules"][0] == "Overview and spirit of 5S"


def test_every_figure_of_the_first_lesson_stands_in_its_english(course_page):
    first = told(course_page)[0]

    for each in first:
        for place, text in each.piece.source.items():
            assert figures(text) == figures(each.words[place])
