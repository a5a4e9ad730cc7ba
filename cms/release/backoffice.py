"""The release of a course in Wagtail's admin: what it would do, then the asking and the taking back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.widgets.button import Button

from cms.models import CoursePage, LessonPage
from cms.orders import actions, forms, queries
from cms.orders.models import ReleaseOrder
from cms.orders.states import OrderState
from cms.release import showing
from cms.release.drafting import may_release_page
from cms.release.planning import plan
from lms.kernel.errors import Refused

TEMPLATE = "cms/backoffice/release.html"


def _found(request: HttpRequest, page_id: int) -> tuple[CoursePage, Any]:
    """The page and the person, who may release it; 404 for everybody else."""
    page = get_object_or_404(CoursePage, pk=page_id)
    person = getattr(request.user, "person", None)
    if person is None or not may_release_page(person, page):
        raise Http404
    return page, person


@require_http_methods(["GET", "HEAD", "POST"])
def release_course(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows what a release would change, what it leaves out and whom it concerns; POST asks for it."""
    page, person = _found(request, page_id)
    if request.method == "POST":
        return _ask(request, page, person)
    return _shown(request, page)


def _shown(request: HttpRequest, page: CoursePage, form: forms.ReleaseForm | None = None, status: int = 200) -> Any:
    now = plan(page)
    chosen = forms.successions(now, request.POST) if form else now.guesses
    if form is None:
        form = forms.ReleaseForm(initial={"seen": now.digest})
    else:  # what is shown now is what the next press of the button is about
        form.data = {**request.POST.dict(), "seen": now.digest}
    shown = showing.page(now, form, chosen, request.GET.get("trang"))
    return render(request, TEMPLATE, shown, status=status)


def _ask(request: HttpRequest, page: CoursePage, person: Any) -> HttpResponse:
    form = forms.ReleaseForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form, 400)
    now = plan(page)
    try:
        order = actions.ask(page.pk, form.wish(forms.successions(now, request.POST)), by=person)
        _say(request, actions.hand_on(order, len(now.texts)))
    except Refused as refused:
        messages.error(request, str(refused))
        return _shown(request, page, form, refused.status)
    return redirect("release_course", page_id=page.pk)


def _say(request: HttpRequest, order: ReleaseOrder) -> None:
    if order.state == OrderState.REFUSED:
        messages.error(request, order.said)
    elif order.said:
        messages.info(request, order.said)
    elif order.state == OrderState.DONE and order.version:
        said = _("Version %(n)s is released. New learners get it.") % {"n": order.version.number}
        messages.success(request, said)
    elif order.at:
        messages.success(request, _("The release is set. It is done by itself when its time comes."))
    else:
        messages.success(request, _("The release has begun. You may leave this page."))


@require_POST
def cancel_release(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take back a release that waits for its time."""
    page, person = _found(request, page_id)
    order = queries.live(page.pk)
    try:
        if order is not None:
            actions.cancel(order.pk, by=person)
            messages.success(request, _("The release was taken back."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("release_course", page_id=page.pk)


urls = [
    path("phat-hanh/<int:page_id>/", release_course, name="release_course"),
    path("phat-hanh/<int:page_id>/thoi/", cancel_release, name="cancel_release"),
]


def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """“Release” beside the page's own buttons, on a course and on its lessons."""
    course = page.specific_deferred if hasattr(page, "specific_deferred") else page
    if isinstance(course, LessonPage):
        course = CoursePage.objects.parent_of(course).first()
    person = getattr(user, "person", None)
    if isinstance(course, CoursePage) and person is not None and may_release_page(person, course):
        address = reverse("release_course", args=[course.pk])
        yield Button(gettext_lazy("Release the course"), address, icon_name="upload", priority=5)
