"""The pictures of the guides: who opens which page, what its picture shows, and the words that make it out of date."""

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image

from lms.guide.pictures import TAKEN, path_of
from tests.browser.conftest import ROOT, Site, press
from tests.browser.test_journeys import sign_in

SIZES = {"desk": (1100, 760), "phone": (390, 720), "office": (1280, 860)}
TALLEST = {"desk": 700, "phone": 680, "office": 860}
SHEET = ROOT / "lms" / "demo" / "content" / "roster" / "danh-sach-co-dong-sai.xlsx"
PROGRAMME = "/de-cu/chuong-trinh/DEMO-27-CL-02-GE-WSP-A/"
LEARNING = "/lop/ns-101-tu-hoc/"
REVOKE = "details.card"

# What a page says in its stable parts: what people read to find their way, not what the day or a count brings.
_SAYS = """main => [...main.querySelectorAll(
    'h1, h2, h3, thead th, label, legend, summary, dt, button, .btn, .button, .tabs a, .eyebrow'
)].filter(each => each.checkVisibility() && !each.closest('tbody, .help, .guide-help, .w-tabs, [hidden]'))
  .map(each => each.innerText)"""


@dataclass(frozen=True)
class Picture:
    """`who` ("": a visitor) opens `path` (or what finds it in the database) and does `steps`; shown from `start` on."""

    who: str
    path: str | Callable[[Site], str]
    steps: Callable[[Any], None] = lambda page: None
    size: str = "desk"
    start: str = "main"


def _nomination(number: str) -> Callable[[Site], str]:
    return lambda site: f"/de-cu/{int(number.removeprefix('DC'))}/"


def _certificate(path: str, column: str) -> Callable[[Site], str]:
    wanted = f"SELECT {column} FROM certificates_certificate WHERE state = 'issued' ORDER BY id LIMIT 1"
    return lambda site: f"{path}{site.ask(wanted)[0][0]}/"


def _page(before: str, after: str = "/") -> Callable[[Site], str]:
    """An address of the back office with the number of the course's page."""
    wanted = "SELECT id FROM wagtailcore_page WHERE slug = '5s-101' ORDER BY id LIMIT 1"
    return lambda site: f"{before}{site.ask(wanted)[0][0]}{after}"


def _counted(site: Site) -> str:
    """A number that has somebody behind it, whatever the day: in January this year's are still nought."""
    wanted = "SELECT substr(json_extract(facts, '$.signed_on'), 1, 4) FROM certificates_certificate ORDER BY id LIMIT 1"
    return f"/chi-tieu/335-kh-ubnd/{site.ask(wanted)[0][0]}/DT-1/"


def _link(name: str) -> Callable[[Any], None]:
    return lambda page: press(page.locator("main").get_by_role("link", name=name).first)


def _first(selector: str) -> Callable[[Any], None]:
    return lambda page: press(page.locator(selector).first)


def _read_a_list(page: Any) -> None:
    page.locator("[name=sheet]").set_input_files(SHEET)
    press(page.get_by_role("button", name="Đọc tệp"))


def _who_got_roles(page: Any) -> None:
    page.get_by_label("Việc đã làm").select_option(label="giao vai trò")
    press(page.get_by_role("button", name="Tìm trong nhật ký"))


def _begin_the_quiz(page: Any) -> None:
    _link("Bài kiểm tra cuối khóa")(page)
    press(page.get_by_role("button", name="Bắt đầu làm bài"))


def _to_revoke(page: Any) -> None:
    page.locator(f"{REVOKE} summary").click()


LEARNER, TRAINER, MANAGER, OFFICER = "ng08", "ng06", "ng10", "ng05"
LEADER, AUDITOR, ADMINISTRATOR = "ng30", "tt01", "qt01"

# In the order in which they are taken: what changes a page stands after the pictures of it.
PICTURES = {
    "common-sign-in": Picture("", "/tai-khoan/login/"),
    "common-courses": Picture("", "/khoa-hoc/"),
    "common-verify": Picture("", _certificate("/xac-minh/", "code")),
    "common-account": Picture(LEARNER, "/tai-khoan/email/"),
    "learner-class": Picture(LEARNER, LEARNING),
    "learner-learning": Picture(LEARNER, "/hoc-tap/"),
    "learner-nominations": Picture(LEARNER, "/de-cu/"),
    "learner-lesson": Picture(LEARNER, LEARNING, _link("Học tiếp"), "phone"),
    "learner-quiz": Picture(LEARNER, LEARNING, _begin_the_quiz, "phone"),
    "trainer-desk": Picture(TRAINER, "/den/"),
    "trainer-back-office": Picture(TRAINER, "/quan-tri/", size="office"),
    "trainer-tree": Picture(TRAINER, _page("/quan-tri/pages/"), size="office"),
    "trainer-editor": Picture(TRAINER, _page("/quan-tri/pages/", "/edit/"), size="office"),
    "trainer-release": Picture(TRAINER, _page("/quan-tri/phat-hanh/"), size="office"),
    "common-notices": Picture(MANAGER, "/thong-bao/"),
    "manager-desk": Picture(MANAGER, "/den/"),
    "manager-organisation": Picture(MANAGER, "/don-vi/dn06/"),
    "manager-cards": Picture(MANAGER, "/don-vi/dn06/the/"),
    "manager-nominations": Picture(MANAGER, "/de-cu/"),
    "manager-nomination": Picture(MANAGER, _nomination("DC00004")),
    "learner-nomination": Picture(MANAGER, _nomination("DC00006")),  # their own
    "manager-targets": Picture(MANAGER, "/chi-tieu/", start=".sect >> nth=2"),
    "manager-roster": Picture(MANAGER, "/don-vi/dn06/nap/", _read_a_list),
    "officer-desk": Picture(OFFICER, "/den/"),
    "officer-board": Picture(OFFICER, "/de-cu/", start=".sect >> nth=0"),
    "officer-announce": Picture(OFFICER, "/de-cu/chuong-trinh/moi/"),
    "officer-programme": Picture(OFFICER, PROGRAMME),
    "officer-nomination": Picture(OFFICER, _nomination("DC00010")),
    "officer-certificate": Picture(OFFICER, _certificate("/giay-chung-nhan/", "serial"), _to_revoke, start=REVOKE),
    "officer-organisations": Picture(OFFICER, "/don-vi/"),
    "officer-targets": Picture(OFFICER, "/chi-tieu/335-kh-ubnd/2026/335-1/"),
    "leadership-desk": Picture(LEADER, "/den/"),
    "leadership-targets": Picture(LEADER, "/chi-tieu/", start=".sect >> nth=4"),
    "learner-certificate": Picture(LEADER, _certificate("/giay-chung-nhan/", "serial")),  # as its holder sees it
    "leadership-behind": Picture(LEADER, _counted),
    "leadership-evidence": Picture(LEADER, _counted, _first("main tbody a")),
    "auditor-desk": Picture(AUDITOR, "/den/"),
    "auditor-record": Picture(AUDITOR, "/kiem-tra/"),
    "auditor-evidence": Picture(AUDITOR, "/kiem-tra/minh-chung/"),
    "auditor-chain": Picture(AUDITOR, "/kiem-tra/chuoi/"),
    "auditor-samples": Picture(AUDITOR, "/kiem-tra/mau/"),
    "administrator-desk": Picture(ADMINISTRATOR, "/den/"),
    "administrator-roles": Picture(ADMINISTRATOR, "/kiem-tra/", _who_got_roles),
}


def opened(site: Site, browser: Any) -> Iterator[tuple[str, Picture, Any]]:
    """Each picture's page, open and at rest; one sign-in for each person."""
    pages: dict[str, Any] = {}
    for name, picture in PICTURES.items():
        if picture.who not in pages:
            pages[picture.who] = browser.new_page(locale="vi-VN", reduced_motion="reduce")
            if picture.who:
                sign_in(pages[picture.who], site, f"{picture.who}@demo.example")
        page = pages[picture.who]
        width, height = SIZES[picture.size]
        page.set_viewport_size({"width": width, "height": height})
        page.goto(site.url + (picture.path if isinstance(picture.path, str) else picture.path(site)))
        picture.steps(page)
        yield name, picture, page


def said(page: Any) -> list[str]:
    """What the page says in its stable parts, numbers left out; each once, in order."""
    texts = page.locator("main").first.evaluate(_SAYS)
    words = (re.sub(r"\d+", "#", " ".join(text.split())) for text in texts)
    return list(dict.fromkeys(word for word in words if word))


def known() -> dict[str, dict[str, Any]]:
    """What was taken last: size and words by name."""
    taken: dict[str, dict[str, Any]] = json.loads(TAKEN.read_text(encoding="utf-8")) if TAKEN.exists() else {}
    return taken


def take(site: Site, browser: Any) -> None:
    """Take every picture, and keep with each what its page said."""
    taken = {}
    for name, picture, page in opened(site, browser):
        page.wait_for_timeout(250)  # fonts, and the corner that is fetched after the page
        file = ROOT / "static" / path_of(name)
        with Image.open(io.BytesIO(page.screenshot(clip=_frame(page, picture)))) as shot:
            image = shot.convert("RGB")
        image.thumbnail((1100, 1100))
        image.save(file, "WEBP", quality=62, method=6)
        taken[name] = {"width": image.width, "height": image.height, "says": said(page)}
    TAKEN.write_text(json.dumps(taken, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _frame(page: Any, picture: Picture) -> dict[str, float]:
    """The part of the page that is shown: the back office whole, elsewhere what the page itself is about."""
    width, _height = SIZES[picture.size]
    if picture.size == "office":
        return {"x": 0, "y": 0, "width": width, "height": TALLEST["office"]}
    page.set_viewport_size({"width": width, "height": 3000})  # so that the part may lie anywhere
    page.wait_for_timeout(100)
    top = page.locator(picture.start).first.bounding_box()["y"] - (0 if picture.start == "main" else 12)
    main = page.locator("main").bounding_box()
    return {"x": 0, "y": top, "width": width, "height": min(main["y"] + main["height"] - top, TALLEST[picture.size])}
