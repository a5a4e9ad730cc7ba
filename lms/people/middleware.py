"""Puts `request.person` beside `request.user`: the person who asks, or None."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lms.people.models import Person


class PersonRequest(HttpRequest):
    """A request whose asker is known: what a view behind the sign-in may count on."""

    person: Person


class PersonMiddleware:
    """`request.person` is read when it is first used, so that public pages touch no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: getattr(request.user, "person", None))  # type: ignore[attr-defined]
        return self.get_response(request)
