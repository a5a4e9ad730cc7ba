"""The library in the back office: who may look at a video, and where Wagtail's own screens would show too much."""

import hashlib
import mimetypes
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.admin import filters
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views import chooser
from wagtailmedia import get_permission_policy

from cms import visible
from cms.library.media import LibraryMedia
from cms.models import LibraryDocument, LibraryImage
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


class _Images(ImagesAdminAPIViewSet):
    """The back office's own API: only what who asks may know of."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(pk__in=visible.items_for(self.request.user, LibraryImage).values("pk"))


class _Documents(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(pk__in=visible.items_for(self.request.user, LibraryDocument).values("pk"))


def of_the_api(router: Any) -> None:
    """In the place of Wagtail's own, which ask nobody."""
    router.register_endpoint("images", _Images)
    router.register_endpoint("documents", _Documents)


def choosable_pages(pages: Any, request: HttpRequest) -> Any:
    """What the page chooser lists and finds."""
    return pages.filter(pk__in=visible.pages_for(request.user).values("pk"))


def before_serving(document: LibraryDocument, request: HttpRequest) -> None:
    """An author's own copy of a document. Learners get the one that a released lesson holds, at /tep/."""
    user: Any = request.user
    if not user.is_authenticated or not visible.knows_items(user, document._meta.label, [document.pk]):
        raise Http404


_FOR_OFFICERS = {"site-history", "page-types-usage"}


def only_own_reports(request: HttpRequest, items: list[Any]) -> None:
    """Reports over every branch are for who keeps every branch; the door holds their addresses."""
    if not visible.keeps_everything(request.user):
        items[:] = [item for item in items if item.name not in _FOR_OFFICERS]


class _ToModerate(WorkflowObjectsToModeratePanel):
    """What waits for moderation: of a step that many groups share, the pages of one's own branch alone."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        user = parent_context["request"].user
        waiting = context.get("states", [])
        known = set(
            visible.pages_for(user).filter(pk__in=[each["obj"].pk for each in waiting]).values_list("pk", flat=True)
        )
        context["states"] = [each for each in waiting if each["obj"].pk in known]
        return context


def only_own_panels(request: HttpRequest, panels: list[Any]) -> None:
    """In the place of Wagtail's own panel, which asks for the step's groups alone."""
    panels[:] = [_ToModerate() if type(panel) is WorkflowObjectsToModeratePanel else panel for panel in panels]


def _no_tags(*_given: Any, **_more: Any) -> list[Any]:
    return []


def hide_tags() -> None:
    """Tags have no branch: the words of one would be offered to all. Lists and choosers go by folder and by search."""
    filters.popular_tags_for_model = _no_tags
    chooser.popular_tags_for_model = _no_tags
