"""The public pages: home, catalogue, course. Everybody gets the same bytes."""

from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.release import story_of
from cms.translation.pieces import digest_of_story
from courses.catalog import queries as catalog
from courses.catalog import translations
from courses.catalog.models import Course
from courses.catalog.queries import Wanted
from courses.catalog.states import Audience, Level, Mode
from courses.learning import queries as learning
from lms.kernel.http import for_visitors
from lms.kernel.languages import in_either, is_english
from lms.people import queries as people

PER_PAGE = 30
ROOMS = (Audience.WORKER, Audience.MANAGER, Audience.LECTURER, Audience.EXPERT)  # the front page's "I am …"
_LONGEST = 80  # characters of a search


@require_safe
@for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """What the programme offers and where to begin."""
    counts = catalog.facet_counts()
    shown = {
        "runs": learning.offered_runs()[:4],
        "rooms": [(each, counts.audience.get(each, 0)) for each in ROOMS],
        "courses": sum(counts.level.values()),
    }
    return render(request, "cms/home.html", shown)


def _filters(request: HttpRequest) -> list[dict[str, Any]]:
    """The filters with their counts, what is ticked first asked of the address."""
    counts = catalog.facet_counts()
    kinds: tuple[tuple[str, Any, dict[str, int], Any], ...] = (
        ("doi-tuong", "audience", counts.audience, Audience.choices),
        ("trinh-do", "level", counts.level, Level.choices),
        ("hinh-thuc", "mode", counts.mode, Mode.choices),
        ("cong-cu", "tool", counts.tool, [(tool, tool) for tool in counts.tool]),
    )
    made = []
    for param, name, held, choices in kinds:
        ticked = request.GET.getlist(param)
        options = [
            {"value": value, "label": label, "count": held[value], "ticked": value in ticked}
            for value, label in choices
            if value in held
        ]
        made.append({"param": param, "name": name, "options": options, "open": bool(ticked)})
    return made


def _cards(courses: list[Course]) -> list[tuple[Course, Any]]:
    """(course, its summary in the language of the page)."""
    versions = [course.current for course in courses if course.current]
    english = translations.summaries_in([version.pk for version in versions], "en") if is_english() else {}
    return [(c, in_either(v.summary, english.get(v.pk, ""))) for c, v in zip(courses, versions, strict=True)]


@require_safe
@for_visitors
def catalogue(request: HttpRequest) -> HttpResponse:
    """The listed courses that match; an unknown value of a filter matches nothing and says so by the count."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    wanted = Wanted(
        words=words,
        audience=tuple(request.GET.getlist("doi-tuong")),
        level=tuple(request.GET.getlist("trinh-do")),
        mode=tuple(request.GET.getlist("hinh-thuc")),
        tool=tuple(request.GET.getlist("cong-cu")),
    )
    page = Paginator(catalog.catalogue(wanted), PER_PAGE).get_page(request.GET.get("trang"))
    filters = _filters(request)
    shown = {
        "page": page,
        "cards": _cards(list(page)),
        "words": words,
        "open": set(learning.offered_runs().values_list("course", flat=True)),
        "filters": filters,
        "narrowed": bool(words) or any(each["open"] for each in filters),
    }
    return render(request, "cms/catalogue.html", shown)


@require_safe
@for_visitors
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts of the current version, the story of the page, and the classes open today."""
    found = catalog.course_at(slug)
    if found is None or found.current is None:
        raise Http404
    if found.withdrawn_at:
        gone = {"course": found, "version": found.current, "successor": catalog.listed_successor(found)}
        return render(request, "cms/course_gone.html", gone, status=410)
    language = (get_language() or "")[:2]
    facts = translations.facts_for(found.current, language)
    story = story_of(found.code)
    told = bool(facts.story) and digest_of_story(story) == facts.story_of
    shown = {
        "course": found,
        "version": found.current,
        "facts": facts,
        "modules": list(zip(found.current.modules, facts.modules, strict=True)),
        "lessons": translations.titled(catalog.lessons_of(found.current.pk), language),
        "story": mark_safe(facts.story if told else story),  # noqa: S308 - both cleaned
        "story_language": language if told else settings.LANGUAGE_CODE,
        "runs": learning.open_runs(found),
        "after": catalog.courses_after(found.code),
        "trainers": people.names_of(found.current.trainers).values(),
    }
    return render(request, "cms/course.html", shown)


@require_safe
@for_visitors
def cover(request: HttpRequest, digest: str) -> HttpResponse:
    """The cover of a listed course: a small picture, and the only kept file that everybody may see."""
    blob = catalog.public_cover(digest)
    if blob is None:
        raise Http404
    with storages["private"].open(blob.name) as opened:
        answer = HttpResponse(opened.read(), content_type=blob.content_type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
