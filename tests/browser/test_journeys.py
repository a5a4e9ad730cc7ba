"""The four steps of the road, in real Chromium against a whole installation, with axe on every page."""

import io
import json
import re
import subprocess
import sys
import urllib.request
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from tests.browser.conftest import ROOT, Site, press

pytestmark = pytest.mark.browser

NAME = "Nguyễn Thị Ánh Tuyết"
PASSWORD = "mat-khau-rat-dai-2026"
RUN = "5s-101-tu-hoc"


def sign_up(page: Any, site: Site, email: str, name: str = NAME) -> None:
    """From wherever the sign-in page was reached: name, e-mail, password, the code from the mail."""
    press(page.get_by_role("link", name="Đăng ký tài khoản"))
    page.fill("[name=full_name]", name)
    page.fill("[name=email]", email)
    page.fill("[name=password1]", PASSWORD)
    press(page.get_by_role("button", name="Đăng ký tài khoản"))
    page.fill("[name=code]", site.code_in_mail(email))
    press(page.get_by_role("button", name="Xác nhận"))


def sign_in(page: Any, site: Site, email: str) -> None:
    page.goto(f"{site.url}/tai-khoan/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", site.password(email))
    press(page.locator("main").get_by_role("button", name="Đăng nhập", exact=True))


def read_all_lessons(page: Any) -> None:
    press(page.get_by_role("link", name="Bắt đầu học"))
    for _lesson in range(3):
        press(page.get_by_role("button", name=re.compile("^Xong")))


def right_answers(site: Site, attempt: int) -> dict[int, tuple[str, Any]]:
    """What is right, from the database: position → (kind, the answer as the page takes it)."""
    rows = site.ask(
        "SELECT a.position, q.kind, q.data FROM courses_answer a "
        "JOIN courses_questionversion q ON q.id = a.question_id WHERE a.attempt_id = ?",
        attempt,
    )
    answers = {}
    for position, kind, data in rows:
        held = json.loads(data)
        if kind == "numeric":
            answers[position] = kind, f"{Decimal(held['answer']):f}".replace(".", ",")
        elif kind == "ordering":
            answers[position] = kind, [item["id"] for item in held["items"]]
        else:
            answers[position] = kind, [option["id"] for option in held["options"] if option["right"]]
    return answers


def answer(page: Any, position: int, kind: str, right: Any) -> None:
    question = page.locator(f"#c{position}")
    if kind == "numeric":
        question.locator("input.input").fill(right)
        question.locator("input.input").blur()
    elif kind == "ordering":
        for place, key in enumerate(right):
            line = question.locator(f"li[data-id='{key}']")
            while line.evaluate("each => [...each.parentElement.children].indexOf(each)") > place:
                line.get_by_role("button", name=re.compile("lên$")).click()
    else:
        for key in right:
            question.locator(f"input[value='{key}']").check()


def test_a_visitor_finds_a_course_without_marks(page: Any, site: Site, looked_at: Any) -> None:
    page.goto(site.url)
    looked_at()
    press(page.get_by_role("link", name="Tìm khóa học").first)
    assert page.locator("[role=status]").inner_text() == "24 khóa học"
    looked_at()
    page.fill("#q", "thuc hanh tot 5s")
    press(page.get_by_role("button", name="Tìm", exact=True))
    assert page.locator(".book").count() == 1
    press(page.get_by_role("link", name="Thực hành tốt 5S tại nơi làm việc"))
    looked_at()
    page.goto(f"{site.url}/khoa-hoc/iso50-201/")
    assert page.get_by_role("heading", name="Chưa mở ghi danh").is_visible()
    looked_at()
    page.goto(f"{site.url}/en/khoa-hoc/5s-101/")
    looked_at()


def test_a_learner_enrols_reads_passes_and_holds_a_certificate(page: Any, site: Site, looked_at: Any) -> None:
    page.goto(f"{site.url}/khoa-hoc/5s-101/")
    press(page.get_by_role("link", name="Xem lớp và ghi danh").first)
    looked_at()
    sign_up(page, site, "anh.tuyet@demo.example")
    assert page.url.endswith(f"/lop/{RUN}/")
    looked_at()
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    looked_at()
    press(page.get_by_role("link", name="Bắt đầu học"))
    looked_at()
    for _lesson in range(3):
        press(page.get_by_role("button", name=re.compile("^Xong")))
    press(page.get_by_role("link", name="Đến bài kiểm tra"))
    looked_at()
    press(page.get_by_role("button", name="Bắt đầu làm bài"))
    looked_at()
    attempt = int(re.search(r"/lam-bai/(\d+)/", page.url)[1])  # type: ignore[index]
    page.wait_for_load_state("load")
    for position, (kind, right) in right_answers(site, attempt).items():
        answer(page, position, kind, right)
    page.locator("#saved.saved", has_text=re.compile(r"đã lưu \d\d:\d\d:\d\d · 10/10")).wait_for()
    page.reload()
    assert page.locator("#saved").inner_text().endswith("10/10")
    press(page.get_by_role("button", name="Nộp bài"))
    page.get_by_text("Kết quả: 100%").wait_for()
    looked_at()

    press(page.get_by_role("link", name="Xem giấy chứng nhận"))
    looked_at()
    press(page.get_by_role("link", name="Thực hành tốt 5S tại nơi làm việc", exact=True).last)
    page.get_by_role("link", name="Tải PDF").wait_for(timeout=30_000)  # drawn by the worker; the page asks again
    looked_at()
    pdf = page.request.get(page.get_by_role("link", name="Tải PDF").get_attribute("href") and f"{page.url}tep/")
    reader = PdfReader(io.BytesIO(pdf.body()))
    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert NAME in text
    assert float(reader.pages[0].mediabox.width) > float(reader.pages[0].mediabox.height)

    code = re.search(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", text)[0]  # type: ignore[index]
    page.context.clear_cookies()
    page.goto(f"{site.url}/xac-minh/?ma={code.lower().replace('-', ' ')}")
    assert page.get_by_role("heading", name="Giấy chứng nhận này có thật và còn hiệu lực").is_visible()
    assert page.locator("dd", has_text=NAME).is_visible()
    looked_at()
    page.goto(f"{site.url}/xac-minh/")
    looked_at()


def test_answers_given_offline_are_kept_and_sent(page: Any, site: Site) -> None:
    page.goto(f"{site.url}/lop/{RUN}/")
    sign_up(page, site, "mat.mang@demo.example", "Đỗ Thị Hoà")
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    press(page.get_by_role("link", name="Bài kiểm tra cuối khóa"))
    press(page.get_by_role("button", name="Bắt đầu làm bài"))
    attempt = int(re.search(r"/lam-bai/(\d+)/", page.url)[1])  # type: ignore[index]
    choosing = ("single", "true_false", "multiple")
    choices = [p for p, (kind, _right) in right_answers(site, attempt).items() if kind in choosing][:2]

    page.wait_for_load_state("load")  # the script is there
    page.context.set_offline(True)
    for position in choices:
        page.locator(f"#c{position} .choice input").first.check()
    page.locator("#saved.unsaved", has_text="2 câu đang giữ trên máy này").wait_for()
    assert page.get_by_text("Mất kết nối. Anh/Chị cứ làm tiếp.").is_visible()
    page.context.set_offline(False)
    page.locator("#saved.saved", has_text="2/10").wait_for(timeout=15_000)

    kept = "SELECT count(*) FROM courses_answer WHERE attempt_id = ? AND response IS NOT NULL AND step > 0"
    assert site.ask(kept, attempt) == [(2,)]


def test_what_the_page_called_saved_survives_a_killed_server(page: Any, site: Site) -> None:
    page.goto(f"{site.url}/lop/{RUN}/")
    sign_up(page, site, "mat.dien@demo.example", "Hồ Thị Thuỷ")
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    press(page.get_by_role("link", name="Bài kiểm tra cuối khóa"))
    press(page.get_by_role("button", name="Bắt đầu làm bài"))
    attempt = int(re.search(r"/lam-bai/(\d+)/", page.url)[1])  # type: ignore[index]
    page.wait_for_load_state("load")
    choosing = ("single", "true_false", "multiple")
    choices = [p for p, (kind, _right) in right_answers(site, attempt).items() if kind in choosing][:3]
    for position in choices[:2]:
        page.locator(f"#c{position} .choice input").first.check()
    page.locator("#saved.saved", has_text="2/10").wait_for()

    site.kill()
    page.locator(f"#c{choices[2]} .choice input").first.check()
    page.locator("#saved.unsaved", has_text="1 câu đang giữ trên máy này").wait_for()
    site.start()
    page.locator("#saved.saved", has_text="3/10").wait_for(timeout=45_000)
    page.reload()

    assert all(page.locator(f"#c{position} .choice input").first.is_checked() for position in choices)


def test_a_quiz_works_without_javascript(browser: Any, site: Site) -> None:
    context = browser.new_context(locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/lop/{RUN}/")
    sign_up(page, site, "khong.js@demo.example", "Phạm Văn Bảy")
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    press(page.get_by_role("link", name="Bài kiểm tra cuối khóa"))
    press(page.get_by_role("button", name="Bắt đầu làm bài"))
    attempt = int(re.search(r"/lam-bai/(\d+)/", page.url)[1])  # type: ignore[index]
    answers = right_answers(site, attempt)
    for position, (kind, right) in answers.items():
        if kind in ("single", "true_false", "multiple"):
            answer(page, position, kind, right)
        elif kind == "numeric":
            page.locator(f"#c{position} input.input").fill(right)
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu các câu trả lời").click()
    for position, (kind, right) in answers.items():
        for place, key in enumerate(right if kind == "ordering" else ()):
            ids = [each.get_attribute("data-id") for each in page.locator(f"#c{position} .order li").all()]
            for _step in range(ids.index(key) - place):
                line = page.locator(f"#c{position} li[data-id='{key}']")
                with page.expect_navigation():
                    line.get_by_role("button", name=re.compile("lên$")).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Nộp bài").click()

    assert page.get_by_text("Kết quả: 100%").is_visible()
    context.close()


def test_a_trainer_releases_and_only_new_learners_get_the_new_version(
    page: Any, browser: Any, site: Site, looked_at: Any
) -> None:
    old = browser.new_context(locale="vi-VN").new_page()
    old.goto(f"{site.url}/lop/{RUN}/")
    sign_up(old, site, "hoc.truoc@demo.example", "Vũ Thị Ngọc Ánh")
    press(old.get_by_role("button", name="Ghi danh vào lớp này"))
    press(old.get_by_role("link", name="Bắt đầu học"))
    assert old.locator("article h1").inner_text() == "Tổng quan và tinh thần 5S"

    sign_in(page, site, "ng06@demo.example")
    page.goto(f"{site.url}/quan-tri/")
    lesson, course = site.ask(
        "SELECT l.page_ptr_id, c.page_ptr_id FROM cms_lessonpage l JOIN wagtailcore_page p ON p.id = l.page_ptr_id, "
        "cms_coursepage c JOIN wagtailcore_page q ON q.id = c.page_ptr_id "
        "WHERE c.code = '5S-101' AND p.path LIKE q.path || '%' ORDER BY p.path LIMIT 1"
    )[0]
    page.goto(f"{site.url}/quan-tri/pages/{lesson}/edit/")
    page.fill("[name=title]", "Tổng quan 5S, bản sửa")
    page.locator("[data-side-panel-toggle=preview]").click()
    with page.expect_popup() as opened:
        page.locator("[data-w-preview-target=newTab]").click()
    preview = opened.value
    assert preview.locator("article h1").inner_text() == "Tổng quan 5S, bản sửa"
    preview.close()
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-publish]').click()")
    page.goto(f"{site.url}/quan-tri/phat-hanh/{course}/")
    assert page.locator(".r-lead").inner_text().endswith("1 bài đổi")
    page.fill("[name=note]", "Sửa tên bài đầu.")
    press(page.get_by_role("button", name="Phát hành khóa học"))
    page.get_by_text("Đã phát hành phiên bản 2.").wait_for()

    old.reload()
    assert old.locator("article h1").inner_text() == "Tổng quan và tinh thần 5S"
    assert old.get_by_text("Đã có phiên bản mới hơn").is_visible()
    new = browser.new_context(locale="vi-VN").new_page()
    new.goto(f"{site.url}/lop/{RUN}/")
    sign_up(new, site, "hoc.sau@demo.example", "Lê Khánh Vy")
    press(new.get_by_role("button", name="Ghi danh vào lớp này"))
    press(new.get_by_role("link", name="Bắt đầu học"))
    assert new.locator("article h1").inner_text() == "Tổng quan 5S, bản sửa"


def test_each_kind_of_person_arrives_somewhere(page: Any, browser: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "tt01@demo.example")
    assert page.get_by_role("heading", name="Bàn làm việc").is_visible()
    looked_at()
    learner = browser.new_context(locale="vi-VN").new_page()
    sign_in(learner, site, "ng08@demo.example")
    assert learner.url.endswith("/hoc-tap/")


@pytest.mark.parametrize(
    "path",
    ["/tai-khoan/signup/", "/tai-khoan/password/reset/", "/tai-khoan/login/code/", "/xac-minh/?ma=abc0", "/khong-co/"],
)
def test_the_pages_beside_the_road(page: Any, site: Site, looked_at: Any, path: str) -> None:
    page.goto(f"{site.url}{path}")
    looked_at()


def test_the_pages_of_an_account(page: Any, site: Site, looked_at: Any) -> None:
    sign_in(page, site, "ng05@demo.example")
    for path in (
        "/den/",
        "/lop/",
        "/hoc-tap/",
        "/tai-khoan/email/",
        "/tai-khoan/password/change/",
        "/tai-khoan/logout/",
    ):
        page.goto(f"{site.url}{path}")
        looked_at()


def test_a_public_page_is_the_same_for_everybody(page: Any, site: Site) -> None:
    def fetched(cookie: str = "") -> tuple[bytes, dict[str, str]]:
        asked = urllib.request.Request(f"{site.url}/khoa-hoc/5s-101/", headers={"Cookie": cookie} if cookie else {})
        with urllib.request.urlopen(asked, timeout=10) as said:
            return said.read(), {k: v for k, v in said.headers.items() if k not in ("Date",)}

    sign_in(page, site, "ng05@demo.example")
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())

    assert fetched() == fetched() == fetched(cookie)
    assert "Set-Cookie" not in fetched()[1]


def test_the_record_is_sound_after_all_this(site: Site) -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "audit", "verify", "--json"],
        cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (said.returncode, json.loads(said.stdout)["faults"]) == (0, [])
