"""What the blocks of a lesson share: how they look before they are chosen, and how they refuse."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail import blocks

from cms.blocks.samples import sample
from cms.lesson.rendering import block_html
from courses.catalog import outside


class Shown:
    """Previewed in the chooser of blocks by a sample that goes through the templates of the reader."""

    name: str
    is_previewable = True

    def get_preview_template(self, value: Any, context: Any = None) -> str:
        return "cms/block_preview.html"

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        block = {"type": self.name, "value": sample(self.name)}
        html = outside.fill(block_html(block, 1, get_language() or "vi"))
        return {**(parent_context or {}), "html": mark_safe(html), "kind": self.name}  # noqa: S308 - our templates


class LessonBlock(Shown, blocks.StructBlock):
    """A block of several fields. `faults` names what is wrong with the cleaned value, field by field."""

    def faults(self, value: Any) -> dict[str, str]:
        """{field: sentence}; "" for the block as a whole."""
        return {}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse(self.faults(cleaned))
        return cleaned


def refuse(found: dict[str, str]) -> None:
    """Raise what was found at its fields; nothing where nothing was."""
    if found:
        whole = [said for name, said in found.items() if not name]
        errors = {name: ValidationError(said) for name, said in found.items() if name}
        raise blocks.StructBlockValidationError(block_errors=errors, non_block_errors=whole)
