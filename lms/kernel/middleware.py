"""What no form means to send."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\x00"


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
