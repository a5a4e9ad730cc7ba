"""Sending a roster: choose the file, look at what would happen, load, undo."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.desks.organisation.views import found_organisation, shared
from lms.desks.roster import actions, queries
from lms.desks.roster.columns import BY_NAME
from lms.desks.roster.forms import RosterForm
from lms.desks.roster.models import BatchState, RosterBatch, RosterRow, Verdict
from lms.desks.roster.rules import may_load
from lms.desks.roster.template import blank, refused_csv
from lms.kernel.errors import BadInput, require
from lms.kernel.http import answering_refusals, is_htmx, see_other
from lms.people.middleware import PersonRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50  # rows of one verdict on the page; the refused are all in the file to take away


@require_safe
def template(request: PersonRequest) -> HttpResponse:
    """The sheet to fill in."""
    return HttpResponse(
        blank(), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="danh-sach-mau.xlsx"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def upload(request: PersonRequest, organisation_code: str) -> HttpResponse:
    """Choose a file and a class; what is wrong with the file is said beside it, and nothing is kept."""
    organisation = found_organisation(request, organisation_code)
    require(may_load(request.person, organisation))
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            batch = actions.read_sheet(
                sheet.name, sheet.read(), organisation=organisation, run=form.cleaned_data["run"], by=request.person
            )
            return see_other("roster", organisation_code, batch.pk)
        except BadInput as trouble:
            form.add_error("sheet", str(trouble))
    status = 200 if request.method != "POST" else 422
    shown = shared(request, organisation, "upload") | {"form": form, "columns": BY_NAME.values()}
    return render(request, "desks/roster/upload.html", shown, status=status)


def _found(request: PersonRequest, organisation_code: str, batch_id: int) -> RosterBatch:
    organisation = found_organisation(request, organisation_code)
    return get_object_or_404(queries.batches_of(organisation), pk=batch_id)


@require_safe
def batch(request: PersonRequest, organisation_code: str, batch_id: int) -> HttpResponse:
    """What would happen, how far it is, or what happened."""
    found = _found(request, organisation_code, batch_id)
    counts = queries.counts(found)
    assert found.organisation is not None  # noqa: S101 - found by it
    shown = shared(request, found.organisation, "upload") | {
        "batch": found,
        "counts": counts,
        "good": counts["new"] + counts["changed"],
        "of": sum(counts.values()),
        "job": queries.job_of(found) if found.state in (BatchState.LOADING, BatchState.UNDOING) else None,
    }
    if is_htmx(request) and shown["job"]:
        return render(request, "desks/roster/batch.html#working", shown)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Refresh": "true"})  # it is done: the whole page tells
    lists = {f"{verdict.value}_rows": _rows(found, verdict) for verdict in Verdict}
    shown |= lists | {"kept": queries.kept_rows(found), "shown": SHOWN}
    return render(request, "desks/roster/batch.html", shown)


def _rows(found: RosterBatch, verdict: Verdict) -> list[RosterRow]:
    """The first rows, with headings for column names."""
    rows = list(queries.rows_of(found, verdict)[:SHOWN])
    for row in rows:
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
    name = quote(f"dong-can-sua-{found.pk}.csv")
    return HttpResponse(
        refused_csv(queries.rows_of(found, Verdict.REFUSED)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )
