"""The guides as pages: all of them, and one as a whole, to read or to print. They hold nothing of anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from lms.guide.source import Chapter, guides
from lms.guide.words import opening_of, words_of
from lms.kernel.http import for_visitors


@require_safe
@for_visitors
def index(request: HttpRequest) -> HttpResponse:
    """One line for each role."""
    shown = [(guide.slug, opening_of(guide), len(guide.chapters)) for guide in guides().values()]
    return render(request, "guide/guides.html", {"guides": shown})


@require_safe
@for_visitors
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """A whole guide: contents, chapters, pictures."""
    found = guides().get(slug)
    if found is None:
        raise Http404
    chapters = [(chapter, words_of(chapter), _address(chapter)) for chapter in found.chapters]
    return render(request, "guide/guide.html", {"opening": opening_of(found), "chapters": chapters})


def _address(chapter: Chapter) -> str:
    """Where the page of a chapter is opened; "" where it takes a particular class, file or list."""
    try:
        return reverse(chapter.pages[0])
    except NoReverseMatch:
        return ""
