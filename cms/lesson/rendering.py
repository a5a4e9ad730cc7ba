"""From a lesson's plain data to HTML.

The HTML holds placeholders only: `tep:<sha256>` for a file, `[[quiz:<key>]]` for a quiz; the reader fills them.
RENDERER (courses.catalog.states) goes up when the templates in templates/cms/blocks change what they write; then
`manage.py catalog rerender` makes the new HTML of what was released before.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cms.lesson.kinds import KINDS, Block, Form
from cms.lesson.words import Said, with_words, words_of
from courses.catalog.states import RENDERER

__all__ = ["RENDERER", "html"]


def _trusted(block: Block) -> Any:
    """Rich text went through `clean_html`: it may be written as it is."""
    rich: list[Said] = [said for said in words_of(block) if said.form == Form.RICH]
    trusted = with_words(block, {said.path: mark_safe(said.text) for said in rich})  # noqa: S308
    return trusted["value"]


def html(source: list[Block], language: str = "vi") -> str:
    """The lesson's HTML from its plain data, in the lesson's own language."""
    with override(language):
        return "\n".join(
            render_to_string(
                f"cms/blocks/{KINDS[block['type']].name}.html", {"value": _trusted(block), "number": number}
            ).strip()
            for number, block in enumerate(source, start=1)
        )
