"""Certificates are drawn with the right letters, in the right place, and always the same."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import segno
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ContentStream

from certificates.drawing import DESIGNS, CannotDraw, Facts, draw, fitting, layout
from certificates.drawing.designs import FONTS
from certificates.drawing.facts import clean
from certificates.drawing.fitting import fit
from certificates.drawing.fonts import width
from certificates.drawing.layout import Shape, lay_out
from certificates.drawing.words import date_in_words, number, printed_lines

BEN_CANG = DESIGNS["ben-cang"]
FACTS = Facts(
    honorific="Bà",
    full_name="Nguyễn Thị Ánh Tuyết",
    organisation="Công ty TNHH Linh kiện Điện tử Tràng Duệ Mới",
    course_vi="Thực hành tốt 5S tại nơi làm việc",
    course_en="Good 5S Practice at the Workplace",
    started=date(2026, 10, 6),
    finished=date(2026, 10, 27),
    hours=Decimal("8.0"),
    periods=11,
    mode="trực tuyến tự học",
    grade="Giỏi",
    decision_number="398/QĐ-SKHCN",
    decision_date=date(2026, 10, 30),
    place="Hải Phòng",
    signed_on=date(2026, 11, 2),
    signer_title="Giám đốc",
    signer_name="Trần Minh Họa",
    parent_body="Ủy ban nhân dân thành phố Hải Phòng",
    issuing_unit="Sở Khoa học và Công nghệ",
    serial="HPNS-2026-000123-7",
    register_number="0123/2026/GCN-5S",
    code="K7QM-4T2X-9HWD",
    verify_url="https://nangsuat.example/xac-minh/K7QM-4T2X-9HWD",
    demo=True,
)
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phúc Huyền Trân Thùy Dương Bảo Khánh Quỳnh Như"
LONG_COURSE = (
    "Năng suất các nhân tố tổng hợp và hạch toán tăng trưởng cho cán bộ quản lý nhà nước cấp tỉnh, cấp xã và lãnh đạo "
    "doanh nghiệp nhỏ và vừa trong khu kinh tế ven biển"
)

VOWELS, TONES = "aăâeêioôơuưy", ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = [letter for letter in LOWER if not letter.isascii()]
LETTERS += [letter.upper() for letter in LETTERS]


def page_of(pdf: bytes):
    (page,) = PdfReader(io.BytesIO(pdf), strict=True).pages
    return page


def text_of(pdf: bytes) -> str:
    return page_of(pdf).extract_text()


def fitted(facts: Facts):
    facts = clean(facts)
    return fit(BEN_CANG, facts, printed_lines(facts))


def fonts_of(page) -> list:
    """The fonts of the certificate's own words, then those of what is printed on every one."""
    printed = next(iter(page["/Resources"]["/XObject"].values())).get_object()
    found = [*page["/Resources"]["/Font"].values(), *printed["/Resources"]["/Font"].values()]
    return [font.get_object() for font in found]


def test_the_alphabet_of_these_tests_is_whole():
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_every_font_has_every_vietnamese_letter(path):
    glyphs = TTFont(path).getBestCmap()

    assert [letter for letter in LETTERS if ord(letter) not in glyphs] == []


@pytest.mark.parametrize("start", range(0, 134, 34))
def test_a_name_with_every_mark_can_be_read_back(start):
    name = "".join(LETTERS[start : start + 34])

    assert name in text_of(draw(replace(FACTS, full_name=name)))


def test_every_letter_of_the_file_has_the_shape_it_has_in_its_font():
    page = page_of(draw(replace(FACTS, full_name="".join(LETTERS[:30]))))
    drawn = set()

    for font in fonts_of(page):
        embedded = TTFont(io.BytesIO(font["/FontDescriptor"]["/FontFile2"].get_data()))
        source = TTFont(FONTS / f"{font['/BaseFont'].partition('+')[2]}.ttf")
        letters = re.findall(r"<(\w\w)> <(\w{4})>", font["/ToUnicode"].get_data().decode())
        codes = next(table.cmap for table in embedded["cmap"].tables)
        for code, letter in ((int(code, 16), int(letter, 16)) for code, letter in letters if int(letter, 16) > 32):
            if code in codes and letter in source.getBestCmap():
                assert outline(embedded, codes[code]) == outline(source, source.getBestCmap()[letter]), chr(letter)
                drawn.add(chr(letter))

    assert drawn >= set(LETTERS[:30]) | set("ỦYBANHÂDẤỨẬđãhoànthkóạọc")


def outline(font: TTFont, glyph: str):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return pen.value


def test_decomposed_input_gives_the_same_file():
    decomposed = replace(FACTS, **{name: unicodedata.normalize("NFD", text) for name, text in FACTS.texts()})

    assert decomposed != FACTS
    assert draw(decomposed) == draw(FACTS)


def test_all_that_a_certificate_states_is_printed():
    lines = [" ".join(line.split()) for line in text_of(draw(FACTS)).splitlines()]

    assert set(lines) >= {
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Socialist Republic of Viet Nam · Independence - Freedom - Happiness",
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "GIẤY CHỨNG NHẬN",
        "HOÀN THÀNH KHÓA HỌC",
        "Chứng nhận bà",
        "Nguyễn Thị Ánh Tuyết",
        "Đơn vị công tác: Công ty TNHH Linh kiện Điện tử Tràng Duệ Mới",
        "đã hoàn thành khóa học",
        "Thực hành tốt 5S tại nơi làm việc",
        "Good 5S Practice at the Workplace",
        "Thời gian: từ ngày 06/10/2026 đến ngày 27/10/2026; thời lượng 8 giờ (11 tiết)",
        "Hình thức: trực tuyến tự học; xếp loại: Giỏi",
        "Theo Quyết định số 398/QĐ-SKHCN ngày 30 tháng 10 năm 2026 (minh họa)",
        "Hải Phòng, ngày 02 tháng 11 năm 2026",
        "GIÁM ĐỐC",
        "Trần Minh Họa",
        "Số hiệu: HPNS-2026-000123-7",
        "Số vào sổ: 0123/2026/GCN-5S",
        "Mã xác minh: K7QM-4T2X-9HWD",
        "nangsuat.example/xac-minh/K7QM-4T2X-9HWD",
    }
    assert not [line for line in lines if "[" in line or "chữ ký số" in line]


def test_what_is_not_known_is_left_out():
    text = text_of(draw(replace(FACTS, organisation="", course_en="", grade="", demo=False)))

    assert [word for word in ("Đơn vị công tác", "Good 5S", "xếp loại", "minh họa") if word in text] == []


def test_a_digital_signature_is_announced_only_when_there_is_one():
    assert "(chữ ký số)" in text_of(draw(replace(FACTS, signed_digitally=True)))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_dates_are_written_as_decree_30_says(day, words):
    assert date_in_words(day) == words


@pytest.mark.parametrize(
    ("value", "words"), [("8.0", "8"), ("7.50", "7,5"), ("40", "40"), ("1E+2", "100"), ("0.25", "0,25")]
)
def test_hours_have_a_decimal_comma_and_no_idle_zeros(value, words):
    assert number(Decimal(value)) == words


def test_a_course_of_one_day_names_the_day_once():
    lines = printed_lines(replace(FACTS, finished=FACTS.started, hours=Decimal("7.50")))

    assert lines["period"] == "Thời gian: ngày 06/10/2026; thời lượng 7,5 giờ (11 tiết)"


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        ("full_name", "Trần 😀 Minh", "U+1F600"),
        ("full_name", "Trần 明", "U+660E"),
        ("organisation", "Công ty 株式会社", "U+682A"),
        ("course_vi", "5S \u200bvà Kaizen", "U+200B"),
        ("full_name", "Q\u0303uang", "U+0303"),  # no letter carries this mark: it would print beside its Q
        ("grade", "Giỏi ★", "U+2605"),
        ("signer_name", "محمد", "U+0645"),
    ],
)
def test_a_character_without_a_glyph_is_refused_by_name(field, text, number):
    with pytest.raises(CannotDraw, match=re.escape(number)) as refused:
        draw(replace(FACTS, **{field: text}))

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [("full_name", " "), ("serial", ""), ("hours", Decimal(0)), ("hours", Decimal("NaN")), ("periods", 0),
     ("verify_url", "javascript:alert(1)"), ("verify_url", "nangsuat.example/xac-minh")],
)  # fmt: skip
def test_facts_that_make_no_certificate_are_refused_by_name(field, value):
    with pytest.raises(CannotDraw) as refused:
        draw(replace(FACTS, **{field: value}))

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("name", "size"), [("Lê Khánh Vy", 30), (LONG_NAME[:50], 23), (LONG_NAME, 17)], ids=["short", "long", "longest"]
)
def test_a_long_name_is_printed_smaller(name, size):
    found, rows = fitted(replace(FACTS, full_name=name))

    slot = found.slots["full_name.1"]
    assert (slot.size, rows["full_name.1"]) == (size, name)
    assert width(name, slot.font, slot.size) <= slot.width


@pytest.mark.parametrize(
    ("title", "size", "rows"),
    [(LONG_COURSE[:40], 18, 1), (LONG_COURSE[:93], 15.5, 1), (LONG_COURSE[:107], 13.5, 1), (LONG_COURSE, 15.5, 2)],
)
def test_a_long_course_title_is_printed_smaller_then_on_two_rows(title, size, rows):
    found, texts = fitted(replace(FACTS, course_vi=title))

    printed = [text for mark, text in texts.items() if mark.startswith("course_vi")]
    assert (found.slots["course_vi.1"].size, len(printed)) == (size, rows)
    assert " ".join(printed) == " ".join(title.split())


def test_two_rows_are_even_and_break_after_a_comma():
    _, texts = fitted(replace(FACTS, course_vi=LONG_COURSE))

    assert texts["course_vi.1"].endswith("nhà nước cấp tỉnh,")


@pytest.mark.parametrize("field", ["full_name", "organisation", "verify_url"])
def test_what_does_not_fit_at_its_smallest_is_refused_by_name(field):
    with pytest.raises(CannotDraw) as refused:
        draw(replace(FACTS, **{field: f"{getattr(FACTS, field)}{'/Năng-suất' * 40}"}))

    assert refused.value.field == field


def test_the_tallest_certificate_is_one_page():
    longest = {line: max(steps, key=lambda step: step.rows) for line, steps in BEN_CANG.ladders.items()}
    longest["full_name"] = BEN_CANG.ladders["full_name"][0]

    assert lay_out(BEN_CANG, Shape(tuple(longest.items()), BEN_CANG.spacings[-1])) is not None


def test_no_line_runs_into_another():
    found, rows = fitted(replace(FACTS, full_name=LONG_NAME, course_vi=LONG_COURSE, signed_digitally=True))

    body = sorted((slot for mark, slot in found.slots.items() if slot.left == 66), key=lambda slot: -slot.bottom)
    assert all(above.bottom >= below.bottom + below.height - 0.01 for above, below in zip(body, body[1:], strict=False))
    assert len(rows) == 19


@pytest.fixture
def other_html(monkeypatch):
    """The design's template with something put before its end; nothing of it is kept for other tests."""
    render = layout.render_to_string
    monkeypatch.setattr(fitting, "lay_out", lay_out.__wrapped__)

    def use(addition: str) -> None:
        monkeypatch.setattr(
            layout, "render_to_string", lambda *args: render(*args).replace("</body>", f"{addition}</body>")
        )

    return use


@pytest.mark.parametrize(
    "addition", ["<p>漢</p>", '<img src="http://127.0.0.1/x.png">', '<img src="/etc/hostname">'],
    ids=["glyph", "remote", "outside"],
)  # fmt: skip
def test_any_warning_of_xhtml2pdf_is_a_refusal(other_html, addition):
    other_html(addition)

    with pytest.raises(CannotDraw, match="ben-cang/1"):
        draw(FACTS)


def test_a_second_page_is_a_refusal(other_html):
    other_html("<p>tràn trang</p>" * 20)

    with pytest.raises(CannotDraw):
        draw(FACTS)


def test_a_mark_that_is_there_twice_is_a_refusal(other_html):
    other_html('<p class="o">[full_name.1]</p>')

    with pytest.raises(CannotDraw, match=re.escape("full_name.1")):
        draw(FACTS)


def test_places_and_sizes_are_those_of_the_style_sheet(other_html):
    before = fitted(FACTS)[0].slots["full_name.1"]
    other_html("<style>.ten-l{font-size:20pt;text-align:right;color:#ff0000}</style>")

    after = fitted(FACTS)[0].slots["full_name.1"]

    assert (before.size, before.align.value, before.colour[0] < 0.1) == (30, "centre", True)
    assert (after.size, after.align.value, after.colour) == (20, "right", (1, 0, 0))


def test_the_same_facts_give_the_same_bytes_in_another_process():
    code = f"""
import hashlib
from datetime import date
from decimal import Decimal
from django.conf import settings
settings.configure(TEMPLATES=[{{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": ["templates"]}}])
import django
django.setup()
import datetime
from certificates.drawing import Facts, draw
print(hashlib.sha256(draw({FACTS!r})).hexdigest())
"""
    here = hashlib.sha256(draw(FACTS)).hexdigest()

    there = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert there.stdout.strip() == here


def test_threads_draw_what_one_would_draw():
    several = [replace(FACTS, full_name=f"Lê Khánh {letter}") for letter in LETTERS[:16]]
    alone = [draw(facts) for facts in several]
    lay_out.cache_clear()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(draw, several))

    assert together == alone


def test_every_font_is_embedded_as_a_subset():
    fonts = fonts_of(page_of(draw(FACTS)))

    assert len(fonts) == 9
    assert [font for font in fonts if "/FontFile2" not in font["/FontDescriptor"]] == []
    assert {font["/BaseFont"][7:8] for font in fonts} == {"+"}


def test_the_file_says_what_it_is_and_no_more():
    reader = PdfReader(io.BytesIO(draw(FACTS)))
    box = reader.pages[0].mediabox

    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (297, 210)
    assert reader.root_object["/Lang"] == "vi-VN"
    assert reader.metadata.title == "HPNS-2026-000123-7 – Nguyễn Thị Ánh Tuyết"
    assert reader.metadata.creation_date.date() == FACTS.signed_on
    assert "/Metadata" not in reader.root_object  # where a claim of PDF/A would stand


def test_the_marks_left_no_trace():
    page = page_of(draw(FACTS))
    printed = next(iter(page["/Resources"]["/XObject"].values())).get_object()

    after_marker_colour = re.findall(rb"1 0\S* 0\.99607\d* rg\s+n\s+(\S+)", printed.get_data())

    assert b"[full_name" not in printed.get_data()
    assert set(after_marker_colour) == {b"Q"}  # chosen, but nothing painted with it


def test_the_qr_code_holds_the_address():
    page = page_of(draw(FACTS))
    expected = segno.make_qr(FACTS.verify_url, error="m").matrix

    drawn = [bytearray(len(expected)) for _ in expected]
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"re":
            x, y, length, _high = map(int, operands)
            drawn[y][x : x + length] = b"\1" * length

    assert drawn == list(expected)


@pytest.mark.skipif(not (shutil.which("pdftoppm") and shutil.which("zbarimg")), reason="needs poppler and zbar")
def test_the_qr_code_is_read_from_the_rendered_page(tmp_path):
    (tmp_path / "c.pdf").write_bytes(draw(FACTS))

    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", "c.pdf", "c"], cwd=tmp_path, check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", "c.png"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert read.stdout.strip() == FACTS.verify_url


def test_a_label_with_version_draws_the_same():
    assert BEN_CANG.label == "ben-cang/1"
    assert draw(FACTS, "ben-cang/1") == draw(FACTS)
    with pytest.raises(CannotDraw, match="ben-cang/9"):
        draw(FACTS, "ben-cang/9")


def test_twenty_certificates_a_second():
    draw(FACTS)
    times = []

    for count in range(20):
        before = time.perf_counter()
        draw(replace(FACTS, serial=f"HPNS-2026-{count:06d}-7"))
        times.append(time.perf_counter() - before)

    assert sorted(times)[10] < 0.050
