"""Pages for visitors, kept whole.

A view marked `for_visitors` (lms.kernel.http) makes the same bytes for everybody: no token, cookie or name in them; the
signed-in corner is fetched apart. Such a page is kept under its address, the day (classes open and close with it) and
the public generation, which goes up in the transaction that changes what the pages show (lms.reactions): a page is
never stale past a release, and nothing is ever cleared.
"""

import hashlib
from collections.abc import Callable
from datetime import date

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from lms.kernel import clock, generations
from lms.kernel.http import VISITOR_MARK

KEPT_SECONDS = 3600
LONGEST_QUERY = 200  # characters: longer searches are made afresh, so that nobody fills the cache
Age = tuple[int, date]  # the public generation and the day
_DROPPED = {"set-cookie", "server", "date"}


def _age() -> Age:
    return generations.number(generations.PUBLIC), clock.today()


class VisitorCache:
    """Answers from the cache before sessions, users and templates are touched; a lost cache is a miss."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        preview = getattr(request, "is_dummy", False)  # Wagtail asks for its previews under the public address
        if preview or request.method != "GET" or len(query) > LONGEST_QUERY or request.headers.get("HX-Request"):
            return self.get_response(request)
        key = f"visitor:{hashlib.sha256(f'{request.get_host()} {request.path}?{query}'.encode()).hexdigest()}"
        known: tuple[Age, str, list[tuple[str, str]], bytes] | None = cache.get(key)
        if known is None or known[0] != _age():
            return self._made(request, key)
        _, etag, headers, body = known
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified(headers={"ETag": etag})
        return HttpResponse(body, headers=dict(headers))

    def _made(self, request: HttpRequest, key: str) -> HttpResponse:
        """Make the page; keep it where its view said that it is everybody's."""
        age: Age | None = None

        def before() -> None:
            nonlocal age
            age = _age()

        request.visitor_page_begins = before  # type: ignore[attr-defined] # called by the mark, before the view reads
        response = self.get_response(request)
        if age is None or response.status_code != 200 or response.cookies or not hasattr(response, VISITOR_MARK):
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        del response["Vary"]  # the address alone decides language and page, whatever other middleware looked at
        headers = [(name, value) for name, value in response.items() if name.lower() not in _DROPPED]
        cache.set(key, (age, etag, headers, response.content), KEPT_SECONDS)
        return response
