"""From a lesson's plain data to HTML.

The HTML holds placeholders only: `tep:<sha256>` for a file, `[[quiz:<key>]]` for a quiz; the reader fills them.
RENDERER (courses.catalog.states) goes up when the templates in templates/cms/blocks change what they write; then
`manage.py catalog rerender` makes the new HTML of what was released before.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.lesson.kinds import KINDS, Block, Form
from cms.lesson.words import Said, with_words, words_of
from courses.catalog.states import RENDERER

__all__ = ["RENDERER", "block_html", "html"]


def _trusted(block: Block) -> Any:
    """Rich text went through `clean_html`: it may be written as it is."""
    rich: list[Said] = [said for said in words_of(block) if said.form == Form.RICH]
    trusted = with_words(block, {said.path: mark_safe(said.text) for said in rich})  # noqa: S308
    return trusted["value"]


def block_html(block: Block, number: int, language: str) -> str:
    """One block in an element of its own: links lead to it by `k<number>`, the same in every language of a lesson.

    A block with "lang" stands in that language within a lesson in another one, and says that it is not translated.
    """
    own = block.get("lang", "")
    with override(own or language):
        name = f"cms/blocks/{KINDS[block['type']].name}.html"
        inside = render_to_string(name, {"value": _trusted(block), "number": number}).strip()
    shown = mark_safe(inside)  # noqa: S308 - made by a template of ours
    if not own:
        return format_html('<div class="block" id="k{}">{}</div>', number, shown)
    with override(language):
        note = _("This part has not been translated yet.")
    framed = '<div class="block" id="k{}"><p class="hint">{}</p><div class="block" lang="{}">{}</div></div>'
    return format_html(framed, number, note, own, shown)


def html(source: list[Block], language: str = "vi") -> str:
    """The lesson's HTML from its plain data, in the lesson's own language."""
    return "\n".join(block_html(block, number, language) for number, block in enumerate(source, start=1))
