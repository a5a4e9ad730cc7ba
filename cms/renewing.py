"""What visitors read straight from a page is its course's story: when one is published, taken down or deleted, the kept
pages are made anew. Whatever else they show is released, and says so by events (lms.reactions).
"""

from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from cms.models import CoursePage
from lms.kernel import generations


def renew(**_given: Any) -> None:
    """Wagtail speaks after its own writes, which are no one transaction: a page made in between is made again."""
    generations.turn(generations.PUBLIC)


def watch() -> None:
    """Listen, once, when the apps are ready."""
    for signal in (
        page_published,
        page_unpublished,
        post_delete,
    ):  # before a delete Wagtail says "unpublished": too early
        signal.connect(renew, sender=CoursePage, dispatch_uid="the story of a course")
