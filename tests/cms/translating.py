"""What the tests of translation begin with: 5S-101 as pages, and English words for any of its pieces."""

import re

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from cms.translation import actions, sources
from cms.translation.actions import Typed
from courses.catalog import actions as catalog
from lms.demo.courses import facts
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM


def a_course_page(settings, tmp_path) -> CoursePage:
    """5S-101 with its first two lessons, not yet released."""
    settings.MEDIA_ROOT = tmp_path
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101")
    page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
    for lesson in content("5s-101")["lessons"][:2]:
        pages.write_lesson_page(page, lesson, CONTENT / "5s-101", by=SYSTEM)
    return page


def lessons(page: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(page).order_by("path"))


def translate(page, *, by=SYSTEM, only=None):
    """Every piece of the page (or those of these numbers) in English: its own words with "en " before them."""
    typed = []
    for told in sources.told(sources.of_page(page), "en"):
        piece = told.piece
        if piece.said and (only is None or piece.number in only):
            words = {place: english(text) for place, text in piece.source.items()}
            typed.append(Typed(piece.name, piece.of, told.base, words))
    return actions.save(page.pk, "en", typed, by=by)


def english(text: str) -> str:
    """Rich text keeps its markup in front."""
    return re.sub(r"^((?:<[^>]+>)*)", r"\1en ", text, count=1)


def edit_block(page: LessonPage, number: int, text: str) -> None:
    """Write other words into the block of this number, a text, and publish."""
    raw = page.body.get_prep_value()
    raw[number - 1]["value"] = text
    page.body = page.body.stream_block.to_python(raw)
    page.save_revision().publish()
