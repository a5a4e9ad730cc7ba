"""The release of a course in Wagtail's admin: what it would do, then the doing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets.button import Button

from cms.models import CoursePage, LessonPage
from cms.release.drafting import may_release_page, release
from cms.release.planning import plan
from lms.kernel.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def release_course(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows what a release would change and what it leaves out; POST releases with a note."""
    page = get_object_or_404(CoursePage, pk=page_id)
    person = getattr(request.user, "person", None)
    if person is None or not may_release_page(person, page):
        raise Http404
    if request.method == "POST":
        return _release(request, page, person)
    return render(request, "cms/backoffice/release.html", _shown(page))


def _shown(page: CoursePage) -> dict[str, Any]:
    trouble = ""
    planned = None
    try:
        planned = plan(page)
    except Refused as refused:
        trouble = str(refused)
    crumbs = [
        {"url": reverse("wagtailadmin_explore_root"), "label": _("Pages")},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
        {"label": _("Release")},
    ]
    return {
        "page": page,
        "plan": planned,
        "trouble": trouble,
        "breadcrumbs_items": crumbs,
        "header_title": _("Release %(course)s") % {"course": page.code},
    }


def _release(request: HttpRequest, page: CoursePage, person: Any) -> HttpResponse:
    before = plan(page).course
    known = before.current_id if before else None
    try:
        version = release(page.pk, by=person, note=request.POST.get("note", "")[:2000])
    except Refused as refused:
        messages.error(request, str(refused))
        return render(request, "cms/backoffice/release.html", _shown(page), status=refused.status)
    if version.pk == known:
        messages.info(request, _("Nothing has changed since version %(n)s: no new version.") % {"n": version.number})
    else:
        said = _("Version %(n)s is released. New learners get it; who is learning stays on theirs.")
        messages.success(request, said % {"n": version.number})
    return redirect("release_course", page_id=page.pk)


urls = [path("phat-hanh/<int:page_id>/", release_course, name="release_course")]


def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """“Release” beside the page's own buttons, on a course and on its lessons."""
    course = page.specific_deferred if hasattr(page, "specific_deferred") else page
    if isinstance(course, LessonPage):
        course = CoursePage.objects.parent_of(course).first()
    person = getattr(user, "person", None)
    if isinstance(course, CoursePage) and person is not None and may_release_page(person, course):
        address = reverse("release_course", args=[course.pk])
        yield Button(gettext_lazy("Release the course"), address, icon_name="upload", priority=5)
