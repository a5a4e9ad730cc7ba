"""The back office as its scripts draw it: toolbars, panels, dialogs and calendars are Vietnamese too."""

import re
from typing import Any

import pytest

from tests.browser.conftest import Site, press
from tests.browser.test_journeys import sign_in
from tests.walk.reading import not_vietnamese

pytestmark = pytest.mark.browser

# Text and labels of what can be seen now, without what says that it is in another language than the page.
READ = """() => {
    const said = [];
    const silent = "script,style,code,textarea,input,[contenteditable=true] *";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (text && parent.checkVisibility() && !parent.closest(silent)) said.push([text, parent]);
    }
    for (const name of ["aria-label", "title", "placeholder"])
        for (const each of document.querySelectorAll(`[${name}]`))
            if (each.checkVisibility()) said.push([each.getAttribute(name), each]);
    return said.filter(([, where]) => where.closest("[lang]") === document.documentElement).map(([text]) => text);
}"""
# The other language by its own name; keys of the keyboard; what Wagtail has cut short.
NO_WORDS = re.compile(r"\bEnglish\b|\b(?:Ctrl|Alt|Shift)\b|\w+…")


def wrong(page: Any) -> dict[str, list[str]]:
    """What a person sees or hears on the page now that is not Vietnamese."""
    page.wait_for_timeout(400)  # panels and dialogs slide in
    found = {text: not_vietnamese(NO_WORDS.sub("", text)) for text in page.evaluate(READ)}
    return {text: words for text, words in found.items() if words}


def test_what_the_editor_draws_is_vietnamese(page: Any, site: Site) -> None:
    lesson, course = site.ask(
        "SELECT l.page_ptr_id, c.page_ptr_id FROM cms_lessonpage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id "
        "JOIN wagtailcore_page q ON p.path LIKE q.path || '%' JOIN cms_coursepage c ON c.page_ptr_id = q.id "
        "WHERE c.code = '5S-101' ORDER BY p.path LIMIT 1"
    )[0]
    sign_in(page, site, "ng06@demo.example")
    seen: dict[str, dict[str, list[str]]] = {}

    for name in ("", f"pages/{course}/", "images/", "images/add/", "reports/workflow/", f"pages/{course}/edit/"):
        page.goto(f"{site.url}/quan-tri/{name}")
        seen[name] = wrong(page)
    page.goto(f"{site.url}/quan-tri/pages/{lesson}/edit/")
    seen["lesson"] = wrong(page)
    for panel in page.locator("[data-side-panel-toggle]").all():
        panel.click()
        seen[f"panel {panel.get_attribute('data-side-panel-toggle')}"] = wrong(page)
    page.locator(".c-sf-add-button").first.click()
    seen["choosing a block"] = wrong(page)
    page.keyboard.press("Escape")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.press("Control+a")
    seen["the toolbar of the text"] = wrong(page)
    page.keyboard.press("Control+k")
    seen["the link dialog"] = wrong(page)

    assert {where: found for where, found in seen.items() if found} == {}
    assert len(seen) >= 13


def test_who_chooses_english_finds_the_back_office_in_english(page: Any, site: Site) -> None:
    """And the reading above finds English where there is some."""
    sign_in(page, site, "qt01@demo.example")
    page.goto(f"{site.url}/quan-tri/")

    press(page.get_by_role("link", name="English"))
    press(page.locator("main").get_by_role("button", name="English"))

    assert page.url.endswith("/quan-tri/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert {"Search", "Images", "Reports"} <= set(wrong(page))


def test_the_calendar_of_the_editor_begins_on_monday_in_vietnamese(page: Any, site: Site) -> None:
    course = site.ask("SELECT page_ptr_id FROM cms_coursepage WHERE code = '5S-101'")[0][0]
    sign_in(page, site, "ng06@demo.example")
    page.goto(f"{site.url}/quan-tri/pages/{course}/edit/")

    page.locator("[data-side-panel-toggle=status]").click()
    page.get_by_role("button", name="Đặt lịch").first.click()
    page.locator("[name=go_live_at]:visible").click()

    assert page.locator(".xdsoft_calendar:visible th").first.inner_text() == "Thứ 2"
    assert wrong(page) == {}
