"""Help on the pages and the printed guides in a real browser; the pictures of the guides show what pages say today."""

import io
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from pypdf import PdfReader

from lms.guide.source import guides
from tests.browser import guide_pictures
from tests.browser.conftest import Site, press
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


def test_the_pictures_of_the_guides_are_not_stale(browser: Any, site: Site) -> None:
    """Each page is opened again as for its picture: `make pictures` takes those that differ."""
    known, stale, astray = guide_pictures.known(), [], []
    pages_of = {chapter.picture: chapter.pages for guide in guides().values() for chapter in guide.chapters}

    for name, _picture, page in guide_pictures.opened(site, browser):
        told, says = known.get(name, {}).get("says", []), guide_pictures.said(page)
        if told != says:
            stale.append(f"{name}: gone {sorted(set(told) - set(says))}, new {sorted(set(says) - set(told))}")
        if resolve(urlsplit(page.url).path).view_name not in pages_of[name]:
            astray.append(f"{name} shows {page.url}, which its chapter does not explain")

    assert astray == []
    assert stale == [], "pages have changed since their pictures were taken: run make pictures"


def test_a_learner_opens_the_help_of_a_page_and_goes_to_the_guide(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng08@demo.example")
    page.goto(f"{site.url}/hoc-tap/")
    looked_at()

    page.locator(".help summary").press("Enter")

    assert page.get_by_text("Làm gì trước?").is_visible()
    looked_at()
    press(page.get_by_role("link", name="Xem cả hướng dẫn"))
    assert page.url == f"{site.url}/huong-dan/hoc-vien/#learning"
    assert page.get_by_role("heading", name="Trang học tập của tôi").is_visible()
    looked_at()


def test_the_help_opens_without_javascript(browser: Any, site: Site) -> None:
    with browser.new_context(locale="vi-VN", java_script_enabled=False) as bare:
        page = bare.new_page()
        page.goto(f"{site.url}/xac-minh/")

        page.locator(".help summary").click()

        assert page.get_by_text("Quét mã QR trên giấy").is_visible()


def test_a_trainer_finds_the_chapter_of_the_page_in_the_back_office(page: Any, site: Site) -> None:
    sign_in(page, site, "ng06@demo.example")
    page.goto(f"{site.url}/quan-tri/")

    assert page.get_by_text("Trang này để làm gì?").is_visible()
    assert page.get_by_text("Cửa vào nơi viết trang").is_visible()

    page.goto(site.url + guide_pictures.PICTURES["trainer-editor"].path(site))
    press(page.get_by_role("link", name=re.compile("^Hướng dẫn")))
    assert page.url == f"{site.url}/huong-dan/giang-vien/#editor"


@pytest.mark.parametrize("guide", guides().values(), ids=lambda guide: guide.role)
def test_a_guide_prints_on_a4_with_page_numbers_and_no_menus(guide: Any, page: Any, site: Site) -> None:
    page.goto(f"{site.url}/huong-dan/{guide.slug}/")

    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    texts = ["".join(sheet.extract_text().split()) for sheet in printed.pages]  # marks stand apart from their letters
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in printed.pages} == {A4}
    assert [f"{number}/{len(texts)}" in text for number, text in enumerate(texts, start=1)] == [
        False,  # the first sheet is the cover
        *[True] * (len(texts) - 1),
    ]
    assert [each for each in ("KhóahọcHọctậpĐềcử", "Mởtrangnày", "Inhướngdẫnnày") if each in "".join(texts)] == []
    titles = ["".join(chapter.vi.title.split()) for chapter in guide.chapters]
    assert [title for title in titles if title not in "".join(texts)] == []
    images = sum(len(sheet.images) for sheet in printed.pages)
    assert images == sum(bool(chapter.picture) for chapter in guide.chapters)  # one that is cut would be there twice
