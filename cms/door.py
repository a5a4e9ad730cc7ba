"""What an address of the back office names, and whether who asks may know of it. What they may not answers 404.

Wagtail asks in many places and forgets some (usage, bulk work, choosers by id, reports); every address passes here.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail.models import TaskState

from cms import visible
from lms.kernel.http import as_id

IMAGE, DOCUMENT, MEDIA = "cms.LibraryImage", "cms.LibraryDocument", "cms.LibraryMedia"
PAGES = {"page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"}
ITEMS = {"image_id": IMAGE, "document_id": DOCUMENT, "doc_id": DOCUMENT, "media_id": MEDIA}
# A route whose `pk`, `id` or `object_id` is of one kind; the address of the back office's own API, too.
PLACES = {"pages": "", "choose-page": "", "images": IMAGE, "documents": DOCUMENT, "media": MEDIA}
_PLACE = re.compile(r"quan-tri/(?:api/main/\^?)?([a-z-]+)/")
# What a form or a query may name pages by.
SENT = ("new_parent_page", "parent_page", "parent_page_id", "destination", "childOf", "target_pages[]", "chosen_page")
# Reports over everything: which page of any branch was last worked on, who did what anywhere, all words people tagged.
_OFFICERS = re.compile(
    r"quan-tri/(?:reports/(?:site-history|page-types-usage)|tag-autocomplete|bulk/[^/]+/[^/]+/add_tags)/"
)


def _named(request: HttpRequest, given: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """(label, ids) of what the address and the form name; the label of pages is empty."""
    match = _PLACE.match(getattr(request.resolver_match, "route", ""))
    place = match[1] if match else ""
    for name, value in given.items():
        if name in PAGES:
            yield "", {str(value)}
        elif name in ITEMS:
            yield ITEMS[name], {str(value)}
        elif name == "pk" and place in PLACES:
            yield PLACES[place], {str(value)}
    sent = {each for name in SENT for each in (*request.GET.getlist(name), *request.POST.getlist(name))}
    yield "", {each for each in sent if each.isdecimal()}
    ids = {each for each in request.GET.getlist("id") if each != "all"}
    model = str(given.get("model_name", ""))
    if place == "bulk" and ids:
        yield f"{given['app_label']}.{model}" if model != "page" else "", ids
    elif place in PLACES and ids:  # chosen, several at once
        yield PLACES[place], ids


def may_pass(request: HttpRequest, given: dict[str, Any]) -> bool:
    """Whether this person may know of everything that this address and what is sent to it name."""
    user: Any = request.user
    if user.is_superuser:
        return True
    if _OFFICERS.match(request.path.lstrip("/")) and not visible.keeps_everything(user):
        return False
    if not _all_is_own(request, given):
        return False
    for label, ids in _named(request, given):
        if ids and not (visible.knows_items(user, label, ids) if label else visible.knows_pages(user, ids)):
            return False
    return _of_this_page(given)


def _all_is_own(request: HttpRequest, given: dict[str, Any]) -> bool:
    """Bulk work on “all” pages is on those below one of their own; Wagtail would name the others as not allowed."""
    everything = given.get("model_name") == "page" and "all" in request.GET.getlist("id")
    return not everything or visible.holds_page(request.user, as_id(request.GET.get("childOf", "")))


def _of_this_page(given: dict[str, Any]) -> bool:
    """A step of moderation is asked for with the page it is of, not with another that one may see."""
    if "task_state_id" not in given:
        return True
    return TaskState.objects.filter(pk=given["task_state_id"], revision__object_id=str(given["page_id"])).exists()
