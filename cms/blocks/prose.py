"""Blocks that are words, tables and drawings."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.pictures import alt_fault
from cms.blocks.shown import LessonBlock, Shown

PROSE = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "superscript", "subscript"]
SHORT = ["bold", "italic", "ol", "ul", "link", "superscript", "subscript"]
WORDS = _("Text and tables")


class TextBlock(Shown, blocks.RichTextBlock):
    """Running text."""

    def deconstruct(self) -> Any:
        return ("wagtail.blocks.RichTextBlock", *super().deconstruct()[1:])

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        description = _("Running text with headings, lists and links.")


class DefinitionBlock(LessonBlock):
    """A term and what it means."""

    term = blocks.CharBlock(label=_("Term"), max_length=120)
    text = blocks.TextBlock(label=_("Meaning"))

    class Meta:
        icon = "openquote"
        label = _("Definition")
        group = WORDS
        description = _("A term of the subject and what it means.")


class DiagramBlock(LessonBlock):
    """A drawing with words for those who do not see it."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.TextBlock(label=_("What the image says"), help_text=_("For readers who cannot see it."))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)

    def faults(self, value: Any) -> dict[str, str]:
        return alt_fault(value, value["caption"])

    class Meta:
        icon = "image"
        label = _("Diagram")
        group = _("Pictures")
        description = _("A wide drawing. On a phone it is moved sideways, so that its words stay legible.")


class CalloutBlock(LessonBlock):
    """Something to stop at."""

    tone = blocks.ChoiceBlock(
        label=_("Tone"), choices=[("note", _("Note")), ("tip", _("Advice")), ("warn", _("Caution"))], default="note"
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = WORDS
        description = _("A note, advice or caution that readers should stop at.")


class TableBlock(Shown, TypedTableBlock):
    """Rows and columns of short texts; the first cell of a row is its name."""

    def clean(self, table: Any) -> Any:
        cleaned = super().clean(table)
        said = []
        if not cleaned.columns or not cleaned.row_data:
            said.append(gettext("A table needs at least one column and one row."))
        if not all((column["heading"] or "").strip() for column in cleaned.columns):
            said.append(gettext("Every column needs a heading: it is read aloud before each cell."))
        if said:
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(each) for each in said])
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        group = WORDS
        description = _("Columns with headings; the first cell of each row is the name of the row.")
