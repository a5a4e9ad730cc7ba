"""The one door of the library: every file that is kept passes here, by form, by many at once, or by code."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from cms.library.drawings import clean_svg
from cms.library.papers import check_paper
from cms.library.pictures import clean_picture
from lms.kernel.errors import BadInput


class Checked(ContentFile):  # type: ignore[type-arg]  # at run time it takes none
    """A file that has passed the door."""


def _read(file: Any, largest: int) -> bytes:
    """The content, if it is not larger than `largest` bytes."""
    file.seek(0)
    content: bytes = file.read(largest + 1)
    file.seek(0)
    if len(content) > largest:
        raise BadInput(_("This file is larger than %(limit)s MB.") % {"limit": largest // 1024 // 1024})
    return content


def _ending(name: str) -> str:
    return PurePath(name).suffix.lstrip(".").lower()


def checked_image(file: Any, name: str) -> Checked:
    """A picture or drawing, written anew. Refuses, with a sentence, what is neither."""
    if isinstance(file, Checked):
        return file
    content, ending = _read(file, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE), _ending(name)
    if ending not in settings.WAGTAILIMAGES_EXTENSIONS:
        kinds = ", ".join(each.upper() for each in settings.WAGTAILIMAGES_EXTENSIONS)
        raise BadInput(_("Files of this kind are not taken. You can bring: %(kinds)s.") % {"kinds": kinds})
    return Checked(clean_svg(content) if ending == "svg" else clean_picture(content, ending), name=name)


def checked_paper(file: Any, name: str) -> Checked:
    """A document as it was sent. Refuses, with a sentence, one that is not what its name says, or that acts."""
    if isinstance(file, Checked):
        return file
    content = _read(file, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    check_paper(content, _ending(name))
    return Checked(content, name=name)
