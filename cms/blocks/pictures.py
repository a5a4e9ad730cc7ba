"""Blocks that show pictures, each with words for who does not see it and a caption for everybody."""

import re
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.shown import LessonBlock, refuse
from lms.kernel.names import fold

PICTURES = _("Pictures")
_RANDOM = re.compile(r"-[0-9a-f]{16}.*$")  # what the library puts after the name a file was brought under


def _same(one: str, other: str) -> bool:
    return fold(one).strip(" .") == fold(other).strip(" .")


def alt_fault(value: Any, caption: str = "") -> dict[str, str]:
    """What is wrong with the words for who does not see the picture: {"alt": sentence}, or nothing."""
    alt, image = value["alt"], value["image"]
    if caption and _same(alt, caption):
        return {"alt": gettext("Say what is to be seen; the caption is read aloud as well.")}
    stem = _RANDOM.sub("", PurePath(image.file.name).stem)
    if _same(alt, stem) or alt.strip().lower().endswith((".jpg", ".jpeg", ".png", ".svg", ".webp")):
        return {"alt": gettext("This is the name of a file. Say what is to be seen.")}
    return {}


class ImageBlock(LessonBlock):
    """A picture with its caption."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.TextBlock(label=_("What is to be seen"), help_text=_("For readers who cannot see it."))
    caption = blocks.CharBlock(label=_("Caption"), max_length=255)

    def faults(self, value: Any) -> dict[str, str]:
        return alt_fault(value, value["caption"])

    class Meta:
        icon = "image"
        label = _("Picture")
        group = PICTURES
        description = _("A photograph or picture with its caption.")


class GalleryBlock(LessonBlock):
    """Pictures of one thing."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    images = blocks.ListBlock(ImageBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Gallery")
        group = PICTURES
        description = _("Two or more pictures of one thing, each with its own caption.")


class _Side(LessonBlock):
    image = ImageChooserBlock(label=_("Image"))
    label = blocks.CharBlock(label=_("Label"), max_length=60, help_text=_("For example a date, or “Before”."))
    alt = blocks.TextBlock(label=_("What is to be seen"), help_text=_("For readers who cannot see it."))

    def faults(self, value: Any) -> dict[str, str]:
        return alt_fault(value, value["label"])


class BeforeAfterBlock(LessonBlock):
    """The same place before and after."""

    before = _Side(label=_("Before"))
    after = _Side(label=_("After"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=255)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["before"]["image"] == cleaned["after"]["image"]:
            refuse({"": gettext("Choose two different pictures.")})
        return cleaned

    class Meta:
        icon = "copy"
        label = _("Before and after")
        group = PICTURES
        description = _(
            "Two pictures of the same place. Readers move a slider between them, or see one below the other."
        )
