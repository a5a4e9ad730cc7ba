"""One course between two releases, in a browser: its trainer corrects, moves and replaces; learners lose nothing."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, press
from tests.browser.test_journeys import RUN, sign_in, sign_up

pytestmark = pytest.mark.browser

TREE = (
    "FROM cms_coursepage c JOIN wagtailcore_page q ON q.id = c.page_ptr_id "
    "JOIN wagtailcore_page p ON p.path LIKE q.path || '%' JOIN cms_lessonpage l ON l.page_ptr_id = p.id "
    "WHERE c.code = '5S-101' ORDER BY p.path"
)


def lessons(site: Site) -> list[int]:
    return [row[0] for row in site.ask(f"SELECT p.id {TREE}")]


def course(site: Site) -> int:
    return int(site.ask("SELECT page_ptr_id FROM cms_coursepage WHERE code = '5S-101'")[0][0])


def a_learner(browser: Any, site: Site, email: str, name: str, read: int) -> Any:
    """Somebody who has joined the class and finished the first `read` lessons; their page stands in the next."""
    page = browser.new_context(locale="vi-VN").new_page()
    page.goto(f"{site.url}/lop/{RUN}/")
    sign_up(page, site, email, name)
    press(page.get_by_role("button", name="Ghi danh vào lớp này"))
    press(page.get_by_role("link", name="Bắt đầu học"))
    for _lesson in range(read):
        press(page.get_by_role("button", name=re.compile("^Xong")))
    return page


def unfold(page: Any) -> None:
    """Open whatever is folded on the page."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def publish(page: Any) -> None:
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-publish]').click()")


def release(page: Any, site: Site, note: str, learners: str) -> None:
    """From the release page: what becomes of who is learning, a note, the button; then the worker."""
    page.locator(f"[name=for_learners][value={learners}]").check()
    page.fill("[name=note]", note)
    press(page.get_by_role("button", name="Phát hành khóa học"))
    page.goto(f"{site.url}/quan-tri/phat-hanh/{course(site)}/")


@pytest.fixture(scope="module")
def trainer(browser: Any, site: Site) -> Any:
    page = browser.new_context(locale="vi-VN").new_page()
    sign_in(page, site, "ng06@demo.example")
    return page


@pytest.fixture(scope="module")
def learner(browser: Any, site: Site) -> Any:
    return a_learner(browser, site, "dang.hoc@demo.example", "Nguyễn Thị Ánh Tuyết", 1)


def test_a_corrected_word_is_shown_offered_and_taken_by_a_learner_inside(
    trainer: Any, learner: Any, site: Site, looked_at: Any
) -> None:
    trainer.goto(f"{site.url}/quan-tri/pages/{lessons(site)[0]}/edit/")
    trainer.fill("[name=title]", "Tổng quan về tinh thần 5S")
    publish(trainer)
    trainer.goto(f"{site.url}/quan-tri/phat-hanh/{course(site)}/")
    unfold(trainer)
    expect(trainer.locator("ins", has_text="về").first).to_be_visible()
    expect(trainer.locator("del", has_text="và").first).to_be_visible()
    expect(trainer.get_by_text("Nguyễn Thị Ánh Tuyết")).to_be_visible()
    release(trainer, site, "Sửa một chữ ở bài đầu.", "offer")

    expect(learner.locator("article h1")).to_have_text("Sàng lọc và chiến dịch thẻ đỏ")
    for _look in range(20):
        learner.reload()
        if learner.get_by_role("button", name="Chuyển sang").count():
            break
        learner.wait_for_timeout(500)
    expect(learner.get_by_text("Có gì mới: Sửa một chữ ở bài đầu.")).to_be_visible()
    press(learner.get_by_role("link", name="Xem khác gì"))
    unfold(learner)
    expect(learner.locator("ins", has_text="về").first).to_be_visible()
    press(learner.get_by_role("button", name="Chuyển sang").first)

    learner.goto(f"{site.url}/lop/{RUN}/")
    expect(learner.get_by_text("Tổng quan về tinh thần 5S").first).to_be_visible()
    expect(learner.get_by_text("Đã học 1 trong 3 bài học")).to_be_visible()


def test_a_lesson_moved_and_one_written_anew_take_their_readers_along(trainer: Any, learner: Any, site: Site) -> None:
    first, second, third = lessons(site)
    trainer.goto(f"{site.url}/quan-tri/pages/{course(site)}/edit/#bai-hoc")
    trainer.locator(f"[data-lesson='{third}'] [data-lesson-handle]").focus()
    for _place in ("over the border of its module", "before the second"):
        trainer.keyboard.press("ArrowUp")
        trainer.wait_for_load_state("networkidle")

    trainer.goto(f"{site.url}/quan-tri/pages/{first}/copy/")
    trainer.fill("[name=new_title]", "Tổng quan về tinh thần 5S, viết lại")
    trainer.fill("[name=new_slug]", "viet-lai")
    for box in trainer.locator("[name=publish_copies]:visible").all():
        box.check()
    with trainer.expect_navigation():
        trainer.locator("main form button[type=submit], main form input[type=submit]").last.click()
    trainer.goto(f"{site.url}/quan-tri/pages/{first}/delete/")
    with trainer.expect_navigation():
        trainer.locator("main form button[type=submit], main form input[type=submit]").last.click()

    trainer.goto(f"{site.url}/quan-tri/phat-hanh/{course(site)}/")
    expect(trainer.get_by_text(re.compile("chuyển từ chỗ")).first).to_be_visible()
    successor = trainer.locator("section:has(#ke-tuc) select")
    expect(successor.locator("option:checked")).to_have_text("Tổng quan về tinh thần 5S, viết lại")
    release(trainer, site, "Bài đầu viết lại.", "move")

    for _look in range(30):
        learner.goto(f"{site.url}/lop/{RUN}/")
        if learner.get_by_text("Tổng quan về tinh thần 5S, viết lại").count():
            break
        learner.wait_for_timeout(500)
    expect(learner.get_by_text("Đã học 1 trong 3 bài học")).to_be_visible()  # what was read counts for the successor
    moved = site.ask(
        "SELECT count(*) FROM courses_versionmove m JOIN courses_enrolment e ON e.id = m.enrolment_id "
        "JOIN people_person p ON p.id = e.person_id WHERE p.full_name = 'Nguyễn Thị Ánh Tuyết'"
    )
    assert moved == [(2,)]


def test_a_course_withdrawn_leaves_its_learners_reading(browser: Any, learner: Any, site: Site) -> None:
    officer = browser.new_context(locale="vi-VN").new_page()
    sign_in(officer, site, "ng05@demo.example")
    record = site.ask("SELECT id FROM courses_course WHERE code = '5S-101'")[0][0]
    officer.goto(f"{site.url}/quan-tri/khoa-hoc/{record}/")
    unfold(officer)
    form = officer.locator("form:has([name=verb][value=withdraw])")
    form.locator("[name=reason]").fill("Đang soạn lại")
    press(form.get_by_role("button"))

    visitor = browser.new_context(locale="vi-VN").new_page()
    visitor.goto(f"{site.url}/khoa-hoc/")
    expect(visitor.locator(".book", has_text="5S-101")).to_have_count(0)
    learner.goto(f"{site.url}/lop/{RUN}/")
    press(learner.locator(".outline a").first)
    expect(learner.locator("article h1")).to_be_visible()
    press(learner.get_by_role("button", name=re.compile("^Xong")).first)
