"""Looking at pages: what authors have written and not published."""

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from cms.models import BranchPage, CoursePage, LessonPage


def unpublished(branches: Collection[str] | None) -> Any:
    """Course and lesson pages of these branches (None: of all) that are drafts or have changes not yet published."""
    sections = BranchPage.objects.all() if branches is None else BranchPage.objects.filter(branch__code__in=branches)
    below = Q(pk=None)
    for path in sections.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    kinds = ContentType.objects.get_for_models(CoursePage, LessonPage).values()
    written = Page.objects.filter(below, content_type__in=list(kinds))
    return written.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by("-latest_revision_created_at", "pk")
