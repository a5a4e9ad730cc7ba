"""The list of what a person was told."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from lms.kernel.http import answering_refusals, see_other
from lms.kernel.languages import in_language
from lms.notices import actions, queries
from lms.people.middleware import PersonRequest

A_PAGE = 30


@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """What I was told, the newest first."""
    page = Paginator(queries.notices_of(request.person), A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "notices/notices.html", {"page": page, "unread": queries.unread(request.person)})


@require_POST
@answering_refusals
def open_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Read: on to what it is about."""
    path = actions.mark_read(pk, by=request.person).path  # in the language of the telling; now they may read another
    redirect = HttpResponseRedirect(in_language(path, get_language() or request.person.language))
    redirect.status_code = 303
    return redirect


@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Everything is read."""
    actions.mark_all_read(by=request.person)
    return see_other("notices")
