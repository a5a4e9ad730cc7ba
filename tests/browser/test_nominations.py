"""A nomination on its way, in real Chromium: the manager confirms, the officer screens and ranks."""

import re
from pathlib import Path
from typing import Any

import pytest

from lms.demo.papers import a_paper
from lms.nominations.states import DocumentKind
from tests.browser.conftest import Site, press
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

TRC, WSP = "DEMO-27-CP-01-GE-TRC-A", "DEMO-27-CL-02-GE-WSP-A"


def add_paper(page: Any, folder: Path, kind: DocumentKind) -> None:
    """Put one paper into the file that is open."""
    path = folder / f"{kind.value}.pdf"
    path.write_bytes(a_paper(kind, "Nguyễn Văn Nam"))
    form = page.locator("#giay-to form[enctype]")
    if not form.is_visible():
        page.locator("#giay-to summary").click()
    form.locator("[name=kind]").select_option(kind.value)
    form.locator("[name=paper]").set_input_files(path)
    press(form.get_by_role("button", name="Thêm giấy tờ"))


def test_a_nomination_goes_from_the_manager_through_the_city(
    page: Any, browser: Any, site: Site, looked_at: Any, tmp_path: Path
) -> None:
    sign_in(page, site, "ng10@demo.example")
    page.goto(f"{site.url}/de-cu/")
    looked_at()
    press(page.get_by_role("link", name="Nguyễn Văn Nam"))
    looked_at()
    press(page.get_by_role("button", name="Xác nhận cử"))
    assert page.get_by_role("alert").inner_text().startswith("Chưa thực hiện được. Còn thiếu: văn bản cử của đơn vị")
    add_paper(page, tmp_path, DocumentKind.ENDORSEMENT)
    press(page.get_by_role("button", name="Xác nhận cử"))
    assert page.get_by_text("Hồ sơ đang chờ chuyên viên chương trình.").is_visible()
    file_address = page.url
    page.goto(f"{site.url}/de-cu/chuong-trinh/{TRC}/")
    looked_at()

    desk = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    office = desk.new_page()
    sign_in(office, site, "ng05@demo.example")
    office.goto(file_address)
    press(office.get_by_role("button", name="Đủ điều kiện", exact=True))
    assert "bản sao hộ chiếu" in office.get_by_role("alert").inner_text()
    office.locator("summary").filter(has_text="Yêu cầu bổ sung").click()
    form = office.locator("details[open] form")
    form.locator("textarea").fill("Thiếu bản sao hộ chiếu.")
    press(form.get_by_role("button"))

    page.goto(file_address)
    assert page.get_by_text("Thiếu bản sao hộ chiếu.").is_visible()
    looked_at()
    add_paper(page, tmp_path, DocumentKind.PASSPORT)
    press(page.get_by_role("button", name="Nộp bổ sung"))

    office.goto(file_address)
    press(office.get_by_role("button", name="Đủ điều kiện", exact=True))
    press(office.get_by_role("button", name="Xếp vào danh sách đề cử"))
    assert office.get_by_text("Được đề cử, thứ tự ưu tiên 1").is_visible()
    desk.close()


def test_the_officers_board_opens_its_lists_and_a_full_quota_says_so(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng05@demo.example")
    page.goto(f"{site.url}/de-cu/")
    looked_at()
    number = page.locator(f"tr:has-text('{WSP}') td[data-l='Đã đóng'] a")
    assert number.locator("b").inner_text() == "1"
    press(number)
    assert page.locator("[data-row]").count() == 1
    looked_at()
    page.goto(f"{site.url}/de-cu/chuong-trinh/{WSP}/")
    looked_at()
    press(page.get_by_role("link", name="Ngô Thế Anh"))
    press(page.get_by_role("button", name="Xếp vào danh sách đề cử"))
    assert page.get_by_role("alert").inner_text() == "Đã đủ 1 chỉ tiêu. Có thể xếp người này làm dự bị."
    page.goto(f"{site.url}/de-cu/chuong-trinh/moi/")
    looked_at()
    with page.expect_download() as taken:
        page.goto(f"{site.url}/de-cu/")
        page.get_by_role("link", name=re.compile("Xuất XLSX")).click()
    assert taken.value.suggested_filename == "ho-so-de-cu.xlsx"
