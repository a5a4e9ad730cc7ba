"""The versions of a course in Wagtail's admin: who released each, why, who learns on it; any two compared."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.widgets.button import Button

from cms.models import CoursePage, LessonPage
from cms.release import words
from cms.release.planning import between
from cms.versions import preview, queries, rebuilding
from courses.catalog import queries as catalog
from courses.catalog.models import Course, CourseVersion
from courses.catalog.rules import may_read_versions, may_release
from courses.learning import by_version as learning
from lms.kernel import audit
from lms.kernel.errors import Refused
from lms.kernel.http import as_id, see_other
from lms.people.queries import names_of

PER_PAGE = 50


def _found(request: HttpRequest, course_id: int) -> tuple[Course, Any]:
    """The course and who asks; 404 for whoever may not read its versions."""
    person = getattr(request.user, "person", None)
    course = catalog.course_by_id(course_id)
    if course is None or person is None or not may_read_versions(person, course):
        raise Http404
    return course, person


def _version(course: Course, number: int) -> CourseVersion:
    version = catalog.version_of(course.pk, number)
    if version is None:
        raise Http404
    return version


def _page(request: HttpRequest, template: str, course: Course, trail: list[tuple[str, str]], **shown: Any) -> Any:
    """A page below the course's list of versions; `trail`: (label, address) of what stands between, the page last."""
    crumbs = [{"url": reverse("course_versions", args=[course.pk]), "label": course.code}]
    crumbs += [{"url": address, "label": label} if address else {"label": label} for label, address in trail]
    context = {"course": course, "breadcrumbs_items": crumbs, "header_title": trail[-1][0], **shown}
    return render(request, f"cms/versions/{template}.html", context)


def _label(number: int) -> str:
    return _("Version %(n)s") % {"n": number}


def _address(course: Course, number: int) -> str:
    return reverse("course_version", args=[course.pk, number])


@require_safe
def course_versions(request: HttpRequest, course_id: int) -> HttpResponse:
    """Every version, the newest first."""
    course, _person = _found(request, course_id)
    lines = queries.lines(course)
    return _page(
        request,
        "versions",
        course,
        [(_("Versions of %(course)s") % {"course": course.code}, "")],
        lines=lines,
        people=names_of({line.version.released_by_id for line in lines if line.version.released_by_id}),
        page=queries.page_of(course),
    )


@require_safe
def course_version(request: HttpRequest, course_id: int, number: int) -> HttpResponse:
    """One version: who, when, why; what is in it; who learns on it; what differs from the one before."""
    course, person = _found(request, course_id)
    version = _version(course, number)
    before = catalog.version_of(course.pk, number - 1)
    lessons, facts = between(before, version) if before else ((), ())
    missing = queries.missing(course, version) if may_release(person, course) else []
    return _page(
        request,
        "version",
        course,
        [(_label(number), "")],
        version=version,
        before=before,
        numbers=queries.numbers(course),
        lessons=lessons,
        facts=facts,
        untouched=not facts and not any(each.touched for each in lessons),
        places=catalog.lessons_of(version.pk),
        people=words.people_in(facts) | names_of({version.released_by_id} if version.released_by_id else set()),
        classes=learning.classes_on(version.pk),
        became=learning.became_of(version.pk),
        missing=missing,
    )


@require_safe
def version_learners(request: HttpRequest, course_id: int, number: int) -> HttpResponse:
    """The people who learn on a version, with what they have done; the record keeps who looked."""
    course, person = _found(request, course_id)
    version = _version(course, number)
    held = Paginator(learning.learners_on(version.pk), PER_PAGE).get_page(request.GET.get("p"))
    audit.looked(version, by=person, verb="open_list")
    trail = [(_label(number), _address(course, number)), (_("Who learns on it"), "")]
    return _page(request, "learners", course, trail, version=version, held=held)


@require_safe
def compare_versions(request: HttpRequest, course_id: int) -> HttpResponse:
    """Any two versions beside each other: ?a= and ?b= are numbers; without them the two newest."""
    course, _person = _found(request, course_id)
    numbers = queries.numbers(course)
    newest = [*numbers, 0, 0][:2]
    a, b = (as_id(request.GET.get(name, "")) or number for name, number in (("a", newest[1]), ("b", newest[0])))
    chosen = sorted({a, b} & set(numbers))
    trouble = "" if len(chosen) > 1 else _("Choose two versions of this course.")
    lessons: Any = ()
    facts: Any = ()
    if not trouble:
        lessons, facts = between(_version(course, chosen[0]), _version(course, chosen[1]))
    return _page(
        request,
        "compare",
        course,
        [(_("Compare versions"), "")],
        numbers=numbers,
        a=a,
        b=b,
        chosen=chosen,
        trouble=trouble,
        lessons=lessons,
        facts=facts,
        people=words.people_in(facts),
        untouched=not facts and not any(each.touched for each in lessons),
    )


@require_POST
def rebuild_course(request: HttpRequest, course_id: int, number: int) -> HttpResponse:
    """Make the pages again that were deleted, from this version."""
    course, person = _found(request, course_id)
    try:
        made = rebuilding.rebuild(course.pk, number, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
        return see_other("course_version", course.pk, number)
    if made.course or made.lessons:
        messages.success(request, _("The deleted pages are there again. What had never been released is lost."))
    else:
        messages.info(request, _("Nothing was missing."))
    return see_other("wagtailadmin_explore", made.page.pk)


_COURSE = "khoa-hoc/<int:course_id>"
_PREVIEW = "xem-thu/<str:code>"
urls = [
    path(f"{_COURSE}/phien-ban/", course_versions, name="course_versions"),
    path(f"{_COURSE}/phien-ban/so-sanh/", compare_versions, name="compare_versions"),
    path(f"{_COURSE}/phien-ban/<int:number>/", course_version, name="course_version"),
    path(f"{_COURSE}/phien-ban/<int:number>/nguoi-hoc/", version_learners, name="version_learners"),
    path(f"{_COURSE}/phien-ban/<int:number>/dung-lai/", rebuild_course, name="rebuild_course"),
    path(f"{_PREVIEW}/", preview.preview_class, name="preview"),
    path(f"{_PREVIEW}/bai/<uuid:key>/", preview.preview_lesson, name="preview_lesson"),
    path(f"{_PREVIEW}/bai/<uuid:key>/xong/", preview.preview_finish, name="preview_finish"),
    path(f"{_PREVIEW}/<path:rest>", preview.preview_nothing, name="preview_nothing"),
]


def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """“Preview as a learner” and “Versions” beside the page's own buttons, on a course and on its lessons."""
    written = page.specific_deferred if hasattr(page, "specific_deferred") else page
    course_page = CoursePage.objects.parent_of(written).first() if isinstance(written, LessonPage) else written
    person = getattr(user, "person", None)
    if not isinstance(course_page, CoursePage) or person is None:
        return
    course = catalog.course_by_code(course_page.code)
    if not may_read_versions(person, course or queries.unreleased(course_page)):
        return
    address = reverse("preview", args=[course_page.code])
    if isinstance(written, LessonPage):
        address = reverse("preview_lesson", args=[course_page.code, written.translation_key])
    yield Button(gettext_lazy("Preview as a learner"), address, icon_name="view", priority=6)
    if course:
        versions = reverse("course_versions", args=[course.pk])
        yield Button(gettext_lazy("Versions"), versions, icon_name="history", priority=7)
