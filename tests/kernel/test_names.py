import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lms.kernel.names import fold, nfc, sort_key


def test_marks_and_tone_habits_do_not_hide_a_name():
    assert fold("Nguyễn Thị Ánh Tuyết") == "nguyen thi anh tuyet"
    assert fold("Hoà") == fold("Hòa") == fold(unicodedata.normalize("NFD", "Hòa")) == "hoa"
    assert fold("ĐỨC") == "duc"


def test_names_sort_by_given_name_then_family_in_the_vietnamese_alphabet():
    names = ["Trần Đức", "Lê Ân", "Nguyễn Văn An", "Phạm Ăn", "Đỗ Dũng", "Bùi An"]

    assert sorted(names, key=sort_key) == ["Bùi An", "Nguyễn Văn An", "Phạm Ăn", "Lê Ân", "Đỗ Dũng", "Trần Đức"]


@given(st.text(max_size=80))
def test_any_text_has_one_stored_form(text):
    assert nfc(nfc(text)) == nfc(text)
    assert fold(fold(text)) == fold(text)
