"""The door of the back office."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from cms import door
from lms.kernel.errors import Refused
from lms.kernel.http import refusal

DOOR = "/quan-tri/"


class BackOfficeDoor:
    """Who is signed in reads it in their language; who has no business there is told so.

    Wagtail would send them to sign in, and the sign-in page, since they are, back again: without end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = getattr(request, "person", None) if request.path.startswith(DOOR) else None
        if person:  # these addresses have no language of their own
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal inside Wagtail's own screens is a sentence, as everywhere."""
        if isinstance(error, Refused) and request.path.startswith(DOOR):
            return refusal(request, error)
        return None

    def process_view(self, request: HttpRequest, view: Any, args: Any, given: Any) -> None:
        if not request.path.startswith(DOOR) or request.path.startswith(f"{DOOR}login/"):
            return
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if request.user.is_authenticated and not door.may_pass(request, given):
            raise Http404
