"""Files of a version found in the library again, by their bytes; made anew of the kept copy where they are gone."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtailmedia import get_media_model

from cms import covers
from cms.library import folders
from cms.library.incoming import Checked
from courses.catalog import queries as catalog
from courses.catalog.models import Blob, Branch
from lms.kernel.errors import BadInput
from lms.kernel.names import fold

_OFFICE = "application/vnd.openxmlformats-officedocument"
_ENDINGS = {"image/svg+xml": "svg", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif",
            "image/gif": "gif", "application/pdf": "pdf", "text/vtt": "vtt", "text/plain": "txt", "text/csv": "csv",
            f"{_OFFICE}.wordprocessingml.document": "docx", f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
            "video/mp4": "mp4", "video/webm": "webm", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg",
            f"{_OFFICE}.presentationml.presentation": "pptx"}  # fmt: skip


def finder(branch: Branch, brought: list[int]) -> Callable[[str, str], int]:
    """How a kind of block finds the file it names: in the branch's folder or the shared one, else brought back into
    the branch's, and its id put into `brought`.
    """

    def find(name: str, title: str) -> int:
        blob = catalog.blob_by_digest(name.removeprefix("tep:"))
        if blob is None:
            raise _lost()
        model = _model(blob.content_type)
        folder = folders.folder_of(branch)
        known = _with_bytes(model, blob, [folder, folders.shared()])
        if known is None:
            known = _kept_copy(model, blob, title, folder)
            brought.append(known)
        return known

    return find


def _model(content_type: str) -> Any:
    sort = content_type.partition("/")[0]
    if sort in ("video", "audio"):
        return get_media_model()
    return get_image_model() if sort == "image" else get_document_model()


def cover(branch: Branch, digest: str, title: str, brought: list[int]) -> int:
    """The id of the picture whose small copy is this cover. Where the library lost the picture the copy itself is
    brought back, as a picture and as its own small copy, so that it gives the same bytes again.
    """
    model = get_image_model()
    folder = folders.folder_of(branch)
    copies = model.get_rendition_model().objects.filter(filter_spec=covers.SIZE)
    for copy in copies.filter(image__collection__in=[folder, folders.shared()]).order_by("pk").iterator():
        if _is(copy, digest):
            return int(copy.image_id)
    blob = catalog.blob_by_digest(digest)
    if blob is None:
        raise _lost()
    known = _kept_copy(model, blob, title, folder)
    image = model.objects.get(pk=known)
    with image.file.open("rb") as opened:
        content = ContentFile(opened.read(), f"{digest[:16]}.webp")
    image.renditions.create(filter_spec=covers.SIZE, focal_point_key="", file=content)
    brought.append(known)
    return known


def _lost() -> BadInput:
    return BadInput(_("A file of this version was lost. It must be put back from a backup first."))


def _with_bytes(model: Any, blob: Blob, among: list[Collection]) -> int | None:
    """The id of an item of these folders with the same bytes."""
    alike = model.objects.filter(Q(file_size=blob.size) | Q(file_size=None), collection__in=among).order_by("pk")
    return next((int(item.pk) for item in alike.iterator() if _is(item, blob.pk)), None)


def _is(item: Any, digest: str) -> bool:
    """Whether the item's file has this SHA-256; a file that is gone has none."""
    try:
        with item.file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == digest
    except OSError:
        return False


def _kept_copy(model: Any, blob: Blob, title: str, folder: Collection) -> int:
    try:
        with storages["private"].open(blob.name) as opened:
            content = opened.read()
    except OSError as trouble:
        raise _lost() from trouble
    name = f"{slugify(fold(title))[:40] or 'tep'}.{_ENDINGS.get(blob.content_type, 'bin')}"
    kept = Checked(content, name)  # it passed the door when it was brought: written anew it would have other bytes
    item = model(title=(title or name)[:255], file=kept, collection=folder)
    item.file_size = blob.size
    if model is get_media_model():
        item.type = blob.content_type.partition("/")[0]
    item.save()
    item.get_file_hash()
    return int(item.pk)
