"""The editors' own addresses in Wagtail's admin: the order of a course's lessons."""

import json
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cms.editing import arranging
from cms.editing.rules import may_arrange
from cms.models import CoursePage
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


urls = [path("sap-xep-bai/<int:page_id>/", arrange_lessons, name="arrange_lessons")]


def log_actions(actions: Any) -> None:
    """What our actions are called in Wagtail's history."""
    actions.register_action(arranging.ARRANGED, _("Put in order"), _("Put the lessons in order"))
