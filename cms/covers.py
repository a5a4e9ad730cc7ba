"""The cover of a course: a small copy of a picture, kept with the version, shown to everybody while it is current."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from courses.catalog import actions as catalog
from lms.kernel.errors import BadInput

# As the library makes it, and keeps it: the same picture gives the same bytes, and so the same version.
SIZE = "max-1200x800|format-webp|webpquality-80"


def _copy(image: Any) -> bytes:
    """The small copy, without what the camera wrote into it; b"" for no image and for a drawing."""
    if image is None or image.is_svg():
        return b""
    try:
        with image.get_rendition(SIZE).file.open("rb") as opened:
            return bytes(opened.read())
    except OSError as error:  # Wagtail's own error of a missing original is one, too
        said = _("The file of the cover “%(title)s” is missing from the library. Bring it again, or choose another.")
        raise BadInput(said % {"title": image.title}) from error


def known(image: Any) -> str:
    """What `kept` would say, without keeping the copy."""
    copy = _copy(image)
    return hashlib.sha256(copy).hexdigest() if copy else ""


def kept(image: Any) -> str:
    """Keep the copy; its digest, "" where there is none."""
    copy = _copy(image)
    return str(catalog.keep_file(ContentFile(copy), "image/webp").digest) if copy else ""
