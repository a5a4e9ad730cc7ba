"""From a view to an answer: refusals become pages, htmx gets its fragment, everything else a redirect."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from lms.kernel.errors import Refused

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=HttpResponseBase)


VISITOR_MARK = "for_visitors"
LONGEST_ID = 18  # digits: more is no id of a database


def for_visitors(view: View) -> View:
    """A public view that makes the same bytes for everybody, so that the page may be kept whole (lms.desks.visitors).

    It must put no token, cookie or name into the page; `Vary` must not name the cookie.
    """

    @wraps(view)
    @login_not_required
    def made(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        begins = getattr(request, "visitor_page_begins", None)
        if begins:
            begins()
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
        setattr(response, VISITOR_MARK, True)
        return response

    return made


def as_id(text: str) -> int:
    """The id that a form sent; 0, which nothing has, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID else 0


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asked for a fragment (a boosted page is a page)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a page, or for htmx as the sentence alone."""
    template = "ui/refusal.html" if is_htmx(request) else "409.html"
    return render(request, template, {"message": refused.message, "status": refused.status}, status=refused.status)


def answering_refusals(view: Callable[..., V]) -> Callable[..., V | HttpResponse]:
    """A view whose actions may refuse: the person reads why, with the right status, and nothing was changed."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> V | HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refusal(request, refused)

    return answered


def see_other(name: str, *args: object) -> HttpResponseRedirect:
    """After a POST: 303 to a named address, so that reloading the page sends nothing again."""
    redirect = HttpResponseRedirect(reverse(name, args=args))
    redirect.status_code = 303
    return redirect


def answer(request: HttpRequest, fragment: str, context: dict[str, Any], otherwise: str) -> HttpResponse:
    """After a change: the fragment for htmx, a redirect (303) to `otherwise` for a bare browser."""
    if is_htmx(request):
        return render(request, fragment, context)
    redirect = HttpResponseRedirect(otherwise)
    redirect.status_code = 303
    return redirect
