"""A lesson that holds every kind of block, with real files in the library."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from reportlab.pdfgen import canvas
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.library import folders
from cms.library.media import LibraryMedia
from cms.models import CoursePage, LessonPage

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" width="400" height="300"><path d="M0 0h4v3H0z"/></svg>'
FILES = Path(__file__).resolve().parents[1] / "files"
CSV = "loi,so lan\r\nxuoc,3\r\n"


def png(colour: str = "teal") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(made, "PNG")
    return made.getvalue()


def pdf() -> bytes:
    made = io.BytesIO()
    page = canvas.Canvas(made, pagesize=(300, 400))
    page.drawString(40, 300, "Nam buoc")
    page.save()
    return made.getvalue()


def an_image(name: str, content: bytes) -> int:
    folder = folders.shared()
    made = get_image_model().objects.create(title=name, file=ContentFile(content, name=name), collection=folder)
    return int(made.pk)


def a_document(name: str, content: bytes) -> int:
    folder = folders.shared()
    made = get_document_model().objects.create(title=name, file=ContentFile(content, name=name), collection=folder)
    return int(made.pk)


VTT = """WEBVTT

NOTE tay viết

1
00:00.000 --> 00:01.400
<v Lan>Chào các anh chị.

00:01.400 --> 00:02.900 line:80%
Hôm nay dọn
một cái giá.
"""


def a_media(kind: str = "video", **changed: Any) -> int:
    """A real video with captions, or real sound, with its transcript."""
    name = "clip.mp4" if kind == "video" else "voice.mp3"
    held = {"title": f"Tư liệu {kind}", "type": kind, "transcript": "Lan: Chào các anh chị.\nHôm nay dọn một cái giá."}
    held |= {"file": ContentFile((FILES / name).read_bytes(), name), "collection": folders.shared(), "duration": 3}
    if kind == "video":
        held |= {"captions": ContentFile(VTT.encode(), "loi.vtt"), "thumbnail": ContentFile(png(), "anh.png")}
    return int(LibraryMedia.objects.create(**held | changed).pk)


def blocks() -> list[dict[str, Any]]:
    """The value of the stream field, as the editor stores it; every word is said once in the whole lesson."""
    before, after = an_image("truoc.png", png("maroon")), an_image("sau.png", png())
    drawing = an_image("ve.svg", SVG.encode())
    paper, sheet = a_document("nam-buoc.pdf", pdf()), a_document("phieu.csv", CSV.encode())
    made: dict[str, Any] = {
        "text": "<h2>Dọn trước</h2><h3>Nhỏ hơn</h3><h4>Nhỏ nữa</h4><p>Chỉ giữ thứ đang dùng.</p>",
        "callout": {"tone": "warn", "title": "Dừng lại", "text": "<p>Chụp ảnh trước khi dọn.</p>"},
        "definition": {"term": "Seiri", "text": "Sàng lọc."},
        "table": {
            "columns": [{"type": "text", "heading": "Ca"}, {"type": "text", "heading": "Làm ra"}],
            "rows": [{"values": ["Ca sáng", "42"]}, {"values": ["Ca tối", "45"]}],
            "caption": "Một ngày",
        },
        "formula": {"latex": r"\frac{\text{đầu ra}}{\text{đầu vào}}", "spoken": "Đầu ra chia cho đầu vào."},
        "image": {"image": after, "alt": "Hộp xếp thành hàng.", "caption": "Giá đã dọn"},
        "diagram": {"image": drawing, "alt": "Khung hình chữ nhật.", "caption": "Sơ đồ kho"},
        "gallery": {
            "title": "Hai tấm hình",
            "images": [
                {"image": before, "alt": "Hộp nằm chồng chéo.", "caption": "Sáng sớm"},
                {"image": after, "alt": "Hộp cùng màu một hàng.", "caption": "Buổi trưa"},
            ],
        },
        "before_after": {
            "before": {"image": before, "label": "Ngày 1", "alt": "Sàn đầy đồ."},
            "after": {"image": after, "label": "Ngày 30", "alt": "Sàn trống."},
            "caption": "Cùng một góc xưởng",
        },
        "video": {"media": a_media(), "title": "Dọn một cái giá"},
        "audio": {"media": a_media("audio"), "title": ""},
        "linked_video": {
            "address": "https://youtu.be/M7lc1UVf-VE",
            "title": "Thăm xưởng",
            "about": "Xưởng mười người giữ dụng cụ thế nào.",
        },
        "pdf": {"document": paper, "title": "Năm bước", "about": "Ai làm bước nào."},
        "file": {"document": sheet, "title": "Phiếu đếm lỗi", "about": "Điền mỗi tuần."},
        "steps": {
            "title": "Hai bước",
            "items": [{"title": "Chọn", "text": "Gắn thẻ đỏ."}, {"title": "Xếp", "text": ""}],
        },
        "checklist": {"title": "Trước khi về", "items": ["Sàn sạch", "Đèn tắt"]},
        "example": {"title": "Bài mẫu", "problem": "<p>90 : 12 = ?</p>", "solution": "<p>7,5</p>"},
        "check": {
            "question": "Thẻ đỏ gắn vào đâu?",
            "options": [
                {"text": "Thứ không dùng", "correct": True, "why": "Đúng ý nghĩa của thẻ."},
                {"text": "Thứ đã cũ", "correct": False, "why": "Đồ cũ vẫn có thể dùng."},
            ],
        },
    }
    return [
        {"type": kind, "value": value, "id": f"00000000-0000-4000-8000-{n:012}"}
        for n, (kind, value) in enumerate(made.items())
    ]


def a_lesson(page: CoursePage) -> LessonPage:
    """Below the course's page, live."""
    lesson = LessonPage(
        title="Các loại khối", slug="cac-loai-khoi", minutes=5, body=json.dumps(blocks()), locale=page.locale
    )
    page.add_child(instance=lesson)
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson
