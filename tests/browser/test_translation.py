"""Two languages in a browser: a trainer translates side by side, a learner changes in the middle of a lesson."""

from typing import Any

import pytest

from tests.browser.conftest import Site, press
from tests.browser.test_backoffice import wrong
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

LESSONS = """SELECT l.page_ptr_id FROM cms_lessonpage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id
JOIN wagtailcore_page q ON p.path LIKE q.path || '%' JOIN cms_coursepage c ON c.page_ptr_id = q.id
WHERE c.code = '5S-101' ORDER BY p.path"""


def test_a_learner_changes_the_language_in_the_middle_of_a_lesson(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng08@demo.example")
    page.goto(f"{site.url}/en/lop/5s-101-tu-hoc/")
    press(page.locator("form[action$='ghi-danh/'] button"))
    press(page.locator(".outline a").first)
    looked_at()
    page.evaluate("document.getElementById('k9').scrollIntoView()")
    page.locator("a[data-keeps-place][href$='#k9']").wait_for()
    top = page.evaluate("scrollY")

    page.locator("a[data-keeps-place]").click()
    page.wait_for_url("**/lop/5s-101-tu-hoc/**#k9")

    assert "/en/" not in page.url
    assert "Ngày 1: chọn nơi và chọn người" in page.locator("#k9").inner_text()
    assert top > 1000  # far from the head of the page, and the link was there
    assert 0 <= page.locator("#k9").bounding_box()["y"] < page.viewport_size["height"]


def test_a_trainer_translates_an_outdated_block_and_gives_it_to_learners(page: Any, site: Site) -> None:
    second = site.ask(LESSONS)[1][0]
    sign_in(page, site, "ng06@demo.example")
    page.goto(f"{site.url}/quan-tri/ban-dich/{second}/en/?loc=can-dich")
    page.wait_for_selector(".Draftail-Editor")
    read = wrong(page)
    row = page.locator("section#k2")
    changed = row.locator("ins").all_inner_texts()

    row.locator("textarea").last.fill("A temporary sign. The tag states six things.")
    press(page.locator("button[name=attach]"))

    assert read == {}
    assert any("sáu" in each for each in changed)
    assert page.locator("section#k2").count() == 0  # nothing is left to do in it
    kept = site.ask("SELECT source FROM courses_lessonversion WHERE language = 'en' ORDER BY id DESC LIMIT 1")[0][0]
    assert "The tag states six things." in kept


def test_rich_text_is_typed_as_in_the_editor_of_the_lesson(page: Any, site: Site) -> None:
    third = site.ask(LESSONS)[2][0]
    sign_in(page, site, "ng06@demo.example")
    page.goto(f"{site.url}/quan-tri/ban-dich/{third}/en/")
    page.locator("section#k1 .public-DraftEditor-content").click()
    page.keyboard.type("A place for everything.")
    page.wait_for_function("document.querySelector('input[name=\"w1.\"]').value.includes('everything')")
    press(page.locator("form#translation button[type=submit]").first)

    rows = site.ask("SELECT words FROM cms_savedwords ORDER BY id DESC LIMIT 1")

    assert rows == [('{"": "<p>A place for everything.</p>"}',)]
