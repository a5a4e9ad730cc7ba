"""What no form means to send."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

NUL = "\x00"
CATCHES_ALL = "wagtail_serve"  # the pages authors make: every address fits its pattern


class NoNulls:
    """A NUL character in an address or a form is answered with 400: PostgreSQL stores none, and nobody types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, given: dict[str, Any]) -> None:
        sent = [request.path, request.META.get("QUERY_STRING", "").replace("%00", NUL)]
        if request.method == "POST":
            sent += [value for _name, values in request.POST.lists() for value in values]
        if any(NUL in str(each) for each in sent):
            raise BadRequest("NUL")


class FormsOnly:
    """Who opens an address that only takes forms (a link to the other language after a refusal, a sign-in that leads
    back) reads where it belongs, instead of the browser's own empty page. The status stays 405.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or response.content:
            return response
        return render(request, "405.html", {"up": _page_above(request.path)}, status=response.status_code)


def _page_above(path: str) -> str:
    """The nearest address above this one that there is: /de-cu/14/buoc/ belongs to /de-cu/14/."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            if resolve(path).url_name != CATCHES_ALL:
                return path
        except Resolver404:
            continue
    return "/"
