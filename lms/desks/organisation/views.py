"""The pages of an organisation's manager."""

import io
import re
from typing import Any

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.desks import todo
from lms.desks.organisation import actions, queries
from lms.desks.roster.queries import batches_of
from lms.desks.roster.rules import may_load
from lms.kernel.errors import require
from lms.kernel.http import answering_refusals
from lms.kernel.names import fold
from lms.people import accounts
from lms.people.middleware import PersonRequest
from lms.people.models import Organisation
from lms.people.queries import manages

A_PAGE = 25
NEWEST = 5  # lists sent
CARDS_AT_ONCE = 60  # each PIN is hashed, which is slow on purpose
_CARD = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{1,12})")  # the membership and the version of its card


def found_organisation(request: PersonRequest, code: str) -> Organisation:
    """The organisation, for who may see it; 404 for everybody else."""
    return get_object_or_404(queries.visible_to(request.person), code=code)


def shared(request: PersonRequest, organisation: Organisation, here: str) -> dict[str, Any]:
    """What every page of the desk shows."""
    return {
        "organisation": organisation,
        "name": organisation.name,  # type: ignore[attr-defined] # visible_to gives it
        "here": here,
        "may_load": may_load(request.person, organisation),
        "mine": manages(request.person, organisation.pk),
    }


@require_safe
def organisations(request: PersonRequest) -> HttpResponse:
    """Mine: straight to the only one, else a list."""
    found = list(queries.visible_to(request.person))
    if not found:
        raise Http404
    if len(found) == 1:
        return redirect("organisation", organisation_code=found[0].code)
    found.sort(key=lambda each: fold(each.name))  # type: ignore[attr-defined] # visible_to gives it
    return render(request, "desks/organisation/organisations.html", {"organisations": found})


@require_safe
def overview(request: PersonRequest, organisation_code: str) -> HttpResponse:
    """What waits, who learns what, what was sent."""
    organisation = found_organisation(request, organisation_code)
    actions.open_list(organisation, by=request.person)
    words, state = request.GET.get("ten", ""), request.GET.get("tt", "")
    state = state if state in queries.FILTERS else ""
    page = Paginator(queries.people_of(organisation, words, state), A_PAGE).get_page(request.GET.get("trang"))
    shown = shared(request, organisation, "overview") | {
        "page": page,
        "learners": queries.learners(list(page.object_list)),
        "words": words,
        "state": state,
        "todo": todo.of_organisation(request.person, organisation),
        "batches": batches_of(organisation)[:NEWEST],
    }
    return render(request, "desks/organisation/overview.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answering_refusals
def cards(request: PersonRequest, organisation_code: str) -> HttpResponse:
    """Who signs in with a card; chosen ones get a new PIN and are printed at once, since only its hash is kept."""
    organisation = found_organisation(request, organisation_code)
    require(may_load(request.person, organisation))
    waiting = request.GET.get("tt") == "waiting"
    holders = queries.with_cards(organisation, waiting=waiting)
    shown = shared(request, organisation, "cards") | {"waiting": waiting, "most": CARDS_AT_ONCE}
    if request.method == "POST":
        sent = (_CARD.fullmatch(each) for each in request.POST.getlist("nguoi"))
        versions = {match[1]: match[2] for match in sent if match}
        chosen = holders.filter(pk__in=list(versions)[:CARDS_AT_ONCE])
        printed = actions.print_cards({each: versions[str(each.pk)] for each in chosen}, by=request.person)
        if printed:
            address = f"{settings.SITE_URL}{reverse('account_login')}"
            shown |= {"cards": printed, "address": address, "qr": _qr(address)}
            return render(request, "desks/organisation/printed_cards.html", shown)
        shown["printed_before" if chosen else "nobody"] = True
    page = Paginator(holders, CARDS_AT_ONCE).get_page(request.GET.get("trang"))
    rows = [(each, accounts.card_version(getattr(each.person, "user", None))) for each in page]
    return render(request, "desks/organisation/cards.html", shown | {"page": page, "rows": rows})


def _qr(address: str) -> str:
    """The site's address as SVG, the same on every card: a personal code is never a sign-in."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, svgclass="qr-card", omitsize=True)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn here
