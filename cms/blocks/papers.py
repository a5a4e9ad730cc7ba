"""Blocks that hand over a file."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.shown import LessonBlock

MEDIA = _("Files, sound and video")


def _begins_as_pdf(document: Any) -> bool:
    try:
        with document.file.open("rb") as opened:
            return bool(opened.read(5) == b"%PDF-")
    except OSError:
        return False


class PdfBlock(LessonBlock):
    """A PDF that is read in the page and can be saved."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    about = blocks.TextBlock(
        label=_("What it says"), help_text=_("The main points, for readers who cannot open the document.")
    )

    def faults(self, value: Any) -> dict[str, str]:
        if not _begins_as_pdf(value["document"]):
            return {"document": gettext("This document is not a PDF. Put it into a block for files.")}
        return {}

    class Meta:
        icon = "doc-full-inverse"
        label = _("PDF in the page")
        group = MEDIA
        description = _("A PDF that is read in its place; on a phone it is opened or saved.")


class FileBlock(LessonBlock):
    """A file to save."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    about = blocks.TextBlock(label=_("What it is for"), required=False)

    class Meta:
        icon = "download"
        label = _("File to save")
        group = MEDIA
        description = _("A form, table or presentation that readers save and work with.")
