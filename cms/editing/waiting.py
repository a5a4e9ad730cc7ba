"""What waits for one editor, as queries over pages: each list costs the same for any number of pages."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import (
    Comment,
    CommentReply,
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    WorkflowState,
    get_default_page_content_type,
)

from cms import visible
from cms.editing import authorship
from lms.kernel import clock

SOON = timedelta(days=7)


def pages_of(ids: Iterable[Any], among: QuerySet[Page] | None = None) -> dict[int, Page]:
    """Pages by id, as their author last titled them; `among` are those the reader may know of."""
    pages = Page.objects.all() if among is None else among
    return {page.pk: page for page in pages.filter(pk__in=[int(each) for each in ids])}


def to_read(user: Any) -> list[tuple[TaskState, Page]]:
    """What this user may approve now, the longest wait first; their own words and what they read before are not."""
    groups = user.groups.values("pk")  # within the one query
    mine = Q(task__readingtask__groups__in=groups) | Q(task__groupapprovaltask__groups__in=groups)
    waits = TaskState.objects.filter(mine, status=TaskState.STATUS_IN_PROGRESS, workflow_state__status="in_progress")
    states = list(waits.select_related("task__readingtask", "workflow_state__requested_by__person").distinct())
    pages = pages_of((state.workflow_state.object_id for state in states), visible.pages_for(user))
    authors = authorship.authors_of(pages.values()) if pages else {}
    flows = [state.workflow_state_id for state in states]
    approved = TaskState.objects.filter(workflow_state__in=flows, status=TaskState.STATUS_APPROVED, finished_by=user)
    read_before = set(approved.values_list("workflow_state", flat=True)) if flows else set()
    found = []
    for state in sorted(states, key=lambda each: each.started_at):
        page = pages.get(int(state.workflow_state.object_id))
        own = page is not None and (user.pk in authors[page.pk] or state.workflow_state.requested_by_id == user.pk)
        ours = getattr(state.task, "readingtask", None) is not None
        if page and not (ours and (own or state.workflow_state_id in read_before)):
            found.append((state, page))
    return found


def pages_to_read(user: Any) -> QuerySet[Page]:
    """The pages of `to_read`, as the desk counts and lists them."""
    return Page.objects.filter(pk__in=[page.pk for _state, page in to_read(user)]).order_by(
        "latest_revision_created_at"
    )


def sent_back(user: Any) -> list[tuple[WorkflowState, Page]]:
    """Pages that this user submitted and a reader sent back, with the reader's words in `current_task_state`."""
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user)
    states = list(states.select_related("current_task_state__finished_by__person").order_by("-created_at"))
    pages = pages_of((state.object_id for state in states), visible.pages_for(user)) if states else {}
    return [(state, pages[int(state.object_id)]) for state in states if int(state.object_id) in pages]


def comments(user: Any) -> QuerySet[Comment]:
    """Threads not yet resolved, on pages this user has written or in which they spoke, whose last word is another's."""
    written = PageLogEntry.objects.filter(
        user=user, action__in=("wagtail.edit", "wagtail.create"), page=OuterRef("page")
    )
    replies = CommentReply.objects.filter(comment=OuterRef("pk"))
    last = Coalesce(
        Subquery(replies.order_by("-created_at").values("user")[:1]), F("user"), output_field=BigIntegerField()
    )
    spoke = Exists(replies.filter(user=user))
    open_threads = Comment.objects.filter(resolved_at=None).annotate(last=last).exclude(last=user.pk)
    known = open_threads.filter(page__in=visible.pages_for(user).values("pk"))
    mine = known.filter(Q(Exists(written)) | Q(user=user) | Q(page__owner=user) | Q(spoke))
    return mine.select_related("page", "user__person").order_by("-created_at")


def drafts(user: Any) -> QuerySet[Page]:
    """Pages whose last words are this user's and neither published, waiting for a reader nor scheduled."""
    pk = Cast(OuterRef("pk"), output_field=CharField())
    flows = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(), object_id=pk,
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
    )  # fmt: skip
    mine = visible.pages_for(user).filter(latest_revision__user=user, latest_revision__approved_go_live_at=None)
    written = mine.filter(Q(live=False) | Q(has_unpublished_changes=True)).exclude(Exists(flows))
    return written.order_by("-latest_revision_created_at", "pk")


def scheduled(sections: list[str] | None) -> list[tuple[Revision, Page]]:
    """What is published by itself within a week below these paths (None: anywhere), the next first."""
    soon = Revision.objects.filter(
        base_content_type=get_default_page_content_type(), approved_go_live_at__lte=clock.now() + SOON
    )
    due = list(soon.defer("content").order_by("approved_go_live_at"))
    pages = pages_of(each.object_id for each in due) if due else {}
    return [
        (each, pages[int(each.object_id)])
        for each in due
        if int(each.object_id) in pages
        and (sections is None or pages[int(each.object_id)].path.startswith(tuple(sections)))
    ]


def locked(user: Any) -> QuerySet[Page]:
    """What this user keeps locked for others."""
    return visible.pages_for(user).filter(locked=True, locked_by=user).order_by("-locked_at", "pk")
