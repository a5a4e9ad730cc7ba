"""Changing programmes: announced by an officer, and what an officer records of them later."""

import re
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.kernel.events import announce as tell
from lms.nominations.actions import LetterFacts, apply, keep_letter, locked_programme, said
from lms.nominations.deadlines import due_in
from lms.nominations.events import ProgrammeMoved
from lms.nominations.guards import WITH_LETTER, list_has_gone
from lms.nominations.models import CODE, Nomination, Programme
from lms.nominations.rules import is_officer
from lms.nominations.states import (
    HOLDS_PLACE,
    HOLDS_RANK,
    NOMINATION,
    PROGRAMME,
    WRITING,
    DocumentKind,
    NominationState,
    ProgrammeState,
)

N, P = NominationState, ProgrammeState
DATES = ("city_closing", "national_closing", "apo_closing", "starts_on", "ends_on")
CORRECTABLE = ("kind", "title_vi", "title_en", "venue", "host", "meant_for", "issued_on", "revision", "opens_on",
               "quota", "alternates", "documents", "duties")  # fmt: skip


def check(programme: Programme) -> None:
    """Raises BadInput with the first thing that is wrong with a programme's facts."""
    if not re.fullmatch(CODE, programme.code):
        raise BadInput(_("An APO code looks like 27-CP-01-GE-TRC-A."))
    check_dates(programme)
    if unknown := set(programme.documents) - set(DocumentKind.values):
        raise BadInput(_("There is no paper called {name}.").format(name=sorted(unknown)[0]))


def check_dates(programme: Programme) -> None:
    """Opening ≤ city < national body < APO < start ≤ end; all three deadlines, or for a self-paced course none."""
    deadlines = [programme.city_closing, programme.national_closing, programme.apo_closing]
    if programme.self_paced and not any(deadlines):
        deadlines = []
    elif not all(deadlines):
        raise BadInput(_("Please give the deadlines of the city, the national body and the APO."))
    days = [each for each in [*deadlines, programme.starts_on] if each]
    if any(first >= second for first, second in zip(days, days[1:], strict=False)):
        raise BadInput(
            _("The deadlines must follow one another: the city, then the national body, then the APO, then the start.")
        )
    if programme.ends_on < programme.starts_on:
        raise BadInput(_("The programme would end before it begins."))
    if programme.opens_on > (programme.city_closing or programme.ends_on):
        raise BadInput(_("Nominations would open after the deadline."))


@transaction.atomic
def announce(code: str, *, by: Actor, **facts: Any) -> Programme:
    """A project notification as it was received. `facts`: the columns of `Programme`. The same again is found.

    Refuses with 409 a code that stands with other facts: what was typed must not be lost in silence.
    """
    require(is_officer(by, None))
    there = Programme.objects.filter(code=code).first()
    if there:
        return _same(there, facts)
    programme = Programme(code=code, **facts)
    check(programme)
    try:
        with transaction.atomic():
            PROGRAMME.begin(programme, by=by, verb="announce")
    except IntegrityError:  # announced by somebody else at this moment
        there = Programme.objects.filter(code=code).first()
        if there is None:
            raise
        return _same(there, facts)
    tell(ProgrammeMoved(programme.pk, "announce"))
    return programme


def _same(there: Programme, facts: dict[str, Any]) -> Programme:
    if any(getattr(there, name) != value for name, value in facts.items()):
        raise WrongState(
            _("A programme of this code exists, with other facts. Nothing was changed: enter a revision there.")
        )
    return there


@transaction.atomic
def move(
    programme_id: int,
    verb: str,
    *,
    by: Actor,
    reason: str = "",
    letter: LetterFacts | None = None,
    dates: dict[str, date] | None = None,
) -> Programme:
    """One move of the programme's table by an officer; `dates` are new ones, by field, where days are moved.

    Cancelling ends every nomination that is under way; where there are no places, those that were not sent.
    """
    programme = locked_programme(programme_id)
    known = PROGRAMME.move(verb)
    require(known.may(by, programme))
    if programme.state == known.target and programme.moves.order_by("pk").values_list("verb", flat=True).last() == verb:
        return programme
    reason = said(verb, reason, letter)
    _check_moment(programme, verb)
    changed = _new_dates(programme, verb, dates or {})
    if letter and verb in WITH_LETTER:
        keep_letter(programme, WITH_LETTER[verb], letter, by=by)
    PROGRAMME.apply(verb, programme, by=by, reason=reason, **changed)
    _cascade(programme, verb, reason)
    tell(ProgrammeMoved(programme.pk, verb))
    return programme


def _check_moment(programme: Programme, verb: str) -> None:
    held = Nomination.objects.filter(programme=programme)
    if verb == "finish_list" and not list_has_gone(programme):
        raise WrongState(_("Nobody of this programme has been forwarded yet."))
    if verb == "no_quota" and list_has_gone(programme):
        raise WrongState(_("Files of this programme were forwarded. Record its cancellation instead."))
    if verb == "answer" and held.filter(state__in=(N.SENT, N.WITH_APO)).exists():
        raise WrongState(_("Some files still wait for an answer. Record it first."))


def _new_dates(programme: Programme, verb: str, dates: dict[str, date]) -> dict[str, date]:
    """The dates that change, checked. Opening again needs a deadline that has not passed."""
    if verb not in ("extend", "postpone", "reopen"):
        return {}
    changed = {name: day for name, day in dates.items() if name in DATES and day}
    for name, day in changed.items():
        setattr(programme, name, day)
    check_dates(programme)
    last = programme.city_closing or programme.ends_on
    if verb in ("extend", "reopen") and last < clock.today():
        raise BadInput(_("The city's new deadline must not have passed."))
    return changed


def _cascade(programme: Programme, verb: str, reason: str) -> None:
    """What follows for the files: they end with the programme; new dates ask again who had confirmed."""
    follows = {"cancel": "cancel", "no_quota": "cancel", "reopen": "ask_again"}.get(verb)
    if follows:
        move = NOMINATION.move(follows)
        rows = Nomination.objects.select_for_update(of=("self",)).filter(
            programme=programme, state__in=sorted(move.sources)
        )
        for nomination in rows.select_related("nominee", "organisation").order_by("pk"):
            nomination.programme = programme
            apply(nomination, follows, by=SYSTEM, reason=reason)
    again = {"extend": (*WRITING, N.INCOMPLETE), "reopen": (*WRITING, N.INCOMPLETE, N.SELECTED, N.REPLACING)}
    for state in again.get(verb, ()):
        waiting = Nomination.objects.filter(programme=programme, state=state)
        waiting.update(due_on=due_in(state, programme))


@transaction.atomic
def correct(programme_id: int, *, by: Actor, **facts: Any) -> Programme:
    """A revision of the notification: titles, venue, places, papers. Dates move only with their own move.

    Refuses with 409 fewer places or alternates than are given already.
    """
    programme = locked_programme(programme_id)
    require(is_officer(by, programme))
    fields = [name for name in CORRECTABLE if name in facts and getattr(programme, name) != facts[name]]
    for name in fields:
        setattr(programme, name, facts[name])
    if fields:
        check(programme)
        _check_room(programme)
        programme.save(update_fields=fields)
        audit.record("correct", programme, by=by, fields=tuple(fields))
    return programme


def _check_room(programme: Programme) -> None:
    held = Nomination.objects.filter(programme=programme)
    given = max(held.filter(state__in=HOLDS_RANK).count(), held.filter(state__in=HOLDS_PLACE).count())
    named = held.filter(state=N.CITY_RESERVE).count()
    if programme.quota is not None and programme.quota < given:
        raise WrongState(_("{n} places are given already.").format(n=given))
    if programme.alternates is not None and programme.alternates < named:
        raise WrongState(_("{n} alternates are named already.").format(n=named))
