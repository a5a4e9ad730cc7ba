"""The pictures of README, taken anew from the demonstration: `make pictures`. Not collected by `make test`."""

from typing import Any

import pytest

from tests.browser import guide_pictures
from tests.browser.conftest import ROOT, WIDTHS, Site, press
from tests.browser.test_journeys import RUN, sign_in

pytestmark = pytest.mark.browser
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = ROOT / "lms" / "demo" / "content" / "roster" / "danh-sach-50-nguoi.xlsx"


@pytest.fixture
def take(page: Any) -> Any:
    """`take(name, "phone" | "desk")`: the top of the page that is open."""

    def taken(name: str, size: str, scroll_to: str = "") -> None:
        page.set_viewport_size(WIDTHS[size])
        if scroll_to:
            page.locator(scroll_to).first.scroll_into_view_if_needed()
        page.wait_for_timeout(300)  # fonts, and the corner that is fetched after the page
        width = WIDTHS[size]["width"]
        page.screenshot(path=PICTURES / f"{name}-{width}.png")

    return taken


def test_the_guides(browser: Any, site: Site) -> None:
    """First: its pages are compared with those of an installation where nobody has done anything yet."""
    guide_pictures.take(site, browser)


def test_what_everybody_sees(page: Any, site: Site, take: Any) -> None:
    page.goto(site.url)
    take("home", "desk")
    take("home", "phone")
    code = site.ask("SELECT code FROM certificates_certificate WHERE state = 'issued' ORDER BY id LIMIT 1")[0][0]
    page.goto(f"{site.url}/xac-minh/{code}/")
    take("verify", "phone")


def test_the_learner(page: Any, site: Site, take: Any) -> None:
    sign_in(page, site, "ng08@demo.example")
    page.wait_for_url("**/hoc-tap/")
    take("learning", "phone")
    page.goto(f"{site.url}/lop/{RUN}/")
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    press(page.get_by_role("link", name="Bắt đầu học"))
    take("lesson", "phone")
    page.goto(f"{site.url}/lop/{RUN}/")
    press(page.get_by_role("link", name="Bài kiểm tra cuối khóa"))
    press(page.get_by_role("button", name="Bắt đầu làm bài"))
    page.wait_for_url("**/lam-bai/**")
    take("quiz", "phone")


def test_the_manager(page: Any, site: Site, take: Any) -> None:
    sign_in(page, site, "ng10@demo.example")
    page.goto(f"{site.url}/don-vi/dn06/nap/")
    page.locator("[name=sheet]").set_input_files(SAMPLE)
    page.locator("[name=run]").select_option(index=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Đọc tệp").click()
    take("roster", "desk")
    page.goto(f"{site.url}/de-cu/")
    press(page.get_by_role("link", name="Nguyễn Văn Nam"))
    take("nomination", "phone")


def test_the_officer(page: Any, site: Site, take: Any) -> None:
    sign_in(page, site, "ng05@demo.example")
    page.goto(f"{site.url}/de-cu/")
    take("nominations", "desk")


def test_leadership(page: Any, site: Site, take: Any) -> None:
    sign_in(page, site, "ng30@demo.example")
    page.goto(f"{site.url}/chi-tieu/")
    take("targets", "desk", "h2 >> nth=3")
    press(page.locator("td.num a").first)
    take("behind", "desk")


def test_the_auditor(page: Any, site: Site, take: Any) -> None:
    sign_in(page, site, "tt01@demo.example")
    page.goto(f"{site.url}/kiem-tra/")
    take("audit", "desk")
