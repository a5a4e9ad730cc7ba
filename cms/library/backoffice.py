"""The library in the back office: who may choose a video may look at it."""

import hashlib
import mimetypes
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe
from wagtailmedia import get_permission_policy

from cms.library.media import LibraryMedia
from lms.kernel import filing

_PARTS = ("file", "captions", "thumbnail")
_SEES = ["choose", "change", "delete", "add"]


def _policy() -> Any:
    return get_permission_policy()


@require_safe
def media_file(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """A video or sound, its captions or its picture, for who may choose it; 404 for everybody else."""
    media = get_object_or_404(LibraryMedia, pk=pk)
    held = getattr(media, part, None) if part in _PARTS else None
    if not held or not _policy().user_has_any_permission_for_instance(request.user, _SEES, media):
        raise Http404
    kind = media.content_type if part == "file" else "text/vtt" if part == "captions" else _picture(held.name)
    digest = hashlib.sha256(held.name.encode()).hexdigest()  # a name is never given twice
    return filing.answer(request, filing.Stored(held.name, digest, held.size, kind), filename=media.title)


def _picture(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def choosable(media: Any, request: HttpRequest) -> Any:
    """In the chooser: what one may choose, not only what one may change."""
    allowed = _policy().instances_user_has_any_permission_for(request.user, _SEES)
    return allowed.filter(pk__in=allowed.values("pk"))


urls = [path("phuong-tien/<int:pk>/<slug:part>/", media_file, name="library_media")]
