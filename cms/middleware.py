"""The door of the back office."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

DOOR = "/quan-tri/"


class BackOfficeDoor:
    """Who is signed in but has no business there is told so.

    Wagtail would send them to sign in, and the sign-in page, since they are, back again: without end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, given: Any) -> None:
        if not request.path.startswith(DOOR) or request.path.startswith(f"{DOOR}login/"):
            return
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
