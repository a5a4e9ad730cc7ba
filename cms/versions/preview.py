"""A course as a learner of any language, progress and date sees it: the draft, what is published, or any version.

The reader's own pages are shown with an enrolment that is never saved; their links are led back into the preview, and
what would change something says that it does not. Nothing is written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.models import CoursePage
from cms.queries import course_page
from cms.versions import pretending, queries
from cms.versions.asked import PROGRESS, Asked, PreviewForm, sources_of
from cms.versions.pretending import Shown
from courses.catalog import queries as catalog
from courses.catalog.models import Course
from courses.catalog.rules import may_read_versions
from courses.learning import actions as learning
from courses.learning import queries as classes
from courses.learning import reading
from courses.learning.models import CourseRun
from lms.kernel import clock
from lms.kernel.errors import Refused
from lms.kernel.http import see_other
from lms.people.models import Person


@dataclass
class Preview:
    """One request for a preview, as far as it is known before anything is shown."""

    course: Course
    page: CoursePage | None
    person: Person
    runs: Sequence[CourseRun]
    form: PreviewForm
    asked: Asked
    bar: dict[str, Any] = field(default_factory=dict)

    def address(self, rest: str = "", asked: Asked | None = None) -> str:
        """The address of a page of this preview."""
        return f"{reverse('preview', args=[self.course.code])}{rest}?{(asked or self.asked).query()}"

    @property
    def source_label(self) -> str:
        return str(dict(self.form.sources).get(self.asked.source, ""))

    @property
    def progress_label(self) -> str:
        return str(dict(PROGRESS)[self.asked.progress])

    @property
    def back(self) -> str:
        """Where one came from: the versions of the course, its page where there is none yet."""
        if self.course.pk:
            return reverse("course_versions", args=[self.course.pk])
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk]) if self.page else reverse("wagtailadmin_home")


def _preview(request: HttpRequest, code: str) -> Preview:
    """Find and ask: who may not read the course's versions learns nothing of it."""
    person: Any = getattr(request.user, "person", None)
    page = course_page(code)
    course = catalog.course_by_code(code)
    if course is None and page is not None:
        course = queries.unreleased(page)
    if course is None or person is None or not may_read_versions(person, course):
        raise Http404
    versions = catalog.versions_of(course) if course.pk else []
    runs = classes.runs_of(course) if course.pk else []
    form = PreviewForm(request.GET, sources_of(versions, page is not None), runs)
    return Preview(course, page, person, runs, form, form.asked(get_language() or "vi"))


def _led_within(html: str, preview: Preview, run: CourseRun) -> str:
    """Links and forms that lead into the class lead to this preview."""
    pattern = rf'\b(href|action|hx-get|hx-post)="(?:/en)?/lop/{re.escape(run.code)}/([^"?#]*)(?:\?[^"#]*)?(#[^"]*)?"'

    def led(found: re.Match[str]) -> str:
        return f'{found[1]}="{escape(preview.address(found[2]))}{found[3] or ""}"'

    return re.sub(pattern, led, html)


def _answer(request: HttpRequest, preview: Preview, template: str, key: UUID | None = None) -> HttpResponse:
    """The page in the language and on the day that are asked for. A refusal is shown as the learner would read it."""
    asked = preview.asked
    day = clock.now() if asked.day == clock.today() else clock.at(asked.day)
    preview.bar = {"preview": preview, "form": preview.form, "own_language": get_language()}
    with clock.moved_to(day), override(asked.language):
        what = None
        try:
            what = pretending.shown(preview.course, preview.page, asked)
            run = pretending.run_for(preview.course, asked.run, preview.runs, bool(what.quizzes))
            shown = _lesson(preview, what, run, key) if key else _class(preview, what, run)
        except Refused as refused:
            shown, template = {"refused": refused}, "cms/versions/preview_refused.html"
            run = CourseRun(code=pretending.NO_CLASS)
        titles = [line.title for line in pretending.outline_of(what, asked).lines] if what else []
        preview.form.with_lessons(titles)
        page = render(request, template, {**shown, **preview.bar})
    page.content = _led_within(page.content.decode(), preview, run).encode()
    page["Cache-Control"] = "private, no-store"
    return page


def _class(preview: Preview, what: Shown, run: CourseRun) -> dict[str, Any]:
    """What the page of a class asks for."""
    enrolment = pretending.enrolment_for(run, what.version, preview.asked, preview.person)
    return {
        "run": run,
        "version": what.version,
        "enrolment": enrolment,
        "learning": True,
        "begun": run.begins <= clock.today(),
        "outline": pretending.outline_of(what, preview.asked),
        "open": None,
        "quizzes": pretending.quizzes_of(what, preview.asked),
    }


def _lesson(preview: Preview, what: Shown, run: CourseRun, key: UUID) -> dict[str, Any]:
    """What the page of a lesson asks for. Raises Refused as the reader does before the class begins."""
    outline = pretending.outline_of(what, preview.asked)
    line = outline.line(key)
    if line is None:
        raise Http404
    learning.require_begun(run)
    current = preview.course.current_id
    return {
        "enrolment": pretending.enrolment_for(run, what.version, preview.asked, preview.person),
        "run": run,
        "outline": outline,
        "line": line,
        "before": outline.beside(key, -1),
        "after": outline.beside(key, +1),
        "html": reading.filled(what.html(line.words), run),
        "newer": what.version.pk is not None and current not in (None, what.version.pk),
        "reading_language": line.words.language if line.words.language != get_language() else "",
        "other": "",
    }


@require_safe
def preview_class(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the class: outline, quizzes, what is missing."""
    return _answer(request, _preview(request, code), "cms/versions/preview_run.html")


@require_safe
def preview_lesson(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """One lesson in the reader."""
    return _answer(request, _preview(request, code), "cms/versions/preview_lesson.html", key)


@require_POST
def preview_finish(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """“Done” in a preview: on to the next lesson, with this one read. The address remembers it, nothing else does."""
    preview = _preview(request, code)
    try:
        what = pretending.shown(preview.course, preview.page, preview.asked)
    except Refused as refused:
        raise Http404 from refused
    outline = pretending.outline_of(what, preview.asked)
    line = outline.line(key)
    if line is None:
        raise Http404
    after = outline.beside(key, +1)
    asked = preview.asked.having_read(line.position, outline.of)
    answer = see_other("preview", preview.course.code)
    answer["Location"] = preview.address(f"bai/{after.lesson.key}/" if after else "", asked)
    return answer


def preview_nothing(request: HttpRequest, code: str, rest: str) -> HttpResponse:
    """What a learner could do here and a preview does not: sit a quiz, leave the class, answer an offer."""
    preview = _preview(request, code)
    preview.bar = {"preview": preview, "form": preview.form, "own_language": get_language()}
    said = Refused(
        _("A preview shows pages and stores nothing: quizzes are not sat here, and nobody enrols or leaves.")
    )
    return render(request, "cms/versions/preview_refused.html", {"refused": said, **preview.bar})
