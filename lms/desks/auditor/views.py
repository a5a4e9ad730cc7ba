"""The pages of the auditor's room. Opening what names people and what they answered is itself on the record."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.desks.auditor import actions, queries
from lms.desks.auditor import evidence as proof
from lms.desks.auditor.drawn import rows_of
from lms.desks.auditor.forms import HeadForm, SampleForm, SearchForm
from lms.desks.auditor.models import Verification
from lms.desks.auditor.rules import may_audit
from lms.desks.auditor.states import SampleOf
from lms.desks.auditor.words import fault_words
from lms.kernel import audit, clock
from lms.kernel.errors import BadInput
from lms.kernel.http import is_htmx, see_other
from lms.kernel.models import LIVE
from lms.people.middleware import PersonRequest

A_PAGE = 50

View = Callable[..., HttpResponse]


def _for_auditors(view: View) -> View:
    """The room does not exist for anybody else; what it shows is not kept by a browser."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.person  # type: ignore[attr-defined] # PersonMiddleware
        if not may_audit(person, None):
            raise Http404
        return view(request, *args, **kwargs)

    return opened


@require_safe
@_for_auditors
def record(request: PersonRequest) -> HttpResponse:
    """The record, searched by the filters in the address."""
    form = SearchForm(request.GET)
    wanted = form.wanted() if form.is_valid() else queries.Wanted()
    page = Paginator(queries.entries(wanted), A_PAGE).get_page(request.GET.get("trang"))
    rows = list(page.object_list)
    shown = {
        "here": "record",
        "form": form,
        "page": page,
        "names": queries.names_of(rows),
        "unsealed": wanted.unsealed,
    }
    return render(request, "desks/auditor/record.html", shown, status=200 if form.is_valid() else 422)


@require_safe
@_for_auditors
def entry(request: PersonRequest, entry_id: int) -> HttpResponse:
    """One entry: its words, digest and seal, its row as it is now, and what else the record says of that row."""
    found = queries.entry_by_id(entry_id)
    if found is None:
        raise Http404
    detail, seal = getattr(found, "detail", None), getattr(found, "seal", None)
    if detail:
        audit.looked(found, by=request.person)
    history = Paginator(queries.history_of(found.kind, found.object_id), A_PAGE).get_page(request.GET.get("trang"))
    shown = {
        "here": "record",
        "entry": found,
        "detail": detail,
        "words_hold": detail is not None and audit.words_hold(detail),
        "seal": seal,
        "seal_holds": seal is not None and audit.seal_holds(seal),
        "check": queries.check_object(found.kind, found.object_id),
        "history": history,
        "names": queries.names_of([found, *history.object_list]),
        "nomination_id": queries.nomination_behind(found.kind, found.object_id),
        "enrolment_id": queries.enrolment_behind(found.kind, found.object_id),
    }
    return render(request, "desks/auditor/entry.html", shown)


@require_safe
@_for_auditors
def find_evidence(request: PersonRequest) -> HttpResponse:
    """From a certificate's serial number to what stands behind it."""
    serial = request.GET.get("so-hieu", "")[:60]
    enrolment_id = queries.enrolment_of_serial(serial) if serial.strip() else None
    if enrolment_id is not None:
        return see_other("audit_evidence", enrolment_id)
    shown = {"here": "evidence", "serial": serial, "nothing": bool(serial.strip())}
    return render(request, "desks/auditor/find_evidence.html", shown, status=404 if shown["nothing"] else 200)


@require_safe
@_for_auditors
def evidence(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """From the certificate down to the version, each fact beside the record."""
    found = proof.chain_of(enrolment_id)
    if found is None:
        raise Http404
    audit.looked(found.enrolment.row, by=request.person)
    return render(request, "desks/auditor/evidence.html", {"here": "evidence", "chain": found})


@require_safe
@_for_auditors
def attempt(request: PersonRequest, attempt_id: int) -> HttpResponse:
    """An attempt down to the answers."""
    found = proof.sitting(attempt_id)
    if found is None:
        raise Http404
    audit.looked(found.link.row, by=request.person)
    return render(request, "desks/auditor/attempt.html", {"here": "evidence", "sitting": found})


@require_http_methods(["GET", "HEAD", "POST"])
@_for_auditors
def chain(request: PersonRequest) -> HttpResponse:
    """The head as it is now, and the verifications that were made; POST asks for a new one."""
    asked = request.method == "POST"
    form = HeadForm(request.POST if asked else None)
    if asked and form.is_valid():
        actions.ask_verification(form.cleaned_data["head"], by=request.person)
        return see_other("audit_chain")
    job = queries.verification_under_way()
    if is_htmx(request):
        if job and job.state in LIVE:
            return render(request, "desks/auditor/chain.html#working", {"job": job})
        return HttpResponse(headers={"HX-Refresh": "true"})
    number, head = audit.head()
    tail = queries.overdue_tail().count()
    shown = {
        "here": "chain",
        "form": form,
        "job": job,
        "working": job is not None and job.state in LIVE,
        "number": number,
        "head": head,
        "now": clock.now(),
        "tail": tail,
        "made": list(queries.verifications()[:10]),
    }
    return render(request, "desks/auditor/chain.html", shown, status=422 if asked else 200)


def _fault_lines(made: Verification) -> list[dict[str, Any]]:
    """Each fault with its sentence, and the row and entry it names."""
    return [{"text": fault_words(fault["says"], fault["facts"]), **fault["facts"]} for fault in made.faults]


@require_safe
@_for_auditors
def verification(request: PersonRequest, verification_id: int) -> HttpResponse:
    """What a verification found."""
    made = queries.verifications().filter(pk=verification_id).first()
    if made is None:
        raise Http404
    shown = {"here": "chain", "made": made, "faults": _fault_lines(made)}
    return render(request, "desks/auditor/verification.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@_for_auditors
def samples(request: PersonRequest) -> HttpResponse:
    """The samples; POST asks for one."""
    asked = request.method == "POST"
    form = SampleForm(request.POST if asked else None)
    if asked and form.is_valid():
        given = form.cleaned_data
        what = SampleOf(given["what"])
        try:
            made = actions.ask_sample(
                what, given["since"], given["until"], given["size"], by=request.person, note=given["note"]
            )
            return see_other("audit_sample", made.pk)
        except BadInput as trouble:
            form.add_error(None, str(trouble))
    page = Paginator(queries.samples(), A_PAGE).get_page(request.GET.get("trang"))
    shown = {"here": "samples", "form": form, "page": page}
    return render(request, "desks/auditor/samples.html", shown, status=422 if asked else 200)


@require_safe
@_for_auditors
def sample(request: PersonRequest, sample_id: int) -> HttpResponse:
    """A sample: how it was drawn and what it drew; `kiem-lai` computes it again."""
    found = queries.sample_by_id(sample_id)
    if found is None:
        raise Http404
    made = getattr(found, "draw", None)
    if is_htmx(request):
        waiting = {"sample": found}
        if made is None:
            return render(request, "desks/auditor/sample.html#waiting", waiting)
        return HttpResponse(headers={"HX-Refresh": "true"})
    if made:
        audit.looked(found, by=request.person)
    asked = queries.entry_of_request(found)
    detail = getattr(asked, "detail", None) if asked else None
    shown = {
        "here": "samples",
        "sample": found,
        "made": made,
        "asked": asked,
        "note": detail.values.get("note", "") if detail else "",
        "rows": rows_of(found, made) if made else [],
        "recount": queries.recount(found, made) if made and "kiem-lai" in request.GET else None,
        "now": clock.now(),
        "title": _("Sample {number}").format(number=found.pk),
    }
    return render(request, "desks/auditor/sample.html", shown)
