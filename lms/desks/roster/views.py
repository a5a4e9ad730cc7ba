"""Sending a roster: choose the file, look at what would happen, load, undo."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.desks.organisation.actions import open_list
from lms.desks.organisation.views import found_organisation, shared
from lms.desks.roster import actions, queries
from lms.desks.roster.columns import BY_NAME
from lms.desks.roster.forms import RosterForm
from lms.desks.roster.models import BatchState, RosterBatch, RosterRow, Verdict
from lms.desks.roster.rules import may_load
from lms.desks.roster.template import blank, refused_csv
from lms.kernel.errors import BadInput, require
from lms.kernel.http import answering_refusals, is_htmx, see_other
from lms.kernel.models import JobState
from lms.people.middleware import PersonRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50  # rows of one verdict on the page; the refused are all in the file to take away
LISTS = 10
SAMPLES = Path(settings.BASE_DIR) / "lms" / "demo" / "content" / "roster"
SAMPLES_OF = "dn06"  # whose people the demonstration's sheets name
WORKING = (BatchState.LOADING, BatchState.UNDOING)


def _sheet(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def template(request: PersonRequest) -> HttpResponse:
    """The sheet to fill in."""
    return _sheet(blank(), "danh-sach-mau.xlsx")


@require_safe
def sample(request: PersonRequest, name: str) -> HttpResponse:
    """A sheet of fictional people, for visitors of the demonstration."""
    path = SAMPLES / f"{name}.xlsx"
    if not settings.DEMO or not path.is_file():
        raise Http404
    return _sheet(path.read_bytes(), path.name)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def upload(request: PersonRequest, organisation_code: str) -> HttpResponse:
    """Choose a file and a class; what is wrong with the file is said beside it, and nothing is kept."""
    organisation = found_organisation(request, organisation_code)
    require(may_load(request.person, organisation))
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            batch = actions.read_sheet(
                sheet.name, sheet.read(), organisation=organisation, run=form.cleaned_data["run"], by=request.person
            )
            return see_other("roster", organisation_code, batch.pk)
        except BadInput as trouble:
            form.add_error("sheet", f"{sheet.name}: {trouble}")
    state = request.GET.get("tt", "")
    sent = queries.batches_of(organisation)
    page = Paginator(sent.filter(state=state) if state in BatchState.values else sent, LISTS).get_page(
        request.GET.get("trang")
    )
    shown = shared(request, organisation, "upload") | {
        "form": form,
        "columns": BY_NAME.values(),
        "page": page,
        "batches": page.object_list,
        "samples": settings.DEMO and organisation.code == SAMPLES_OF,
    }
    return render(request, "desks/roster/upload.html", shown)


def _found(request: PersonRequest, organisation_code: str, batch_id: int) -> RosterBatch:
    organisation = found_organisation(request, organisation_code)
    found: RosterBatch = get_object_or_404(queries.batches_of(organisation), pk=batch_id)
    found.organisation = organisation
    return found


@require_safe
def batch(request: PersonRequest, organisation_code: str, batch_id: int) -> HttpResponse:
    """What would happen, how far it is, or what happened."""
    found = _found(request, organisation_code, batch_id)
    working = found.state in WORKING
    if is_htmx(request) and not working:
        return HttpResponse(headers={"HX-Refresh": "true"})  # it is done: the whole page tells
    assert found.organisation is not None  # noqa: S101 - found by it
    counts = queries.counts(found)
    shown = shared(request, found.organisation, "upload") | {
        "batch": found,
        "counts": counts,
        "good": counts["new"] + counts["changed"],
        "of": sum(counts.values()),
        "working": working,
        "job": queries.job_of(found) if working else None,
    }
    shown["stuck"] = shown["job"] is not None and shown["job"].state == JobState.FAILED
    if is_htmx(request):
        return render(request, "desks/roster/batch.html#working", shown)
    open_list(found.organisation, by=request.person)
    return render(request, "desks/roster/batch.html", shown | _lists(found, counts))


def _lists(found: RosterBatch, counts: dict[str, int]) -> dict[str, Any]:
    """The first rows of each verdict, where they go, and what stayed when it was undone."""
    lists: dict[str, Any] = {
        f"{verdict}_rows": _rows(found, Verdict(verdict)) if n else [] for verdict, n in counts.items()
    }
    if found.state == BatchState.READ:
        lists |= {"classes": queries.classes_of(found), "cards": queries.cards_in(found)}
    elif found.state == BatchState.UNDONE:
        lists["kept"] = queries.kept_rows(found)
    return lists | {"shown": SHOWN}


def _rows(found: RosterBatch, verdict: Verdict) -> list[RosterRow]:
    """The first rows, with names of people and headings for names of columns."""
    rows = list(queries.rows_of(found, verdict)[:SHOWN])
    for row in rows:
        known = row.person or (row.membership.person if row.membership else None)
        row.name = known.full_name if known else row.facts.get("full_name", "")  # type: ignore[attr-defined]
        row.heading = _heading(row.column)  # type: ignore[attr-defined]
        row.pairs = [(_heading(name), *pair) for name, pair in row.changes.items()]  # type: ignore[attr-defined]
    return rows


def _heading(name: str) -> str:
    return BY_NAME[name].heading if name in BY_NAME else name


_VERBS = {"nap-vao": "load", "thoi": "discard", "hoan-tac": "undo"}


@require_POST
@answering_refusals
def act(request: PersonRequest, organisation_code: str, batch_id: int, verb: str) -> HttpResponse:
    """Load, discard or undo."""
    found = _found(request, organisation_code, batch_id)
    action = _VERBS.get(verb)
    if action is None:
        raise Http404
    if action == "load":
        actions.load(found.pk, by=request.person, without_refused="bo-dong-loi" in request.POST)
    else:
        getattr(actions, action)(found.pk, by=request.person)
    if action == "discard":
        return see_other("roster_upload", organisation_code)
    return see_other("roster", organisation_code, found.pk)


@require_safe
def refused(request: PersonRequest, organisation_code: str, batch_id: int) -> HttpResponse:
    """The refused rows with their reasons, as CSV."""
    found = _found(request, organisation_code, batch_id)
    assert found.organisation is not None  # noqa: S101 - found by it
    open_list(found.organisation, by=request.person)
    return HttpResponse(
        refused_csv(queries.rows_of(found, Verdict.REFUSED)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="dong-can-sua-{found.pk}.csv"'},
    )
