"""Blocks that are played."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.papers import MEDIA
from cms.blocks.shown import LessonBlock
from cms.lesson.played import elsewhere
from lms.kernel.errors import BadInput


class LinkedVideoBlock(LessonBlock):
    """A video that stands elsewhere."""

    address = blocks.CharBlock(label=_("Address of the video"), max_length=255)
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    about = blocks.TextBlock(
        label=_("What it shows"), help_text=_("The main points, for readers who do not open the other site.")
    )

    def faults(self, value: Any) -> dict[str, str]:
        try:
            elsewhere(value["address"])
        except BadInput as refused:
            return {"address": str(refused)}
        return {}

    class Meta:
        icon = "media"
        label = _("Video on YouTube or Vimeo")
        group = MEDIA
        description = _("Nothing is loaded from the other site before the reader agrees.")
