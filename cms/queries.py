"""Looking at pages: what authors have written and not published."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Q, When
from wagtail.models import Page, Revision

from cms.models import BranchPage, CoursePage, LessonPage
from courses.catalog.models import Branch


def course_page(code: str) -> Any:
    """The page of the course of this code, in the language it is written in, or None. Drafts are found as well."""
    written = Q(locale__language_code=settings.LANGUAGE_CODE)
    return CoursePage.objects.filter(code=code).order_by(Case(When(written, then=0), default=1), "pk").first()


def drafts_of(page: CoursePage) -> list[LessonPage]:
    """The lessons of a course in order as they stand in the editor, drafts among them; two queries."""
    lessons = list(
        LessonPage.objects.child_of(page).filter(locale=page.locale_id).select_related("locale").order_by("path")
    )
    newest = Revision.objects.in_bulk([each.latest_revision_id for each in lessons if each.has_unpublished_changes])
    return [
        each.with_content_json(newest[each.latest_revision_id].content) if each.latest_revision_id in newest else each
        for each in lessons
    ]


def unpublished(branches: Collection[str] | None) -> Any:
    """Course and lesson pages of these branches (None: of all) that are drafts or have changes not yet published."""
    sections = BranchPage.objects.all() if branches is None else BranchPage.objects.filter(branch__code__in=branches)
    below = Q(pk=None)
    for path in sections.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    kinds = ContentType.objects.get_for_models(CoursePage, LessonPage).values()
    written = Page.objects.filter(below, content_type__in=list(kinds))
    return written.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by("-latest_revision_created_at", "pk")


def branch_above(page: Page) -> Branch:
    """The branch in whose section the page stands."""
    return BranchPage.objects.ancestor_of(page, inclusive=True).select_related("branch").get().branch
