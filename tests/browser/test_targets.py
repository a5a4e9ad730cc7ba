"""Leadership at the scoreboard: a number, its list, its evidence; with axe at both widths and no mark anywhere."""

import re
import subprocess
import sys
from typing import Any

import pytest

from tests.browser.conftest import ROOT, Site, press
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser


def shows_no_mark(page: Any) -> bool:
    """Neither a result in percent nor points; years and counts have no percent sign behind them."""
    return re.findall(r"\b\d{1,3}([.,]\d+)?\s*%", page.locator("main").inner_text()) == []


def test_leadership_opens_a_number_down_to_its_evidence(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng30@demo.example")
    press(page.get_by_role("link", name="Chỉ tiêu", exact=True))
    assert page.get_by_role("heading", level=1).inner_text().startswith("Kế hoạch số 335/KH-UBND")
    assert page.locator("svg.bullet").count() > 5
    looked_at()

    number = page.get_by_role("link", name=re.compile("mở danh sách đứng sau con số, DT-1$"))
    count = int(number.locator("strong").inner_text())
    press(number)
    names = page.locator("tbody th[scope=row] a")
    assert (count, names.count()) == (count, count)
    assert count > 5
    assert page.get_by_text("Việc mở danh sách này được ghi lại.").is_visible()
    assert shows_no_mark(page)
    looked_at()

    name = names.first.inner_text()
    press(names.first)
    assert page.get_by_role("heading", level=1).inner_text() == name
    assert page.locator(".steps > li").count() == 4
    assert shows_no_mark(page)
    looked_at()
    press(page.locator(".steps a"))
    assert page.locator("dd", has_text=name).is_visible()
    assert shows_no_mark(page)

    opened = site.ask("SELECT verb FROM kernel_entry WHERE verb IN ('open_list', 'open_evidence') ORDER BY id")
    assert opened == [("open_list",), ("open_evidence",)]


def test_leadership_opens_a_number_of_nominations(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng30@demo.example")
    page.goto(f"{site.url}/chi-tieu/335-kh-ubnd/")
    press(page.get_by_role("link", name=re.compile("mở danh sách đứng sau con số, APO-1$")))
    looked_at()
    press(page.locator("tbody th[scope=row] a").first)
    assert page.get_by_text("bước được tính", exact=True).is_visible()
    looked_at()


def test_the_closed_plan_and_an_officers_report(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng05@demo.example")
    page.goto(f"{site.url}/chi-tieu/")
    press(page.get_by_role("link", name="Kế hoạch 2021–2025"))
    press(page.get_by_role("link", name="2025", exact=True))
    assert page.get_by_text("Kế hoạch này đã kết thúc.").is_visible()
    looked_at()
    press(page.get_by_role("link", name=re.compile(r"^Số báo cáo\W+I-1$")))
    looked_at()
    page.get_by_role("button", name="Ghi số").click()
    assert page.url.endswith("/I-1/")  # the browser asks for what is missing
    page.fill("[name=value]", "46,2")
    page.fill("[name=source]", "Báo cáo hư cấu 01/BC")
    page.get_by_label("Đây là số minh họa").check()
    press(page.get_by_role("button", name="Ghi số"))
    assert page.locator("tbody td.num").first.inner_text().split() == ["46,2", "số", "minh", "họa"]
    looked_at()


def test_every_number_is_proven(site: Site) -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "targets", "prove", "--json"],
        cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (said.returncode, said.stdout.strip()) == (0, '{"checked": 105, "differences": []}')
