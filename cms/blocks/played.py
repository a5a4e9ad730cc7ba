"""Blocks that are played."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

from cms.blocks.papers import MEDIA
from cms.blocks.shown import LessonBlock
from cms.lesson.played import elsewhere
from lms.kernel.errors import BadInput


def _media_fault(media: Any, video: bool) -> dict[str, str]:
    """What a reader who does not hear it would miss."""
    if video and not media.captions:
        return {"media": gettext("This video has no captions. Add them to it in the library.")}
    if not media.transcript.strip():
        return {"media": gettext("It has no transcript. Write it down in the library.")}
    return {}


class VideoBlock(LessonBlock):
    """A video of our own."""

    media = VideoChooserBlock(label=_("Video"))
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=160, help_text=_("Empty: as it is called in the library.")
    )

    def faults(self, value: Any) -> dict[str, str]:
        return _media_fault(value["media"], video=True)

    class Meta:
        icon = "media"
        label = _("Video")
        group = MEDIA
        description = _("A video of our own with captions and transcript.")


class AudioBlock(LessonBlock):
    """Sound of our own."""

    media = AudioChooserBlock(label=_("Recording"))
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=160, help_text=_("Empty: as it is called in the library.")
    )

    def faults(self, value: Any) -> dict[str, str]:
        return _media_fault(value["media"], video=False)

    class Meta:
        icon = "media"
        label = _("Recording")
        group = MEDIA
        description = _("Sound of our own with its transcript.")


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
