"""Translating in Wagtail's admin: how far a course's lessons are, and one page with both languages side by side."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.models import CoursePage
from cms.release.drafting import may_release_page
from cms.translation import actions, forms, showing, sources
from cms.translation.comparing import State, count
from courses.catalog import queries as catalog
from lms.kernel.errors import Refused

TO_DO = (State.MISSING, State.OUTDATED)
_SHOWN = 400  # characters of what somebody else saved


@dataclass(frozen=True)
class Work:
    """What a translator works at: the page of a course or lesson, the course's page, the language, who they are."""

    page: Any
    course: CoursePage
    language: str
    person: Any

    @property
    def address(self) -> str:
        return reverse("translate_page", args=[self.page.pk, self.language])


@dataclass(frozen=True)
class Unsaved:
    """Words that were sent and not saved, by the name of the piece, and why."""

    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)


def _work(request: HttpRequest, page_id: int, language: str) -> Work:
    """404 for whoever may not translate the page, and for a language that we have not."""
    page = get_object_or_404(Page, pk=page_id).specific
    course = sources.course_page_of(page)
    person = getattr(request.user, "person", None)
    known = language in sources.OTHERS
    if person is None or course is None or not known or not may_release_page(person, course):
        raise Http404
    return Work(page, course, language, person)


def _crumbs(course: CoursePage, *last: str) -> list[dict[str, Any]]:
    crumbs = [
        {"url": reverse("wagtailadmin_explore_root"), "label": _("Pages")},
        {"url": reverse("wagtailadmin_pages:edit", args=[course.pk]), "label": course.title},
        {"url": reverse("translate_course", args=[course.pk]), "label": _("Translation")},
    ]
    return crumbs + [{"label": label} for label in last]


@require_http_methods(["GET", "HEAD", "POST"])
def translate_course(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET lists the lessons of a course with how far each is; POST gives learners all that is translated."""
    work = _work(request, page_id, sources.OTHERS[0])
    if work.page != work.course:
        raise Http404
    if request.method == "POST":
        _attach(request, work)
        return redirect("translate_course", page_id=page_id)
    course = catalog.course_by_code(work.course.code)
    lines = showing.lines(work.course, course, work.language)
    shown = {
        "page": work.page,
        "language": work.language,
        "lines": lines,
        "released": course is not None and course.current_id is not None,
        "waiting": any(line.reads != "all" and line.count.done for line in lines),
        "breadcrumbs_items": _crumbs(work.course)[:2] + [{"label": _("Translation")}],
        "header_title": _("Translation of %(course)s") % {"course": work.course.code},
    }
    return render(request, "cms/backoffice/translation.html", shown)


def _attach(request: HttpRequest, work: Work, only: str = "") -> None:
    """Attach, and say what happened."""
    course = catalog.course_by_code(work.course.code)
    if course is None or course.current_id is None:
        messages.info(request, _("The course was never released: its first release attaches the translation."))
        return
    try:
        actions.attach(course.pk, work.language, by=work.person, only=only)
    except Refused as refused:
        messages.error(request, str(refused))
        return
    said = _("Learners read what is translated. What is missing or outdated comes in Vietnamese and says so.")
    messages.success(request, said)


@require_http_methods(["GET", "HEAD", "POST"])
def translate_page(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """GET shows a lesson, or the facts of a course, in both languages; POST saves what was typed, and attaches it."""
    work = _work(request, page_id, language)
    return _save(request, work) if request.method == "POST" else _side_by_side(request, work, Unsaved())


def _save(request: HttpRequest, work: Work) -> HttpResponse:
    source = sources.of_page(work.page)
    typed = forms.read(request.POST, sources.told(source, work.language))
    try:
        outcome = actions.save(work.page.pk, work.language, typed, by=work.person)
    except Refused as refused:
        messages.error(request, str(refused))
        return _side_by_side(request, work, Unsaved({each.piece: each.words for each in typed}), refused.status)
    if outcome.kept:
        said = ngettext("%(n)s block is saved.", "%(n)s blocks are saved.", len(outcome.kept))
        messages.success(request, said % {"n": len(outcome.kept)})
    if outcome.overtaken or outcome.changed:
        messages.error(request, _("Some blocks are not saved; what you typed stands below."))
        return _side_by_side(request, work, _unsaved(work, typed, outcome), 409)
    if "attach" in request.POST:
        _attach(request, work, only=source.subject)
    elif not outcome.kept:
        messages.info(request, _("There was nothing new to save."))
    return redirect(work.address + ("?loc=can-dich" if request.GET.get("loc") == "can-dich" else ""))


def _unsaved(work: Work, typed: list[actions.Typed], outcome: actions.Outcome) -> Unsaved:
    """What was typed for the blocks that are not saved, beside what somebody else saved there."""
    overtaken = _("Somebody else saved this block in the meantime. Their words: “%(words)s”. Save again to keep yours.")
    changed = _("The Vietnamese was released anew in the meantime. Compare your words with it, then save again.")
    told = {each.piece.name: each for each in sources.told(sources.of_page(work.page), work.language)}
    troubles = dict.fromkeys(outcome.changed, changed)
    for name in outcome.overtaken:
        theirs = strip_tags(" · ".join(told[name].words.values()))
        troubles[name] = overtaken % {"words": Truncator(theirs).chars(_SHOWN)}
    return Unsaved({each.piece: each.words for each in typed if each.piece in troubles}, troubles)


def _side_by_side(request: HttpRequest, work: Work, unsaved: Unsaved, status: int = 200) -> HttpResponse:
    """Each piece in both languages; with what was typed where it could not be saved."""
    source = sources.of_page(work.page)
    told = sources.told(source, work.language)
    rows = showing.rows(source, told, unsaved.typed, unsaved.troubles)
    only = request.GET.get("loc") == "can-dich"
    title = _("Facts of the course") if work.page == work.course else source.title
    shown = {
        "page": work.page,
        "course": work.course,
        "source": source,
        "language": work.language,
        "rows": [row for row in rows if not only or row.trouble or row.told.state in TO_DO],
        "only": only,
        "count": count(told),
        "media": forms.editor().media,
        "breadcrumbs_items": _crumbs(work.course, title),
        "header_title": _("Translation: %(title)s") % {"title": source.title},
    }
    return render(request, "cms/backoffice/translate.html", shown, status=status)


urls = [
    path("ban-dich/<int:page_id>/", translate_course, name="translate_course"),
    path("ban-dich/<int:page_id>/<str:language>/", translate_page, name="translate_page"),
]


def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """“English translation” beside the page's own buttons, on a course and on its lessons."""
    page = page.specific_deferred if hasattr(page, "specific_deferred") else page
    course = sources.course_page_of(page)
    person = getattr(user, "person", None)
    if course is None or person is None or not may_release_page(person, course):
        return
    lesson = page != course
    address = reverse("translate_page", args=[page.pk, "en"]) if lesson else reverse("translate_course", args=[page.pk])
    yield Button(gettext_lazy("English translation"), address, icon_name="globe", priority=6)
