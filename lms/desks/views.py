"""Pages that gather several subjects: my learning, the arrival after signing in, the signed-in corner."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import queries as certificates
from courses.learning import queries as learning
from courses.learning.models import Enrolment
from courses.learning.states import EnrolmentState
from lms.desks import queries, todo
from lms.desks.auditor.rules import may_audit
from lms.kernel import clock
from lms.nominations import queries as nominations
from lms.nominations.words import standing
from lms.notices import queries as notices
from lms.people.middleware import PersonRequest
from lms.people.models import Person
from lms.people.queries import roles_of
from lms.people.states import RoleKind
from lms.targets.rules import may_see_scores

BACK_OFFICE = (RoleKind.TRAINER, RoleKind.OFFICER, RoleKind.ADMINISTRATOR)


@require_safe
def my_learning(request: PersonRequest) -> HttpResponse:
    """Where to go on, what is due, the classes, the certificates, the nominations: in a fixed number of queries."""
    enrolments = queries.enrolments_with_progress(request.person)
    lines = queries.class_lines(enrolments)
    attempts = queries.under_way(request.person)
    files = list(nominations.of_person(request.person))
    held = list(certificates.held_by(request.person))
    year = clock.today().year
    shown = {
        "lines": lines,
        "attempts": attempts,
        "due": queries.due(lines, attempts, files),
        "certificates": held,
        "files": [(file, standing(file)) for file in files],
        "unread": notices.unread(request.person),
        "year": year,
        "hours": queries.hours_in(year, enrolments),
        "earned": sum(clock.local(each.issued_at).year == year for each in held),
        "given_name": request.person.full_name.split()[-1],
    }
    return render(request, "desks/my_learning.html", shown | _go_on(enrolments))


def _go_on(enrolments: list[Enrolment]) -> dict[str, Any]:
    """The class used last that has begun, with the lesson to go on with."""
    today = clock.today()
    learning_now = [each for each in enrolments if each.state == EnrolmentState.ENROLLED]
    current = next((each for each in learning_now if (each.run.starts_on or today) <= today), None)
    if current is None:
        return {"current": None}
    outline = learning.outline(current)
    line = outline.line(current.last_lesson) if current.last_lesson else None
    if line is None or line.finished:
        line = outline.next_unread or line
    return {"current": current, "outline": outline, "line": line}


def desks_of(person: Person) -> list[tuple[str, str]]:
    """The pages of this person: (label, address)."""
    kinds = {role.kind for role in roles_of(person)}
    desks = [(_("My desk"), reverse("arrival"))] if kinds else []
    desks.append((_("Learning"), reverse("my_learning")))
    if kinds & {RoleKind.MANAGER, RoleKind.OFFICER, RoleKind.ADMINISTRATOR, RoleKind.AUDITOR}:
        desks.append(
            (_("My organisation") if RoleKind.MANAGER in kinds else _("Organisations"), reverse("organisations"))
        )
    if may_see_scores(person, None):
        desks.append((_("Targets"), reverse("targets")))
    if may_audit(person, None):
        desks.append((_("Auditor's room"), reverse("audit")))
    if kinds & set(BACK_OFFICE):
        desks.append((_("Back office"), reverse("wagtailadmin_home")))
    return desks


@require_safe
def arrival(request: PersonRequest) -> HttpResponse:
    """After signing in: learners go straight to their learning; others see what waits for them, and their desks."""
    if not roles_of(request.person):
        return redirect("my_learning")
    shown = {
        "todo": todo.of(request.person),
        "roles": dict.fromkeys(RoleKind(role.kind).label for role in roles_of(request.person)),
        "desks": [(label, href) for label, href in desks_of(request.person) if href != request.path],
    }
    return render(request, "desks/arrival.html", shown)


@require_safe
@never_cache
@login_not_required
def corner(request: HttpRequest) -> HttpResponse:
    """The part of the head that belongs to a person, fetched after the page."""
    person = request.person  # type: ignore[attr-defined] # PersonMiddleware
    known = bool(person)
    fetched_for = request.htmx.current_url_abs_path  # type: ignore[attr-defined] # HtmxMiddleware
    back = fetched_for or reverse("language")
    shown = (
        {"person": person, "desks": desks_of(person), "unread": notices.unread(person), "back": back} if known else {}
    )
    return render(request, "ui/corner.html", shown)
