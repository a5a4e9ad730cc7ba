"""Words of another language give themselves away; words of Vietnamese never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.i18n.vietnamese import foreign_words, has_vietnamese_letters, is_syllable, new_style_marks
from lms.i18n.wording import allowed_words, faults, lost_placeholders
from lms.settings.env import ROOT

PROSE = """Giữa giờ nghỉ, chị Nguyễn Thị Ánh Tuyết quẹt điện thoại xem lại bài về khuỷu tay, ngoằn ngoèo và quặng
quyến rũ. Ông Huỳnh Khuê ở xã Thủy Nguyên hỏi: “Khuya rồi, ai còn nghiêng nghiêng ngó nghiêng?” Xoong chảo, cải xoong,
quần soóc, giếng, giết, gì, gìn giữ, quốc, quýt, uỵch, khuỵu, huơ, thuở, yểng, yếm, ỷ lại, ưỡn, ươn ướt, rượu, bưu,
tuýp, ngoắc, oăm, oẹ, xoèn xoẹt."""
ENGLISH = """save edit delete page home search add next back view publish draft title name type image file upload choose
cancel close open show hide more less yes site user group report help settings status date time today word list item
required invalid password email account sign log out up with from for and not this that your you are is was of at"""
# English words that happen to be shaped as Vietnamese ones; a whole sentence never consists of them alone.
BOTH = {"no", "in", "to", "on", "the", "a", "an", "can", "them", "do", "me", "so", "hi"}


@pytest.mark.parametrize("word", PROSE.split())
def test_every_word_of_vietnamese_prose_is_one(word: str) -> None:
    assert foreign_words(word) == []


@pytest.mark.parametrize("word", sorted(set(ENGLISH.split()) - BOTH))
def test_an_english_word_is_none(word: str) -> None:
    assert foreign_words(word) == [word]
    assert foreign_words(word.capitalize()) == [word.capitalize()]


def test_all_that_the_lessons_say_is_vietnamese() -> None:
    """Thousands of running words, written by people: a hole in the table of rimes would show."""
    lessons = sorted((ROOT / "lms" / "demo" / "content").rglob("*.yaml"))
    words = [word for path in lessons for word in path.read_text(encoding="utf-8").split()]

    foreign = {each for word in words if word.isalpha() for each in foreign_words(word, allowed_words())}

    marked = {word for word in foreign if has_vietnamese_letters(word) and not word.isupper()}  # NSLĐ is short for more
    assert marked == set()


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert isinstance(foreign_words(text), list)
    assert isinstance(new_style_marks(text), list)
    assert has_vietnamese_letters(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["tệp x.xlsx", "mã 5S-101", "%(name)s đã lưu", "xem https://example.vn/abc", "{page} trang"]
)
def test_codes_addresses_and_placeholders_are_no_words(text: str) -> None:
    assert foreign_words(text) == []


@pytest.mark.parametrize(
    ("new", "old"), [("khoá", "khóa"), ("Hoà", "Hòa"), ("thuỷ", "thủy"), ("xoè", "xòe"), ("uỷ", "ủy")]
)
def test_the_other_style_of_tone_marks_is_found(new: str, old: str) -> None:
    assert new_style_marks(f"chữ {new} này") == [new]
    assert new_style_marks(f"chữ {old} này") == []


@pytest.mark.parametrize("word", ["hoàn", "quý", "Quỳnh", "thuế", "hoạch", "tuyển", "quỹ", "loại", "thoáng"])
def test_tones_that_both_styles_write_alike_are_left(word: str) -> None:
    assert new_style_marks(word) == []


def test_one_tone_is_enough() -> None:
    assert not is_syllable("khóá")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Lưu draft này", "not Vietnamese: draft"),
        ("Xoá trang", "new-style tone marks: Xoá"),
        ("Chọn tập tin", "to avoid: tập tin"),
    ],
)
def test_what_the_house_does_not_write_is_a_fault(text: str, fault: str) -> None:
    assert list(faults(text)) == [fault]


def test_words_the_house_allows_and_markup_are_no_fault() -> None:
    assert list(faults('Tải về <a href="/help/page">tệp PDF</a> &nbsp;của {owner}')) == []


def test_a_lost_or_added_placeholder_is_named() -> None:
    assert lost_placeholders("%(n)s of %(of)s", "%(n)s trong %(tong)s") == ["%(of)s", "%(tong)s"]
    assert lost_placeholders("%(n)s of %(of)s", "%(of)s, lấy %(n)s") == []
