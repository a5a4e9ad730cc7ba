"""The auditor's room, the desks and my learning in a real browser, each page at both widths with axe."""

import re
from typing import Any

import pytest

from tests.browser.conftest import Site, press
from tests.browser.test_journeys import sign_in, sign_up

pytestmark = pytest.mark.browser


def test_an_auditor_searches_opens_evidence_verifies_and_draws_a_sample(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "tt01@demo.example")
    page.goto(f"{site.url}/den/")
    looked_at()
    press(page.locator("main").get_by_role("link", name="Phòng kiểm tra"))
    looked_at()

    page.get_by_label("Việc đã làm").select_option(label="cấp giấy chứng nhận")
    press(page.get_by_role("button", name="Tìm trong nhật ký"))
    assert "viec=issue" in page.url
    press(page.locator("tr[data-row] a").first)
    assert page.locator("#noi-dung").get_by_text("khớp nhật ký").first.is_visible()
    looked_at()
    press(page.get_by_role("link", name="Mở minh chứng"))
    assert page.locator("[data-link]").count() == 6
    looked_at()
    press(page.locator("[data-link=attempts] a").first)
    assert page.get_by_text("mã tóm tắt khớp mọi câu trả lời").is_visible()
    looked_at()
    press(page.get_by_role("link", name="Minh chứng", exact=True).last)
    looked_at()

    press(page.get_by_role("link", name="Chuỗi niêm phong"))
    head = page.locator("[data-head]").inner_text()
    looked_at()
    page.get_by_label("Mã cuối chuỗi đã lưu").fill(head)
    press(page.get_by_role("button", name="Kiểm chứng nhật ký"))
    page.get_by_text("nguyên vẹn").wait_for(timeout=60_000)
    press(page.get_by_role("table").get_by_role("link").first)
    assert page.get_by_role("heading", name="Nhật ký nguyên vẹn").is_visible()
    assert page.get_by_text(head).first.is_visible()
    looked_at()

    press(page.get_by_role("link", name="Mẫu ngẫu nhiên"))
    looked_at()
    page.get_by_label("Từ ngày").fill("2020-01-01")
    page.get_by_label("Đến ngày").fill("2100-12-31")
    page.get_by_label("Số lượng").fill("3")
    press(page.get_by_role("button", name="Lấy mẫu"))
    page.get_by_role("heading", name="Các mục được lấy").wait_for(timeout=60_000)  # sealed, then drawn, by the worker
    drawn = page.locator("tr[data-row]").evaluate_all("rows => rows.map(row => row.dataset.id)")
    looked_at()
    press(page.get_by_role("link", name="Kiểm lại mẫu"))
    assert page.get_by_text("Đã kiểm lại: đúng là mẫu này.").is_visible()
    assert page.locator("tr[data-row]").evaluate_all("rows => rows.map(row => row.dataset.id)") == drawn
    looked_at()
    press(page.locator("tr[data-row] a").first)
    assert page.locator("[data-link=certificate]").is_visible()


def test_an_officer_finds_what_waits_behind_each_number(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng05@demo.example")
    page.goto(f"{site.url}/den/")
    looked_at()
    entries = page.locator("[data-todo] li").evaluate_all(
        "lines => lines.map(line => [line.querySelector('b').innerText, line.querySelector('a').pathname])"
    )

    assert entries
    for count, address in entries:
        page.goto(site.url + address)
        assert page.locator("tr[data-row]").count() == int(count)
        looked_at()
    page.goto(f"{site.url}/viec/viec-hong/")
    looked_at()


def test_my_learning_grows_with_what_one_does(page: Any, site: Site, looked_at: Any) -> None:
    page.goto(f"{site.url}/tai-khoan/login/?next=/hoc-tap/")
    sign_up(page, site, "hoc.tap@demo.example", "Vũ Thị Hạnh Nguyên")
    page.goto(f"{site.url}/hoc-tap/")
    assert page.get_by_role("link", name="Tìm khóa học").is_visible()
    looked_at()
    page.goto(f"{site.url}/lop/5s-101-tu-hoc/")
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    page.goto(f"{site.url}/hoc-tap/")
    assert page.get_by_role("cell", name=re.compile("3 bài, bài kiểm tra")).is_visible()
    looked_at()
    press(page.get_by_role("link", name="Học tiếp"))
    press(page.get_by_role("button", name=re.compile("^Xong")))
    page.goto(f"{site.url}/hoc-tap/")
    assert page.get_by_role("cell", name=re.compile("2 bài, bài kiểm tra")).is_visible()
    assert page.get_by_text("Đã học 1 trong 3 bài").is_visible()
