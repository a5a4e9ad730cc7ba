"""Verifying a certificate without an account; the holder's page and file; revoking."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import actions, codes, queries
from certificates.rules import may_revoke
from certificates.states import CertificateState
from lms.kernel import clock
from lms.kernel.errors import BadInput, Unknown
from lms.kernel.http import answering_refusals
from lms.people.middleware import PersonRequest


class RevokeForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


@require_safe
@login_not_required
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and for `ma` the way to the answer; what was typed stays."""
    typed = request.GET.get("ma", "")[:60]
    if not typed.strip():
        return render(request, "certificates/verify.html", {"typed": ""})
    try:
        code = codes.read_code(typed)
    except BadInput as trouble:
        return _not_found(request, typed, str(trouble))
    return redirect("verify_code", code=code)


@require_safe
@login_not_required
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the register says of this code, now. Never birth, contact or marks."""
    try:
        read = codes.read_code(code)
    except BadInput as trouble:
        return _not_found(request, code, str(trouble))
    if read != code:
        return redirect("verify_code", code=read)
    certificate = queries.by_code(read)
    if certificate is None:
        return _not_found(request, code, "")
    shown: dict[str, Any] = {
        "certificate": certificate,
        "facts": _shown(certificate.facts),
        "revoked": queries.revocation(certificate) if certificate.state == CertificateState.REVOKED else None,
        "checked_at": clock.now(),
    }
    return _fresh(render(request, "certificates/verified.html", shown))


def _shown(facts: dict[str, Any]) -> dict[str, Any]:
    """The stored facts with dates as dates."""
    dates = ("started", "finished", "decision_date", "signed_on")
    return {**facts, **{name: date.fromisoformat(facts[name]) for name in dates}}


def _not_found(request: HttpRequest, typed: str, trouble: str) -> HttpResponse:
    shown = {"typed": typed[:60], "trouble": trouble}
    return _fresh(render(request, "certificates/not_found.html", shown, status=404))


def _fresh(response: HttpResponse) -> HttpResponse:
    """Neither kept nor indexed: it names a person, and a revocation must be seen at once."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def certificate(request: PersonRequest, serial: str) -> HttpResponse:
    """The certificate for its holder and for those who keep the register."""
    found = get_object_or_404(queries.visible_to(request.person), serial=serial)
    shown = {
        "certificate": found,
        "facts": _shown(found.facts),
        "drawing": queries.drawing_of(found),
        "trouble": queries.drawing_trouble(found),
        "revoked": queries.revocation(found),
        "may_revoke": found.state == CertificateState.ISSUED and may_revoke(request.person, found),
        "form": RevokeForm(),
    }
    return render(request, "certificates/certificate.html", shown)


@require_safe
@answering_refusals
def certificate_pdf(request: PersonRequest, serial: str) -> HttpResponseBase:
    """The file as it was drawn; where the worker has not come to it yet, the page that says so."""
    found = get_object_or_404(queries.visible_to(request.person), serial=serial)
    drawing = queries.drawing_of(found)
    if drawing is None:
        return redirect("certificate", serial=serial)
    storage = storages["private"]
    if not storage.exists(drawing.name):
        raise Unknown(_("The file is not where it was kept. Please tell the programme's office."))
    answer = FileResponse(storage.open(drawing.name), content_type="application/pdf", filename=f"{serial}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@answering_refusals
def revoke(request: PersonRequest, serial: str) -> HttpResponse:
    """Revoke with a reason; the reason typed stays when something is missing."""
    found = get_object_or_404(queries.visible_to(request.person), serial=serial)
    actions.revoke(found.pk, by=request.person, reason=request.POST.get("reason", ""))
    return HttpResponseRedirect(reverse("certificate", args=[serial]), status=303)
