"""Videos and sound of the library, with their captions and all that is said in them."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from cms.library.fields import private
from cms.library.models import Sourced
from cms.library.sounds import check_played


@dataclass(frozen=True)
class Beside:
    """A file that belongs to a video, as `freezing` takes items of the library."""

    media: "LibraryMedia"
    part: str

    @property
    def file(self) -> Any:
        return getattr(self.media, self.part)

    @property
    def title(self) -> str:
        return self.media.title

    @property
    def url(self) -> str:
        return reverse("library_media", args=[self.media.pk, self.part])


class LibraryMedia(Sourced, AbstractMedia):  # type: ignore[django-manager-missing] # its package is untyped
    """A video or sound. Its files are private: learners get the copies that a released lesson holds."""

    file = models.FileField(_("file"), upload_to="media", storage=private)
    thumbnail = models.FileField(_("picture before it plays"), upload_to="media", blank=True, storage=private)
    captions = models.FileField(
        _("captions"), upload_to="media", blank=True, storage=private, help_text=_("A WebVTT file (.vtt).")
    )
    language = models.CharField(_("language spoken"), max_length=8, choices=settings.LANGUAGES, default="vi")
    transcript = models.TextField(
        _("transcript"), blank=True, help_text=_("All that is said. Leave it empty to take it from the captions.")
    )
    content_type = models.CharField(max_length=40, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(null=True, editable=False)
    file_hash = models.CharField(max_length=40, blank=True, editable=False)

    admin_form_fields = ("title", "file", "captions", "language", "transcript", "thumbnail", "duration", "credit",
                         "licence", "collection", "tags")  # fmt: skip

    class Meta(AbstractMedia.Meta):
        verbose_name = _("video or sound")
        verbose_name_plural = _("videos and sound")

    def save(self, *args: Any, **given: Any) -> None:
        """Whatever way the file came in, it is looked at: its type by its content, its size and hash."""
        if self.file and not self.file._committed:  # type: ignore[attr-defined] # stubs lack it
            self.content_type = check_played(self.file, self.type)
            self.file_size = self.file.size
            self.file_hash = ""
        super().save(*args, **given)
        if not self.file_hash:
            self.get_file_hash()

    def get_file_hash(self) -> str:
        """The SHA-1 of the file, kept with the row."""
        if not self.file_hash:
            with self.file.open("rb") as opened:
                self.file_hash = hashlib.file_digest(opened, "sha1").hexdigest()
            type(self).objects.filter(pk=self.pk).update(file_hash=self.file_hash)
        return self.file_hash

    @property
    def url(self) -> str:
        return reverse("library_media", args=[self.pk, "file"])

    @property
    def sources(self) -> list[dict[str, str]]:
        return [{"src": self.url, "type": self.content_type}]

    @property
    def captions_item(self) -> Beside:
        return Beside(self, "captions")

    @property
    def poster_item(self) -> Beside:
        return Beside(self, "thumbnail")
