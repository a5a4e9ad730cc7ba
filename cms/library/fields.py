"""Columns that hold a file of the library."""

from django.core.files.storage import Storage, storages
from django.db import models
from wagtail.images.models import WagtailImageField


def private() -> Storage:
    """Where files stand that are served only after asking who may see them."""
    return storages["private"]


class PictureField(WagtailImageField):
    """The file of an image."""


class PaperField(models.FileField):
    """The file of a document."""
