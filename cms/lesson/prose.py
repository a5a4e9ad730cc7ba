"""The kinds of blocks that are words, tables and drawings."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.cleaning import clean_html
from cms.lesson.kinds import Find, Form, Keep, Kind, kind
from lms.kernel.errors import BadInput

TEP = "tep:"


@kind
class Text(Kind):
    """Running text with headings, lists and links."""

    name = "text"
    words = {"": Form.RICH}

    def plain(self, value: Any, keep: Keep) -> Any:
        return clean_html(value.source)

    def raw(self, value: Any, find: Find) -> Any:
        return value


@kind
class Definition(Kind):
    """A term and what it means."""

    name = "definition"
    words = {"term": Form.TEXT, "text": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"term": value["term"], "text": value["text"]}

    def raw(self, value: Any, find: Find) -> Any:
        return value


@kind
class Diagram(Kind):
    """A drawing with words for those who do not see it."""

    name = "diagram"
    words = {"alt": Form.TEXT, "caption": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        image = value["image"]
        if image is None:
            raise BadInput(_("A diagram of this lesson has lost its image."))
        return {"src": keep(image), "width": image.width, "height": image.height, "alt": value["alt"],
                "caption": value["caption"]}  # fmt: skip

    def raw(self, value: Any, find: Find) -> Any:
        image = find(value["src"], value["caption"] or value["alt"])
        return {"image": image, "alt": value["alt"], "caption": value["caption"]}

    def files(self, value: Any) -> tuple[str, ...]:
        return (value["src"].removeprefix(TEP),)

    def faults(self, value: Any) -> Iterator[str]:
        if not value["alt"].strip():
            yield _("A drawing has no words for readers who cannot see it.")
        if not value["caption"].strip():
            yield _("A drawing has no caption.")


@kind
class Callout(Kind):
    """Something to stop at."""

    name = "callout"
    words = {"title": Form.TEXT, "text": Form.RICH}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"tone": value["tone"], "title": value["title"], "text": clean_html(value["text"].source)}

    def raw(self, value: Any, find: Find) -> Any:
        return value


@kind
class Table(Kind):
    """Rows and columns of short texts."""

    name = "table"
    words = {"caption": Form.TEXT, "header.*": Form.TEXT, "rows.*.*": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {
            "caption": getattr(value, "caption", "") or "",
            "header": [column["heading"] for column in value.columns],
            "rows": [[str(cell or "") for cell in row["values"]] for row in value.row_data],
        }

    def raw(self, value: Any, find: Find) -> Any:
        columns = [{"type": "text", "heading": heading} for heading in value["header"]]
        return {"columns": columns, "rows": [{"values": row} for row in value["rows"]], "caption": value["caption"]}

    def faults(self, value: Any) -> Iterator[str]:
        if not all(heading.strip() for heading in value["header"]):
            yield _("A table has a column without a heading.")
        if not all(row and row[0].strip() for row in value["rows"]):
            yield _("A table has a row whose first cell, the name of the row, is empty.")
        if not value["caption"].strip():
            yield _("A table has no caption.")
