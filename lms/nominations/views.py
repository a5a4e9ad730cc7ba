"""The desk of the nominations, the list behind its numbers, and the page of one file."""

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from openpyxl import Workbook

from lms.kernel import clock
from lms.kernel.errors import NotAllowed, Refused, Unknown, require
from lms.kernel.http import answering_refusals, as_id, see_other
from lms.kernel.templatetags.viet import ngay
from lms.nominations import actions, alerts, guards, papers, queries, showing, words
from lms.nominations.deadlines import days_left
from lms.nominations.forms import MoveForm, PaperForm
from lms.nominations.models import Nomination, Programme
from lms.nominations.rules import is_nominee, is_officer
from lms.nominations.states import Stage
from lms.people.middleware import PersonRequest
from lms.people.queries import has_role, name_on, names_on
from lms.people.states import RoleKind

A_PAGE = 50
HEADINGS = ["Số hồ sơ", "Mã chương trình", "Chương trình", "Họ và tên", "Đơn vị", "Thứ tự", "Trạng thái", "Từ ngày",
            "Hạn", "Công văn"]  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def shown_programme(programme: Programme) -> dict[str, Any]:
    """A programme with its next day and how far that is."""
    deadline = queries.next_deadline(programme)
    left = days_left(deadline.day) if deadline else None
    name = words.DEADLINES[deadline.name] if deadline else ""
    return {"programme": programme, "deadline": deadline, "deadline_name": name, "left": left}


def with_places(nominations: list[Nomination]) -> list[tuple[Nomination, str, Any]]:
    """(nomination, name of its organisation today, whose turn it is), in one query."""
    places = names_on({each.organisation_id for each in nominations}, clock.today())
    return [(each, places.get(each.organisation_id, ""), words.turn(each)) for each in nominations]


@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """The board for the desk and leadership; programmes and files for everybody else."""
    person = request.person
    if queries.may_see_board(person):
        lines = queries.board(person)
        rows = [shown_programme(line.programme) | {"cells": list(line.counts.items())} for line in lines]
        totals = [(stage, sum(line.counts[stage] for line in lines)) for stage in Stage]
        shown = {"rows": rows, "stages": list(Stage), "totals": totals, "of": sum(number for _s, number in totals)}
        shown["alerts"] = alerts.of_the_desk(person) if queries.sees_all(person) else []
        shown |= {"opens_lists": queries.sees_all(person), "may_announce": is_officer(person, None)}
        return render(request, "nominations/board.html", shown)
    mine = list(queries.of_person(person))
    others = queries.visible_to(person).exclude(pk__in=[each.pk for each in mine]).order_by("-moved_at", "-pk")
    shown = {
        "rows": [shown_programme(each) for each in queries.listed_for(person)],
        "mine": [(each, words.standing(each)) for each in mine],
        "others": with_places(list(others[:A_PAGE])),
        "manages": has_role(person, RoleKind.MANAGER),
    }
    return render(request, "nominations/desk.html", shown)


def _filtered(request: PersonRequest) -> tuple[Any, str, str]:
    """The files that the address asks for: by stage (chang), programme (ct) and state (tt)."""
    found = queries.visible_to(request.person)
    stage, code = request.GET.get("chang", ""), request.GET.get("ct", "")
    stage = stage if stage in Stage else ""
    if stage:
        found = queries.in_stage(found, stage)
    if code:
        found = found.filter(programme__code=code)
    if state := request.GET.get("tt", ""):
        found = found.filter(state=state)
    return found.order_by("programme__starts_on", "programme__code", "rank", "nominee__sort_key"), stage, code


@require_safe
def files(request: PersonRequest) -> HttpResponse:
    """The list behind a number of the board."""
    found, stage, code = _filtered(request)
    programme = queries.programme_visible_to(request.person, code) if code else None
    if request.method != "HEAD":  # it shows nothing
        actions.open_list(programme, by=request.person)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    shown = {
        "page": page,
        "rows": with_places(list(page)),
        "stage": Stage(stage).label if stage else "",
        "programme": programme,
        "query": request.GET.urlencode(),
    }
    return render(request, "nominations/files.html", shown)


@require_safe
def export(request: PersonRequest) -> HttpResponse:
    """The same list as a spreadsheet, for the desk."""
    if not queries.sees_all(request.person):
        raise Http404
    found, _stage, code = _filtered(request)
    actions.open_list(queries.programme_visible_to(request.person, code) if code else None, by=request.person)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hồ sơ đề cử")
    sheet.append(HEADINGS)
    places = names_on(set(found.values_list("organisation", flat=True)), clock.today())
    for each in found.iterator(500):
        cells = [str(each), each.programme.code, each.programme.title_vi, each.nominee.full_name]
        cells += [places.get(each.organisation_id, ""), each.rank or "", each.get_state_display()]
        cells += [ngay(each.moved_at), ngay(each.due_on), each.letter.number if each.letter else ""]
        sheet.append([f"'{cell}" if str(cell)[:1] in ("=", "+", "-", "@") else cell for cell in cells])
    out = io.BytesIO()
    book.save(out)
    headers = {"Content-Disposition": 'attachment; filename="ho-so-de-cu.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


def _found(request: PersonRequest, nomination_id: int) -> Nomination:
    return get_object_or_404(queries.visible_to(request.person), pk=nomination_id)


def _page(request: PersonRequest, nomination: Nomination, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = showing.page(nomination, request.person)
    offers = showing.offers(nomination, request.person, more.pop("tried", None), more.pop("tried_verb", ""))
    shown |= {
        "offers": [each for each in offers if not each.aside],
        "asides": [each for each in offers if each.aside],
        "paper_form": PaperForm(shown["missing"]),
        "organisation_name": name_on(nomination.organisation, clock.today()),
    }
    return render(request, "nominations/nomination.html", shown | more, status=status)


@require_safe
@never_cache
def nomination(request: PersonRequest, nomination_id: int) -> HttpResponse:
    """Where the file stands, what is next, its papers, and what this person may do."""
    return _page(request, _found(request, nomination_id))


@require_POST
@answering_refusals
def move(request: PersonRequest, nomination_id: int) -> HttpResponse:
    """One move; where something is missing the page says so and keeps what was typed."""
    found = _found(request, nomination_id)
    verb = request.POST.get("verb", "")
    form = showing.form_of(verb, found, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, found, status=422, tried=form, tried_verb=verb)
    said = form.cleaned_data if form else {}
    letter = form.letter if isinstance(form, MoveForm) else None
    given = {"reason": said.get("reason", ""), "letter": letter, "replaces": said.get("replaces")}
    try:
        actions.move(found.pk, verb, by=request.person, **given)
    except (NotAllowed, Unknown):
        raise
    except Refused as refused:
        fresh = _found(request, nomination_id)
        return _page(request, fresh, status=refused.status, trouble=str(refused), tried=form, tried_verb=verb)
    return see_other("nomination", found.pk)


@require_POST
@answering_refusals
def consent(request: PersonRequest, nomination_id: int) -> HttpResponse:
    """The nominee's consent, ticked and sent by themselves."""
    found = _found(request, nomination_id)
    require(is_nominee(request.person, found))
    if "dong-y" not in request.POST:
        trouble = _("You have not ticked the box; no consent was given.")
        return _page(request, found, status=422, trouble=trouble)
    actions.consent(found.pk, by=request.person)
    return see_other("nomination", found.pk)


@require_POST
@answering_refusals
def swap_up(request: PersonRequest, nomination_id: int) -> HttpResponse:
    """Up by one in the order of preference."""
    found = _found(request, nomination_id)
    above = request.POST.get("tren", "")
    actions.swap_up(found.pk, by=request.person, above_id=as_id(above))
    return see_other("programme", found.programme.code)


@require_POST
@answering_refusals
def add_paper(request: PersonRequest, nomination_id: int) -> HttpResponse:
    """Put a paper into the file; what is wrong with it is said beside the form."""
    found = _found(request, nomination_id)
    form = PaperForm(guards.missing(found), request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["paper"]
        try:
            papers.keep(found.pk, form.cleaned_data["kind"], sent.name, sent.read(), by=request.person)
            return see_other("nomination", found.pk)
        except (NotAllowed, Unknown):
            raise
        except Refused as refused:
            form.add_error("paper", str(refused))
    return _page(request, found, status=422, paper_form=form)


@require_safe
@never_cache
@answering_refusals
def paper(request: PersonRequest, nomination_id: int, paper_id: int) -> HttpResponseBase:
    """One paper, as a file to take away; reading somebody else's is on the record."""
    found = get_object_or_404(_found(request, nomination_id).papers.select_related("nomination__nominee"), pk=paper_id)
    answer = FileResponse(
        papers.opened(found, by=request.person),
        content_type=found.content_type,
        as_attachment=True,
        filename=found.title,
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_POST
@answering_refusals
def take_out_paper(request: PersonRequest, nomination_id: int, paper_id: int) -> HttpResponse:
    """Take a paper out of a file that is still being written."""
    found = get_object_or_404(_found(request, nomination_id).papers.all(), pk=paper_id)
    papers.take_out(found.pk, by=request.person)
    return see_other("nomination", nomination_id)
