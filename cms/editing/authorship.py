"""Whose words a page holds that nobody has published yet."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from wagtail.models import Revision, get_default_page_content_type

# What a revision holds besides words: who only comments has written nothing.
_NOT_WORDS = {
    "wagtail_admin_comments", "latest_revision", "latest_revision_created_at", "live_revision", "live", "expired",
    "has_unpublished_changes", "first_published_at", "last_published_at", "locked", "locked_at", "locked_by",
    "path", "depth", "numchild", "url_path", "draft_title", "module",
}  # fmt: skip


def _words(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _NOT_WORDS}


def authors_of(pages: Iterable[Any]) -> dict[int, set[int]]:
    """By page id: the users who have changed words since the page was last published. One query for any number."""
    found: dict[int, set[int]] = {page.pk: set() for page in pages}
    live = {page.pk: page.live_revision_id for page in pages}
    of_pages = Revision.objects.filter(
        base_content_type=get_default_page_content_type(), object_id__in=[str(pk) for pk in found]
    )
    published = Revision.objects.filter(pk__in=[pk for pk in live.values() if pk], object_id=OuterRef("object_id"))
    since = of_pages.annotate(published=Subquery(published.values("created_at")[:1])).order_by(
        "object_id", "created_at"
    )
    before: dict[int, dict[str, Any]] = {}
    for each in since.only("object_id", "content", "created_at", "user").iterator():
        pk = int(each.object_id)
        if each.published and each.created_at < each.published:
            continue
        words = _words(each.content)
        if each.pk != live[pk] and each.user_id and before.get(pk) != words:
            found[pk].add(each.user_id)
        before[pk] = words
    return found
