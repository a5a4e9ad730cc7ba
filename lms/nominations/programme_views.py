"""The pages of a programme: its days, its files in their order, the letter, and what an officer records."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.kernel import clock
from lms.kernel.errors import NotAllowed, Refused, Unknown
from lms.kernel.http import answering_refusals, as_id, see_other
from lms.nominations import actions, clocks, programmes, queries, words
from lms.nominations.forms import CorrectionForm, DatesForm, MoveForm, NomineeForm, ProgrammeForm
from lms.nominations.models import Programme
from lms.nominations.rules import is_officer
from lms.nominations.states import PROGRAMME, DocumentKind, NominationState, ProgrammeState
from lms.nominations.views import shown_programme, with_places
from lms.people.middleware import PersonRequest
from lms.people.queries import managed_members, organisation_on

N = NominationState
_DAYS = ("opens_on", "city_closing", "national_closing", "apo_closing", "starts_on")


def _found(request: PersonRequest, code: str) -> Programme:
    programme = queries.programme_visible_to(request.person, code)
    if programme is None:
        raise Http404
    return programme


def _days(programme: Programme) -> list[tuple[Any, Any, str]]:
    """(name, day, state of the step) of the days that matter, in their order."""
    today, here, days = clock.today(), False, []
    for name in _DAYS:
        day = getattr(programme, name)
        if day is None:
            continue
        if day < today:
            state = "done"
        else:
            state, here = ("" if here else "here"), True
        days.append((words.DEADLINES[name], day, state))
    return days


def _page(request: PersonRequest, found: Programme, *, status: int = 200, **more: Any) -> HttpResponse:
    person = request.person
    listed = queries.ranked(found, queries.visible_to(person))
    movable = [each for each in listed if each.state in (N.NOMINATED, N.CITY_RESERVE)]
    above = {
        lower.pk: upper.pk for upper, lower in zip(movable, movable[1:], strict=False) if upper.state == lower.state
    }
    officer = is_officer(person, found)
    moves = [each for each in PROGRAMME.open_to(person, found) if each.label] if officer else []
    tried, tried_verb = more.pop("tried", None), more.pop("tried_verb", "")
    members = managed_members(person, on=clock.today())
    shown = shown_programme(found) | {
        "days": _days(found),
        "documents": [DocumentKind(each).label for each in found.documents],
        "rows": [(*row, above.get(row[0].pk) if officer else None) for row in with_places(listed)],
        "to_forward": [each for each in listed if each.state == N.NOMINATED] if officer else [],
        "forwards": found.state == ProgrammeState.CLOSED,
        "forward_form": MoveForm("forward"),
        "moves": [(each, tried if each.verb == tried_verb else DatesForm(each.verb, found)) for each in moves],
        "letters": found.letters.order_by("dated", "pk") if queries.sees_all(person) else [],
        "nominee_form": NomineeForm(members) if found.takes_drafts and members.exists() else None,
        "mine": next((each for each in listed if each.nominee_id == person.pk), None),
        "may_draft": found.takes_drafts and organisation_on(person, clock.today()) is not None,
        "desk": queries.sees_all(person),
    }
    return render(request, "nominations/programme.html", shown | more, status=status)


@require_safe
def programme(request: PersonRequest, programme_code: str) -> HttpResponse:
    """What the programme is, until when, and the files one may see."""
    return _page(request, _found(request, programme_code))


@require_POST
@answering_refusals
def begin(request: PersonRequest, programme_code: str) -> HttpResponse:
    """Begin a file: for one of the manager's people, or for oneself. What is there already is opened."""
    found = _found(request, programme_code)
    given: dict[str, Any] = {}
    if "member" in request.POST:
        form = NomineeForm(managed_members(request.person, on=clock.today()), request.POST)
        if not form.is_valid():
            return _page(request, found, status=422, nominee_form=form)
        member = form.cleaned_data["member"]
        given = {"nominee": member.person, "organisation": member.organisation}
    try:
        made = actions.draft(found.pk, by=request.person, **given)
    except (NotAllowed, Unknown):
        raise
    except Refused as refused:
        return _page(request, found, status=refused.status, trouble=str(refused))
    return see_other("nomination", made.pk)


@require_POST
@answering_refusals
def forward(request: PersonRequest, programme_code: str) -> HttpResponse:
    """Send the chosen files to the national body under one letter."""
    found = _found(request, programme_code)
    if not is_officer(request.person, found):
        raise NotAllowed
    form = MoveForm("forward", request.POST)
    chosen = [number for each in request.POST.getlist("ho-so") if (number := as_id(each))]
    if not form.is_valid() or form.letter is None:
        return _page(request, found, status=422, forward_form=form, chosen=chosen)
    try:
        actions.forward(found.pk, chosen, form.letter, by=request.person, last="chot" in request.POST)
    except (NotAllowed, Unknown):
        raise
    except Refused as refused:
        return _page(request, found, status=refused.status, forward_form=form, chosen=chosen, trouble=str(refused))
    return see_other("programme", found.code)


@require_POST
@answering_refusals
def move(request: PersonRequest, programme_code: str) -> HttpResponse:
    """What an officer records of the programme itself."""
    found = _found(request, programme_code)
    if not is_officer(request.person, found):
        raise NotAllowed
    verb = request.POST.get("verb", "")
    form = DatesForm(verb, found, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, tried=form, tried_verb=verb)
    given = {"reason": form.cleaned_data.get("reason", ""), "letter": form.letter, "dates": form.dates}
    try:
        programmes.move(found.pk, verb, by=request.person, **given)
    except (NotAllowed, Unknown):
        raise
    except Refused as refused:
        fresh = _found(request, programme_code)
        return _page(request, fresh, status=refused.status, trouble=str(refused), tried=form, tried_verb=verb)
    return see_other("programme", found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def announce(request: PersonRequest) -> HttpResponse:
    """A project notification that came in."""
    if not is_officer(request.person, None):
        raise Http404
    form = ProgrammeForm(request.POST or None, initial={"issued_on": clock.today(), "opens_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            made = programmes.announce(facts.pop("code"), by=request.person, **facts)
            clocks.look_at(made.pk)  # what opens today, or should have, opens at once
            return see_other("programme", made.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    status = 422 if request.method == "POST" else 200
    return render(request, "nominations/announce.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def correct(request: PersonRequest, programme_code: str) -> HttpResponse:
    """A revision of the notification."""
    found = _found(request, programme_code)
    if not is_officer(request.person, found):
        raise Http404
    form = CorrectionForm(request.POST or None, instance=found, initial={"documents": found.documents})
    if request.method == "POST" and form.is_valid():
        try:
            programmes.correct(found.pk, by=request.person, **form.cleaned_data)
            return see_other("programme", found.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    status = 422 if request.method == "POST" else 200
    return render(request, "nominations/announce.html", {"form": form, "programme": found}, status=status)
