"""The editor in a browser: lessons in order by drag and by keys; written, submitted and published by keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

LESSONS = (
    "SELECT p.id, p.title, l.module FROM cms_lessonpage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id "
    "JOIN wagtailcore_page q ON p.path LIKE q.path || '%' JOIN cms_coursepage c ON c.page_ptr_id = q.id "
    "WHERE c.code = '5S-101' ORDER BY p.path"
)


def lessons(site: Site) -> list[Any]:
    return site.ask(LESSONS)


def open_lessons(page: Any, site: Site) -> None:
    course = site.ask("SELECT page_ptr_id FROM cms_coursepage WHERE code = '5S-101'")[0][0]
    page.goto(f"{site.url}/quan-tri/pages/{course}/edit/#bai-hoc")
    expect(page.locator("[data-lessons]")).to_be_visible()


def tab_to(page: Any, selector: str, key: str = "Tab") -> None:
    """Press the key until what the selector names has the focus: a mouse is never used."""
    for _press in range(150):
        page.keyboard.press(key)
        if page.evaluate("what => document.activeElement.matches(what)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def test_lessons_are_put_in_order_with_the_arrow_keys(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng06@demo.example")
    (first, *_rest), (second, *_more), *_others = lessons(site)
    open_lessons(page, site)
    looked_at(skip_axe=True)

    page.locator(f"[data-lesson='{first}'] [data-lesson-handle]").focus()
    page.keyboard.press("ArrowDown")  # over the border, into the second module
    expect(page.locator("[data-lessons-said]")).to_contain_text("vị trí 1 trên 2 của Học phần 2")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-lessons-said]")).to_contain_text("vị trí 2 trên 2 của Học phần 2")

    assert page.evaluate("document.activeElement.hasAttribute('data-lesson-handle')")
    assert [(pk, module) for pk, _title, module in lessons(site)][:2] == [(second, 2), (first, 2)]


def test_a_lesson_is_dragged_into_another_module(page: Any, site: Site) -> None:
    sign_in(page, site, "ng06@demo.example")
    open_lessons(page, site)
    last = lessons(site)[-1][0]

    page.locator(f"[data-lesson='{last}'] [data-lesson-handle]").drag_to(page.locator("[data-module='1'] ol"))
    expect(page.locator("[data-lessons-said]")).to_contain_text("Học phần 1")
    page.reload()

    assert (lessons(site)[0][0], lessons(site)[0][2]) == (last, 1)


def test_rows_are_added_moved_and_kept_by_keyboard(page: Any, site: Site) -> None:
    sign_in(page, site, "ng06@demo.example")
    course = site.ask("SELECT page_ptr_id FROM cms_coursepage WHERE code = 'KZ-101'")[0][0]
    page.goto(f"{site.url}/quan-tri/pages/{course}/edit/")
    rows = page.locator("[name=outcomes]")
    before = rows.evaluate_all("all => all.map(each => each.value).filter(Boolean)")

    rows.nth(len(before) - 1).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Dẫn dắt được một vòng cải tiến")
    page.keyboard.press("Alt+ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.goto(f"{site.url}/quan-tri/pages/{course}/edit/")

    after = rows.evaluate_all("all => all.map(each => each.value).filter(Boolean)")
    assert after == [*before[:-1], "Dẫn dắt được một vòng cải tiến", before[-1]]


def test_a_lesson_is_written_submitted_and_published_with_the_keyboard_alone(page: Any, site: Site) -> None:
    lesson = lessons(site)[1][0]
    sign_in(page, site, "ng06@demo.example")
    page.goto(f"{site.url}/quan-tri/pages/{lesson}/edit/")

    tab_to(page, "[name=title]")
    page.keyboard.press("End")
    page.keyboard.type(", bản gửi duyệt")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    tab_to(page, ".footer [aria-expanded=false]", "Shift+Tab")  # the buttons stand last on the page
    page.keyboard.press("Enter")
    tab_to(page, "[name=action-submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    sign_in_again(page, site, "ng05@demo.example")
    page.goto(f"{site.url}/quan-tri/")
    expect(page.locator("#viec-doc")).to_contain_text(", bản gửi duyệt")
    tab_to(page, "#viec-doc a.desk__title")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, ".footer [aria-expanded=false]", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    title = site.ask("SELECT title FROM wagtailcore_page WHERE id = ?", lesson)[0][0]
    assert re.search(", bản gửi duyệt$", title)


def sign_in_again(page: Any, site: Site, email: str) -> None:
    page.context.clear_cookies()
    sign_in(page, site, email)
