"""Columns that hold a file of the library: whatever is put into them passes the door first (`incoming`)."""

from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.library.incoming import checked_image, checked_paper


def private() -> Storage:
    """Where files stand that are served only after asking who may see them."""
    return storages["private"]


class _Picture(WagtailImageFieldFile):
    def save(self, name: str, content: Any, save: bool = True) -> None:
        super().save(name, checked_image(content, name), save)


class _Paper(FieldFile):
    def save(self, name: str, content: Any, save: bool = True) -> None:
        super().save(name, checked_paper(content, name), save)


class PictureField(WagtailImageField):
    """The file of an image."""

    attr_class = _Picture


class PaperField(models.FileField):
    """The file of a document."""

    attr_class = _Paper
