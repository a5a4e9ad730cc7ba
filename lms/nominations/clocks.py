"""What happens at its hour: city < national body < APO < start. Each look is idempotent and may be missed.

A deadline is over when its day is over in Hải Phòng. Every programme is looked at in a transaction of its own.
"""

import logging

from django.db import transaction
from django.db.models import Q

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.events import announce
from lms.nominations.actions import apply, locked_programme
from lms.nominations.deadlines import REMINDED_BEFORE, days_left
from lms.nominations.events import AnswersMissing, ClosingNears, ProgrammeMoved
from lms.nominations.guards import list_has_gone
from lms.nominations.models import Nomination, Programme
from lms.nominations.states import IN_CITY, PROGRAMME, WRITING, NominationState, ProgrammeState

log = logging.getLogger(__name__)
N, P = NominationState, ProgrammeState
_STILL = (P.ANNOUNCED, P.OPEN, P.CLOSED, P.SENT, P.ANSWERED, P.RUNNING)


def tick() -> int:
    """Look at every programme that is not over. Returns how many moved; a fault in one does not stop the next."""
    moved = 0
    for pk in Programme.objects.filter(state__in=_STILL).order_by("pk").values_list("pk", flat=True):
        try:
            moved += look_at(pk)
        except Exception:  # whatever ails one programme, the others' hours do not wait for it
            log.exception("the clock could not look at programme %s", pk)
    return moved


@transaction.atomic
def look_at(programme_id: int) -> bool:
    """Do what the hour asks of one programme; True where something moved."""
    programme = locked_programme(programme_id)
    today, before = clock.today(), programme.state
    lapsed = _lapse(programme, Q(state=N.INCOMPLETE, due_on__lt=today))
    if programme.state == P.ANNOUNCED and programme.opens_on <= today:
        _turn(programme, "open")
    if programme.state == P.OPEN and programme.city_closing and programme.city_closing < today:
        _turn(programme, "close")
        lapsed += _lapse(programme, Q(state__in=sorted(WRITING)))
    gone = programme.state in (P.CLOSED, P.SENT, P.ANSWERED)
    if gone and programme.national_closing and programme.national_closing < today:
        lapsed += _close_list(programme)
    if (gone or (programme.state == P.OPEN and programme.self_paced)) and programme.starts_on <= today:
        _turn(programme, "start")
    if programme.state == P.RUNNING:
        lapsed += _under_way(programme)
    if programme.state == P.RUNNING and programme.ends_on < today:
        _turn(programme, "end")
        lapsed += _lapse(programme, Q(state__in=sorted(IN_CITY)))  # a self-paced course takes files until then
    _remind(programme)
    return programme.state != before or bool(lapsed)


def _turn(programme: Programme, verb: str) -> None:
    PROGRAMME.apply(verb, programme, by=SYSTEM)
    announce(ProgrammeMoved(programme.pk, verb))


def _held(programme: Programme, which: Q) -> list[Nomination]:
    rows = Nomination.objects.select_for_update(of=("self",)).filter(which, programme=programme).order_by("pk")
    found = list(rows.select_related("nominee", "organisation"))
    for nomination in found:
        nomination.programme = programme
    return found


def _lapse(programme: Programme, which: Q) -> int:
    overdue = _held(programme, which)
    for nomination in overdue:
        apply(nomination, "lapse", by=SYSTEM, rank=None)
    return len(overdue)


def _close_list(programme: Programme) -> int:
    """The national body's deadline is over: what was not forwarded lapses; alternates stay, they may still replace."""
    lapsed = _lapse(programme, Q(state__in=sorted(IN_CITY)))
    if programme.state == P.CLOSED and list_has_gone(programme):
        _turn(programme, "finish_list")
    return lapsed


def _under_way(programme: Programme) -> int:
    """Who has confirmed, if only today, is there; alternates of the city are needed no more."""
    attending = _held(programme, Q(state=N.CONFIRMED))
    for nomination in attending:
        apply(nomination, "depart", by=SYSTEM)
    spare = _held(programme, Q(state=N.CITY_RESERVE))
    for nomination in spare:
        apply(nomination, "decline", by=SYSTEM, rank=None)
    return len(attending) + len(spare)


def _remind(programme: Programme) -> None:
    """Say that a deadline nears, or that the APO's has passed without an answer; who hears it says it once."""
    left = days_left(programme.city_closing)
    if programme.state == P.OPEN and left is not None and 0 <= left <= max(REMINDED_BEFORE):
        announce(ClosingNears(programme.pk, min(each for each in REMINDED_BEFORE if left <= each)))
    over = programme.apo_closing is not None and programme.apo_closing < clock.today()
    if programme.state == P.SENT and over and Nomination.objects.filter(programme=programme, state=N.SENT).exists():
        announce(AnswersMissing(programme.pk))
