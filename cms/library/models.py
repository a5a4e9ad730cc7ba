"""What the library stores: images, documents, and which folder is whose branch's.

Whatever has a `collection` follows its permissions; `Sourced` is for every kind of file an author brings.
"""

import secrets
from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.images.models import get_upload_to as image_path
from wagtail.models import Collection

from cms.library.fields import PaperField, PictureField, private
from cms.library.states import Licence
from courses.catalog.models import Branch


class Sourced(models.Model):
    """Whose work a file is and by what right we show it."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, and where it is from.")
    )
    licence = models.CharField(_("licence"), max_length=16, choices=Licence.choices, blank=True, default=Licence.UNSAID)

    class Meta:
        abstract = True


class LibraryImage(Sourced, AbstractImage):
    """A picture. Its file's name holds a random part: who was not shown the picture does not guess its address."""

    file = PictureField(_("file"), upload_to=image_path, width_field="width", height_field="height")

    admin_form_fields = (*WagtailImage.admin_form_fields[:3], "credit", "licence", *WagtailImage.admin_form_fields[3:])

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def get_upload_to(self, filename: str) -> str:
        name = PurePath(filename)
        return str(super().get_upload_to(f"{name.stem[:40]}-{secrets.token_hex(8)}{name.suffix}"))


class LibraryRendition(AbstractRendition):
    """A picture in another size or format."""

    image = models.ForeignKey(LibraryImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class LibraryDocument(Sourced, AbstractDocument):
    """A file to open or download. It is private: learners get the copy that a released lesson holds."""

    file = PaperField(_("file"), upload_to="documents", storage=private)
    description = models.CharField(_("description"), max_length=255, blank=True)

    admin_form_fields = ("title", "file", "description", "credit", "licence", *WagtailDocument.admin_form_fields[2:])

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class BranchLibrary(models.Model):
    """The folder that is this branch's; its trainers bring files there and see no other branch's."""

    branch = models.OneToOneField(Branch, on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.collection)
