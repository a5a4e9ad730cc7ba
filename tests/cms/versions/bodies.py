"""A lesson with every kind of block, as the editor stores it."""

import json
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from cms import actions as pages
from cms.library import folders
from cms.models import CoursePage, LessonPage
from courses.quizzes.models import QuizVersion
from lms.kernel.actors import SYSTEM
from tests.cms.every_block import blocks as newer_blocks

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30"/></svg>'


def a_drawing() -> int:
    """The id of a drawing in the library."""
    held = {"title": "Kệ gọn", "file": ContentFile(DRAWING, "ke-gon.svg"), "collection": folders.shared()}
    return int(get_image_model().objects.create(**held).pk)


def every_block(quiz: QuizVersion) -> list[dict[str, Any]]:
    """One of each kind, each with the id the editor gave it."""
    options = [{"text": "Có", "correct": True, "why": "Vì thế"}, {"text": "Không", "correct": False, "why": "Sai"}]
    table = {
        "columns": [{"type": "text", "heading": "Việc"}, {"type": "text", "heading": "Ai"}],
        "rows": [{"values": ["Quét", "Tổ 1"]}, {"values": ["Lau", ""]}],
        "caption": "Phân công",
    }
    link = '<p>Bỏ cái <b>không</b> dùng &amp; <a href="https://vi.wikipedia.org/wiki/5S">đọc thêm</a>.</p>'
    values: dict[str, Any] = {
        "text": f"<h2>Chọn lọc</h2>{link}<ul><li>một</li></ul>",
        "definition": {"term": "5S", "text": "Năm chữ S\nviết tắt."},
        "diagram": {"image": a_drawing(), "alt": "Kệ", "caption": "Kệ gọn"},
        "callout": {"tone": "warn", "title": "Lưu ý", "text": "<p>Làm <i>ngay</i>.</p>"},
        "table": table,
        "steps": {"title": "Các bước", "items": [{"title": "Một", "text": "Đi"}, {"title": "Hai", "text": ""}]},
        "checklist": {"title": "Phiếu", "items": ["Sàn sạch", "Kệ gọn"]},
        "example": {"title": "Ví dụ", "problem": "<p>Hỏi</p>", "solution": "<p>Đáp <sup>2</sup></p>"},
        "check": {"question": "Đúng?", "options": options},
        "quiz": {"quiz": str(quiz.quiz.key)},
    }
    values |= {block["type"]: block["value"] for block in newer_blocks() if block["type"] not in values}
    return [{"type": name, "value": value, "id": str(uuid4())} for name, value in values.items()]


def write_lesson(page: CoursePage, body: list[dict[str, Any]], title: str = "Bài đủ mọi khối") -> LessonPage:
    """A live lesson with this body at the end of the course."""
    lesson = LessonPage(title=title, summary="Tóm tắt", minutes=9, module=2, body=json.dumps(body), locale=page.locale)
    made: LessonPage = pages._add(page, lesson)
    assert SYSTEM.pk is None
    return made
