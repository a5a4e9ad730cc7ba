"""The editors' own addresses in Wagtail's admin: the order of a course's lessons, the moderation of a branch."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.widgets.button import Button

from cms.editing import arranging, moderation
from cms.editing.rules import may_arrange, may_moderate
from cms.models import BranchPage, CoursePage
from lms.kernel.errors import BadInput, Refused

LONGEST = 2000  # lessons that one request may put in order


def _placed(body: bytes) -> list[tuple[int, int]]:
    """What was sent, as pairs of ids and modules."""
    try:
        sent = json.loads(body)
        if not isinstance(sent, list) or len(sent) > LONGEST:
            raise BadInput
        return [(_number(pk), _number(module)) for pk, module in sent]
    except (ValueError, TypeError, UnicodeDecodeError) as error:
        raise BadInput from error


def _number(sent: Any) -> int:
    if not isinstance(sent, int) or isinstance(sent, bool) or not 0 <= sent < 2**31:
        raise BadInput
    return sent


@require_POST
def arrange_lessons(request: HttpRequest, page_id: int) -> JsonResponse:
    """Save the order: [[page id, module], …]. Answers {touched} or {message}."""
    page = get_object_or_404(CoursePage, pk=page_id)
    person = getattr(request.user, "person", None)
    if person is None or not may_arrange(person, page):
        raise Http404
    try:
        return JsonResponse({"touched": arranging.arrange(page.pk, _placed(request.body), by=person)})
    except Refused as refused:
        return JsonResponse({"message": str(refused)}, status=refused.status)


@require_http_methods(["GET", "HEAD", "POST"])
def moderate_branch(request: HttpRequest, section_id: int) -> HttpResponse:
    """GET says whether the pages of a branch need two readers; POST `required` (1 or 0) decides it."""
    section = get_object_or_404(BranchPage.objects.select_related("branch"), pk=section_id)
    person = getattr(request.user, "person", None)
    if person is None or not may_moderate(person, section):
        raise Http404
    if request.method == "POST":
        moderation.moderate(section.pk, request.POST.get("required") == "1", by=person)
        messages.success(request, gettext("Saved. It holds at once."))
        return redirect("moderate_branch", section_id=section.pk)
    crumbs = [
        {"url": reverse("wagtailadmin_explore_root"), "label": gettext("Pages")},
        {"url": reverse("wagtailadmin_explore", args=[section.pk]), "label": section.title},
        {"label": gettext("Moderation")},
    ]
    shown = {"section": section, "breadcrumbs_items": crumbs, "header_title": gettext("Moderation")}
    return render(request, "cms/editing/moderate.html", shown)


urls = [
    path("sap-xep-bai/<int:page_id>/", arrange_lessons, name="arrange_lessons"),
    path("duyet-bai/<int:section_id>/", moderate_branch, name="moderate_branch"),
]


def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """“Moderation” beside the buttons of a branch's section, for officers."""
    section = page.specific_deferred if hasattr(page, "specific_deferred") else page
    person = getattr(user, "person", None)
    if isinstance(section, BranchPage) and person is not None and may_moderate(person, section):
        yield Button(_("Moderation"), reverse("moderate_branch", args=[section.pk]), icon_name="clipboard-list")


def log_actions(actions: Any) -> None:
    """What our actions are called in Wagtail's history."""
    actions.register_action(moderation.MODERATED, _("Set moderation"), _("Said whether pages need two readers"))
    actions.register_action(arranging.ARRANGED, _("Put in order"), _("Put the lessons in order"))
