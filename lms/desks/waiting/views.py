"""The pages of what waits: one for every list, and the doing that takes a row off it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.learning.queries import run_by_code
from lms.desks.organisation.queries import visible_to
from lms.desks.waiting import actions, lists, queries
from lms.desks.waiting.forms import DecisionForm
from lms.kernel import clock
from lms.kernel.errors import Refused
from lms.kernel.http import answering_refusals, see_other
from lms.people.middleware import PersonRequest
from lms.people.models import Organisation
from lms.people.queries import has_role, name_on
from lms.people.states import RoleKind

A_PAGE = 50


def _organisation(request: PersonRequest, wanted: lists.WaitingList) -> Organisation | None:
    """The one that `don-vi` names, for who may see it; None where none is named and the list is the person's own."""
    code = request.GET.get("don-vi", "")
    if code and RoleKind.MANAGER in wanted.roles:
        return get_object_or_404(visible_to(request.person), code=code)
    if not has_role(request.person, *wanted.roles):
        raise Http404
    return None


@require_safe
def waiting(request: PersonRequest, what: str) -> HttpResponse:
    """One list: exactly the rows that the desk counts."""
    wanted = lists.BY_SLUG.get(what)
    if wanted is None:
        raise Http404
    organisation = _organisation(request, wanted)
    page = Paginator(wanted.rows(request.person, organisation), A_PAGE).get_page(request.GET.get("trang"))
    rows: list[Any] = list(page.object_list)
    shown = {
        "list": wanted,
        "page": page,
        "rows": [lists.job_line(row) for row in rows] if wanted.template == "jobs" else rows,
        "row_template": f"desks/waiting/{wanted.template}.html",
        "place": name_on(organisation, clock.today()),
    }
    return render(request, "desks/waiting/list.html", shown)


@require_POST
@answering_refusals
def try_again(request: PersonRequest, job_id: int) -> HttpResponse:
    """Have failed work tried once more."""
    job = get_object_or_404(queries.failed_jobs(request.person), pk=job_id)
    actions.try_again(job.pk, by=request.person)
    messages.success(request, _("It is being tried again; if it fails again, it comes back to this list."))
    return see_other("waiting", "viec-hong")


@require_POST
@answering_refusals
def send_again(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Have a mail sent once more."""
    notice = get_object_or_404(queries.mails(request.person), pk=notice_id)
    actions.send_again(notice.pk, by=request.person)
    messages.success(request, _("The mail is in the outbox again; if it fails again, it comes back to this list."))
    return see_other("waiting", "thu-chua-gui")


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def decision(request: PersonRequest, run_code: str) -> HttpResponse:
    """Enter the decision of a class whose certificates wait for it."""
    run, held = run_by_code(run_code), queries.certificates_waiting(request.person)
    people = held.filter(run=run).order_by("person__sort_key", "pk") if run else held.none()
    if run is None or not people.exists():
        raise Http404
    asked = request.method == "POST"
    form = DecisionForm(request.POST if asked else None)
    if asked and form.is_valid():
        try:
            actions.decide(run.pk, by=request.person, **form.cleaned_data)
            messages.success(request, _("The decision is entered; the certificates are being issued."))
            return see_other("waiting", "cho-quyet-dinh")
        except Refused as refused:
            form.add_error(None, str(refused))
    shown = {"run": run, "form": form, "people": people[:A_PAGE], "count": people.count()}
    return render(request, "desks/waiting/decision.html", shown, status=422 if asked else 200)
