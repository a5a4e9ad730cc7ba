"""From a lesson's blocks to plain data (what is frozen and digested), and from plain data to HTML.

The HTML holds placeholders only: `tep:<sha256>` for a file, `[[quiz:<key>]]` for a quiz; the reader fills them.
RENDERER goes up when the templates in templates/cms/blocks change what they write.
"""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.cleaning import check_svg, clean_html
from courses.catalog import actions as catalog
from courses.catalog.drafts import ItemDraft
from courses.catalog.states import ItemKind
from lms.kernel.errors import BadInput

RENDERER = 1
_TYPES = {"svg": "image/svg+xml", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
          "avif": "image/avif", "gif": "image/gif"}  # fmt: skip

# (image) -> what stands for its file in the plain data
KeepImage = Callable[[Any], str]


def keep_image(image: Any) -> str:
    """Copy an image of the library into the kept files; `tep:<sha256>`."""
    ending = image.file.name.rpartition(".")[2].lower()
    with image.file.open("rb") as opened:
        content = opened.read()
    if ending == "svg":
        check_svg(content, image.title)
    return f"tep:{catalog.keep_file(content, _TYPES.get(ending, 'application/octet-stream')).digest}"


def show_image(image: Any) -> str:
    """For the preview: the library's own address."""
    return str(image.file.url)


def _diagram(value: Any, keep: KeepImage) -> dict[str, Any]:
    image = value["image"]
    if image is None:
        raise BadInput(_("A diagram of this lesson has lost its image."))
    return {"src": keep(image), "width": image.width, "height": image.height, "alt": value["alt"],
            "caption": value["caption"]}  # fmt: skip


def _table(value: Any) -> dict[str, Any]:
    return {
        "caption": getattr(value, "caption", "") or "",
        "header": [column["heading"] for column in value.columns],
        "rows": [[str(cell or "") for cell in row["values"]] for row in value.row_data],
    }


def _check(value: Any) -> dict[str, Any]:
    options = [{"text": o["text"], "right": bool(o["correct"]), "why": o["why"]} for o in value["options"]]
    return {"question": value["question"], "options": options}


def plain(stream: Any, keep: KeepImage = keep_image) -> list[dict[str, Any]]:
    """The blocks as plain values: [{"type": …, "value": …}]; no ids, no keys of the library."""
    shapes: dict[str, Callable[[Any], Any]] = {
        "text": lambda v: clean_html(v.source),
        "definition": lambda v: {"term": v["term"], "text": v["text"]},
        "diagram": lambda v: _diagram(v, keep),
        "callout": lambda v: {"tone": v["tone"], "title": v["title"], "text": clean_html(v["text"].source)},
        "steps": lambda v: {
            "title": v["title"],
            "parts": [{"title": i["title"], "text": i["text"]} for i in v["items"]],
        },
        "checklist": lambda v: {"title": v["title"], "parts": list(v["items"])},
        "table": _table,
        "example": lambda v: {
            "title": v["title"],
            "problem": clean_html(v["problem"].source),
            "solution": clean_html(v["solution"].source),
        },
        "check": _check,
        "quiz": lambda v: {"key": v["quiz"]},
    }
    return [{"type": block.block_type, "value": shapes[block.block_type](block.value)} for block in stream]


def items(source: list[dict[str, Any]], quiz_version: Callable[[str], str]) -> tuple[ItemDraft, ...]:
    """What the lesson contains by value; `quiz_version` freezes a quiz by its key and returns the version's id."""
    found: list[ItemDraft] = []
    for block in source:
        if block["type"] == "quiz":
            found.append(ItemDraft(ItemKind.QUIZ, block["value"]["key"], quiz_version(block["value"]["key"])))
        elif block["type"] == "diagram":
            found.append(ItemDraft(ItemKind.FILE, block["value"]["src"].removeprefix("tep:")))
    return tuple(dict.fromkeys(found))


def _trusted(value: Any) -> Any:
    """Rich text went through `clean_html`: it may be written as it is."""
    if isinstance(value, dict):
        rich = {name: mark_safe(value[name]) for name in ("problem", "solution") if name in value}  # noqa: S308
        if "tone" in value:
            rich["text"] = mark_safe(value["text"])  # noqa: S308
        return {**value, **rich}
    return mark_safe(value)  # noqa: S308


def html(source: list[dict[str, Any]], language: str = "vi") -> str:
    """The lesson's HTML from its plain data, in the lesson's own language."""
    with override(language):
        return "\n".join(
            render_to_string(
                f"cms/blocks/{block['type']}.html", {"value": _trusted(block["value"]), "number": number}
            ).strip()
            for number, block in enumerate(source, start=1)
        )
