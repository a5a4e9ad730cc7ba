import pytest

from cms.lesson.kinds import KINDS, Form, files_of
from cms.lesson.words import text_of, with_words, words_of

BLOCKS = {
    "text": {"type": "text", "value": "<h2>Chọn lọc</h2><p>Bỏ cái <b>không</b> dùng.</p>"},
    "definition": {"type": "definition", "value": {"term": "5S", "text": "Năm chữ S."}},
    "diagram": {
        "type": "diagram",
        "value": {"src": "tep:" + "a" * 64, "width": 1, "height": 1, "alt": "Kệ", "caption": "Kệ gọn"},
    },
    "callout": {"type": "callout", "value": {"tone": "tip", "title": "Lưu ý", "text": "<p>Làm ngay.</p>"}},
    "table": {"type": "table", "value": {"caption": "Bảng", "header": ["Cột"], "rows": [["ô 1"], ["ô 2"]]}},
    "steps": {"type": "steps", "value": {"title": "Các bước", "parts": [{"title": "Một", "text": "Đi"}]}},
    "checklist": {"type": "checklist", "value": {"title": "Phiếu", "parts": ["Sàn sạch"]}},
    "example": {"type": "example", "value": {"title": "Ví dụ", "problem": "<p>Hỏi</p>", "solution": "<p>Đáp</p>"}},
    "check": {
        "type": "check",
        "value": {"question": "Đúng?", "options": [{"text": "Có", "right": True, "why": "Vì thế"}]},
    },
    "quiz": {"type": "quiz", "value": {"key": "0"}},
}


@pytest.mark.parametrize("name", ["text", "steps", "table", "check", "example"])
def test_words_put_back_where_they_were_found_are_the_same_block(name):
    block = BLOCKS[name]

    said = words_of(block)

    assert said
    assert with_words(block, {each.path: each.text for each in said}) == block
    assert with_words(block, {said[-1].path: "khác"}) != block


def test_words_are_found_in_the_order_of_the_block_with_their_form():
    found = [(each.path, each.form) for each in words_of(BLOCKS["steps"])]

    assert found == [(("title",), Form.TEXT), (("parts", 0, "title"), Form.TEXT), (("parts", 0, "text"), Form.TEXT)]


def test_a_lesson_as_plain_text_holds_its_words_and_no_markup():
    text = text_of([BLOCKS["text"], BLOCKS["table"]])

    assert text == "Chọn lọc\nBỏ cái không dùng.\n\nBảng\nCột\nô 1\nô 2"


def test_the_files_of_a_lesson_are_named_once_in_order():
    assert files_of([BLOCKS["diagram"], BLOCKS["text"], BLOCKS["diagram"]]) == ("a" * 64,)


def test_every_kind_says_where_its_words_are_or_has_none():
    silent = {name for name, kind in KINDS.items() if not kind.words}

    assert silent == {"quiz"}
