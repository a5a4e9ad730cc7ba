"""Courses as records in Wagtail's admin: officers move them, trainers read those of their branch."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem

from cms.queries import course_page
from cms.records import queries
from courses.catalog import queries as catalog
from courses.catalog import standing
from courses.catalog.models import Course
from courses.catalog.rules import may_follow_course, may_follow_courses, may_withdraw_course
from courses.learning import queries as learning
from lms.kernel.errors import BadInput, Refused
from lms.kernel.http import as_id, see_other

STEPS: dict[str, str | Promise] = {
    "identify": gettext_lazy("Registered"),
    "release": gettext_lazy("Released"),
    "withdraw": gettext_lazy("Taken out of the catalogue"),
    "relist": gettext_lazy("Put back into the catalogue"),
    "retire": pgettext_lazy("course", "Retired"),
    "name_successor": gettext_lazy("Successor named"),
}
DONE: dict[str, str | Promise] = {
    "withdraw": gettext_lazy("The course is out of the catalogue. Who is learning it notices nothing."),
    "relist": gettext_lazy("The course is back in the catalogue."),
    "retire": gettext_lazy("The course is retired. Who is learning it finishes; nobody else is enrolled."),
    "name_successor": gettext_lazy("The successor is kept."),
}


def _asking(request: HttpRequest) -> Any:
    person = getattr(request.user, "person", None)
    if person is None or not may_follow_courses(person, None):
        raise Http404
    return person


@require_safe
def course_records(request: HttpRequest) -> HttpResponse:
    """Every released course: where it stands and how many learn it."""
    shown = {"lines": queries.lines(_asking(request)), "header_title": _("Courses"), "header_icon": "list-ul"}
    return render(request, "cms/records/list.html", shown | {"breadcrumbs_items": [{"label": _("Courses")}]})


@require_http_methods(["GET", "HEAD", "POST"])
def course_record(request: HttpRequest, course_id: int) -> HttpResponse:
    """One course: its state, versions, classes and history; POST moves it and gives the reason."""
    person = _asking(request)
    course = catalog.record_of(course_id)
    if course is None or not may_follow_course(person, course):
        raise Http404
    if request.method != "POST":
        return _shown(request, course, person)
    try:
        verb = _move(request, course, person)
    except Refused as refused:
        messages.error(request, str(refused))
        return _shown(request, course, person, status=refused.status)
    messages.success(request, str(DONE[verb]))
    return see_other("course_record", course.pk)


def _move(request: HttpRequest, course: Course, person: Any) -> str:
    """Do what the form asks; returns the verb."""
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
    moves: dict[str, Callable[..., Course]] = {
        "withdraw": standing.withdraw,
        "relist": standing.relist,
        "retire": standing.retire,
    }
    if verb == "name_successor":
        chosen = request.POST.get("successor", "")
        standing.name_successor(course.pk, as_id(chosen) if chosen else None, by=person)
    elif verb in moves:
        moves[verb](course.pk, by=person, reason=reason)
    else:
        raise BadInput
    return verb


def _shown(request: HttpRequest, course: Course, person: Any, status: int = 200) -> HttpResponse:
    may_move = may_withdraw_course(person, course)
    page = course_page(course.code)
    steps = queries.history(course)
    shown = {
        "course": course,
        "may_move": may_move,
        "others": catalog.released_courses().exclude(pk=course.pk) if may_move else [],
        "learners": learning.learners_by_course().get(course.pk, 0),
        "runs": learning.runs_with_taken(course),
        "page": page,
        "steps": [(STEPS.get(step.verb, step.verb), step) for step in steps],
        "breadcrumbs_items": [{"url": reverse("course_records"), "label": _("Courses")}, {"label": course.code}],
        "header_title": course.code,
        "longest": standing.LONGEST_REASON,
        "reason": request.POST.get("reason", ""),
        "verb": request.POST.get("verb", ""),
    }
    return render(request, "cms/records/record.html", shown, status=status)


urls = [
    path("khoa-hoc/", course_records, name="course_records"),
    path("khoa-hoc/<int:course_id>/", course_record, name="course_record"),
]


class RecordsItem(MenuItem):
    """“Courses” at the side, for who may follow some."""

    def is_shown(self, request: HttpRequest) -> bool:
        person = getattr(request.user, "person", None)
        return person is not None and may_follow_courses(person, None)


def menu_item() -> MenuItem:
    return RecordsItem(
        gettext_lazy("Courses"), reverse("course_records"), name="courses", icon_name="list-ul", order=150
    )
