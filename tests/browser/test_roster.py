"""A manager sends a roster, in real Chromium against a whole installation with its worker."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import ROOT, Site, press
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

SAMPLES = ROOT / "lms" / "demo" / "content" / "roster"
BAD = SAMPLES / "danh-sach-co-dong-sai.xlsx"
MENDED = {7: (2, "bd054@demo.example"), 8: (8, "9900009594"), 9: (7, "Kỹ thuật viên"), 10: (1, "Đỗ Thị Hoà"),
          11: (4, "1992"), 12: (9, "5s-101-k07")}  # fmt: skip # row: (column, what it should say)


@pytest.fixture
def manager(page: Any, site: Site) -> Any:
    sign_in(page, site, "ng10@demo.example")
    page.goto(f"{site.url}/don-vi/")
    return page


def choose(page: Any, sheet: Any) -> None:
    page.get_by_label("Tệp bảng tính").set_input_files(sheet)
    press(page.get_by_role("button", name="Đọc tệp"))


def mended(to: Path) -> Path:
    book = openpyxl.load_workbook(BAD)
    for row, (column, text) in MENDED.items():
        book.active.cell(row, column, text)
    book.save(to)
    return to


def figures(page: Any) -> list[str]:
    """New, changed, unchanged, refused."""
    shown: list[str] = page.locator(".figures b").all_inner_texts()
    return shown


def test_a_roster_from_the_first_mistake_to_the_last_undone_row(
    manager: Any, browser: Any, site: Site, looked_at: Any, tmp_path: Path
) -> None:
    page = manager
    looked_at()
    press(page.get_by_role("link", name="Nạp danh sách").first)
    looked_at()
    choose(page, {"name": "anh.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(99)})
    assert page.get_by_text("anh.png: Không đọc được tệp này như một bảng tính.").is_visible()
    looked_at()

    with page.expect_download() as got:
        page.get_by_role("link", name="Tệp mẫu có dòng cần sửa").click()
    got.value.save_as(tmp_path / "tai-ve.xlsx")
    choose(page, tmp_path / "tai-ve.xlsx")
    rows = [line.split("\t") for line in page.locator("tr.is-bad").all_inner_texts()]
    assert [(row[0].strip(), row[1].strip()) for row in rows] == [
        ("7", "Thư điện tử"), ("8", "Mã số thuế"), ("9", "Chức vụ"),
        ("10", "Họ và tên"), ("11", "Năm sinh"), ("12", "Mã lớp"),
    ]  # fmt: skip
    assert rows[1][3].strip() == "Số kiểm tra cuối phải là 4. Có phải Anh/Chị muốn ghi 9900009594?"
    assert figures(page) == ["6", "0", "0", "6"]
    looked_at()
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải các dòng này kèm lý do").click()
    got.value.save_as(tmp_path / "sua.csv")
    assert (tmp_path / "sua.csv").read_text("utf-8-sig").count("\n") == 7
    page.get_by_role("button", name="Nạp 6 dòng").click()  # the box says that six are left out; the browser asks for it
    assert page.get_by_role("heading", name="Xem trước khi nạp").is_visible()

    press(page.get_by_role("link", name="Chọn tệp khác"))
    choose(page, mended(tmp_path / "da-sua.xlsx"))
    assert figures(page) == ["12", "0", "0", "0"]
    looked_at()
    press(page.get_by_role("button", name="Nạp 12 dòng"))
    page.get_by_role("heading", name="Đã nạp danh sách").wait_for(timeout=60_000)  # by the worker; the page asks again
    looked_at()
    batch = page.url
    press(page.get_by_role("link", name="Xem người học"))
    page.get_by_label("Tìm theo tên").fill("do thi hoa")
    press(page.get_by_role("button", name="Lọc"))
    assert page.locator("tbody tr").all_inner_texts()[0].split("\t")[1].split() == ["5S-101", "5s-101-k07"]
    looked_at()

    press(page.get_by_role("link", name="Thẻ đăng nhập"))
    looked_at()
    press(page.get_by_role("button", name="In thẻ cho người đã chọn"))
    looked_at()
    card = page.locator(".cards li", has_text="Đoàn Khắc Hòa")
    code, pin = card.locator("dd").all_inner_texts()
    worker = browser.new_context(locale="vi-VN").new_page()
    worker.goto(f"{site.url}/tai-khoan/login/")
    worker.fill("[name=login]", code.lower())
    worker.fill("[name=password]", pin)
    press(worker.locator("main").get_by_role("button", name="Đăng nhập", exact=True))
    assert worker.url.endswith("/hoc-tap/")
    assert worker.get_by_text("5s-101-k07").first.is_visible()

    page.goto(batch)
    page.locator("summary", has_text="Hoàn tác danh sách này").click()
    press(page.get_by_role("button", name="Hoàn tác danh sách"))
    page.get_by_role("heading", name="Đã hoàn tác danh sách").wait_for(timeout=60_000)
    looked_at()
    assert site.ask(
        "SELECT DISTINCT e.state FROM courses_enrolment e JOIN desks_rosterrow r ON r.enrolment_id = e.id"
    ) == [("withdrawn",)]


def test_an_upload_without_javascript(browser: Any, site: Site, tmp_path: Path) -> None:
    page = browser.new_context(locale="vi-VN", java_script_enabled=False).new_page()
    sign_in(page, site, "ng10@demo.example")
    page.goto(f"{site.url}/don-vi/dn06/nap/")
    choose(page, mended(tmp_path / "da-sua.xlsx"))
    press(page.get_by_role("button", name=re.compile(r"Nạp \d+ dòng")))
    for _try in range(60):
        if page.get_by_role("heading", name="Đã nạp danh sách").is_visible():
            break
        press(page.get_by_role("link", name="Xem lại"))
        page.wait_for_timeout(500)
    page.locator("summary", has_text="Hoàn tác danh sách này").click()
    press(page.get_by_role("button", name="Hoàn tác danh sách"))

    page.get_by_role("heading", name=re.compile("^(Đã|Đang) hoàn tác danh sách")).wait_for()


def test_another_manager_and_a_learner_find_nothing(page: Any, site: Site) -> None:
    sign_in(page, site, "ng08@demo.example")

    assert [page.goto(f"{site.url}/don-vi/{rest}").status for rest in ("", "dn06/", "dn06/nap/")] == [404] * 3
