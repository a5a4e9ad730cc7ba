"""Changing nominations. Every action locks the programme first, then the nomination, so that places, ranks and days
are decided one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, Unknown, WrongState, require
from lms.kernel.events import announce
from lms.nominations import guards, queries
from lms.nominations.deadlines import due_in
from lms.nominations.events import NominationMoved, ProgrammeMoved
from lms.nominations.models import Letter, Nomination, Programme
from lms.nominations.rules import is_nominee, may_nominate
from lms.nominations.states import LISTED, NOMINATION, PROGRAMME, LetterKind, NominationState, ProgrammeState
from lms.people.models import Organisation, Person
from lms.people.queries import is_member, organisation_on, same_person

N = NominationState
# Who withdrew or came too late may begin again while drafts are taken; who ended otherwise may not.
_AGAIN_AFTER = frozenset({N.WITHDRAWN_BEFORE, N.OVERDUE})

LONGEST_NUMBER = 60  # signs of a letter's number


@dataclass(frozen=True)
class LetterFacts:
    """The number and date of an official letter."""

    number: str
    dated: date


def locked_programme(programme_id: int) -> Programme:
    """The programme, locked: the first lock of every action here."""
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme_id)


def locked(nomination_id: int) -> Nomination:
    """The nomination, locked after its programme."""
    programme_id = Nomination.objects.values_list("programme_id", flat=True).get(pk=nomination_id)
    programme = locked_programme(programme_id)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("nominee", "organisation")
    nomination = rows.get(pk=nomination_id)
    nomination.programme = programme
    return nomination


@transaction.atomic
def draft(
    programme_id: int, *, by: Actor, nominee: Person | None = None, organisation: Organisation | None = None
) -> Nomination:
    """Begin a file: a manager for somebody of their organisation, or (without `nominee`) for oneself.

    Whom the programme knows already is found, not made twice; who was turned down is not put forward again.
    Refuses with 409 where the file that is found may not be seen: it is another organisation's, or not yet sent.
    """
    programme = locked_programme(programme_id)
    person = nominee or by
    if not isinstance(person, Person):
        raise Unknown
    place = organisation or organisation_on(person, clock.today())
    if place is None:
        raise WrongState(_("An organisation puts people forward; you belong to none here. Please ask your manager."))
    if person != by:
        require(may_nominate(by, place))
    if not is_member(person, [place.pk], on=clock.today()):
        raise Unknown
    there = Nomination.objects.filter(programme=programme, nominee__in=same_person(person)).order_by("-pk").first()
    if there and there.state not in _AGAIN_AFTER:
        if isinstance(by, Person) and not queries.visible_to(by).filter(pk=there.pk).exists():
            raise WrongState(_("This person has a file for the programme already; you see it when it is sent to you."))
        return there
    if not programme.takes_drafts:
        raise WrongState(_("This programme takes no nominations now."))
    nomination = Nomination(
        programme=programme,
        nominee=person,
        organisation=place,
        opened_by=by if isinstance(by, Person) else None,
        due_on=due_in(N.DRAFT, programme),
        demo=programme.demo,
    )
    return NOMINATION.begin(nomination, by=by, verb="draft")


@transaction.atomic
def consent(nomination_id: int, *, by: Actor) -> Nomination:
    """The nominee agrees that the file is processed and goes to the national body and the APO abroad; only they can."""
    nomination = locked(nomination_id)
    require(is_nominee(by, nomination))
    if nomination.consented_at is None:
        nomination.consented_at = clock.now()
        nomination.save(update_fields=["consented_at"])
        audit.record("consent", nomination, by=by, fields=("consented_at",))
    return nomination


def open_list(programme: Programme | None, *, by: Person) -> None:
    """Write down that somebody of the desk opened a list of names: of one programme, or (about themselves) of all."""
    if queries.sees_all(by):
        with transaction.atomic():
            audit.looked(programme or by, by=by, verb="open_list")


def keep_letter(programme: Programme, kind: str, facts: LetterFacts, *, by: Actor) -> Letter:
    """The letter of this number and date, recorded once. Raises BadInput without a number."""
    number = " ".join(facts.number.split())
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise BadInput(_("Please give the number of the letter."))
    if facts.dated > clock.today():
        raise BadInput(_("The letter is dated in the future."))
    person = by if isinstance(by, Person) else None
    letter, created = Letter.objects.get_or_create(
        programme=programme, kind=LetterKind(kind), number=number, dated=facts.dated, defaults={"by": person}
    )
    if created:
        audit.record("record_letter", letter, by=by)
    return letter


def said(verb: str, reason: str, letter: LetterFacts | None) -> str:
    """The reason, trimmed. Raises BadInput where the move needs a reason or a letter and has none."""
    reason = reason.strip()
    if verb in guards.WITH_REASON and not reason:
        raise BadInput(_("Please give the reason: the person concerned reads it, and the record keeps it."))
    if verb in guards.WITH_LETTER and letter is None:
        raise BadInput(_("Please give the number and the date of the letter."))
    return reason


@transaction.atomic
def move(
    nomination_id: int,
    verb: str,
    *,
    by: Actor,
    reason: str = "",
    letter: LetterFacts | None = None,
    replaces: Nomination | None = None,
) -> Nomination:
    """Make one move of the table. Made already, by oneself or another, it changes nothing where nothing else happened.

    Refuses with 400 without the reason or letter it needs, 403 for the person, 409 for the moment.
    """
    nomination = locked(nomination_id)
    known = NOMINATION.move(verb)
    if verb == "forward":  # it has a letter for many, and an action of its own
        raise Unknown
    last = nomination.moves.order_by("pk").values_list("verb", flat=True).last()
    if nomination.state == known.target and last == verb:
        require(known.may(by, nomination))
        return nomination
    reason = said(verb, reason, letter)
    if nomination.state in known.sources:
        require(known.may(by, nomination))
        guards.ask(verb, nomination)
    source = nomination.state
    changed = _changed(verb, nomination)
    if letter and verb in guards.WITH_LETTER:
        changed["letter"] = keep_letter(nomination.programme, guards.WITH_LETTER[verb], letter, by=by)
    if verb == "replace":
        changed["replaces"] = _replaced(nomination.programme, replaces)
    apply(nomination, verb, by=by, reason=reason, **changed)
    if LISTED & {source, nomination.state}:
        settle(nomination.programme)
        nomination.refresh_from_db(fields=["rank"])
    if verb == "complete" and nomination.programme.duties:
        apply(nomination, "await_report", by=SYSTEM)
    return nomination


def apply(nomination: Nomination, verb: str, *, by: Actor, reason: str = "", **changed: Any) -> None:
    """The move with its day and its event; the caller holds the locks and has asked the guards."""
    target = NOMINATION.move(verb).target
    letter = changed.get("letter")
    due = due_in(target, nomination.programme, answered_on=letter.dated if letter else None)
    NOMINATION.apply(verb, nomination, by=by, reason=reason, due_on=due, moved_at=clock.now(), **changed)
    announce(NominationMoved(nomination.pk, verb, by.pk))


def _changed(verb: str, nomination: Nomination) -> dict[str, Any]:
    """What changes with the state. Who leaves the list before it has gone leaves their rank to the next."""
    if verb in ("submit", "readmit"):  # a late file is the organisation's business too
        return {"submitted": True}
    if verb in ("rank", "reserve"):
        return {"rank": nomination.rank or _next_rank(nomination.programme)}
    if verb in ("unrank", "withdraw", "decline") and nomination.state in LISTED:
        return {"rank": None}
    return {}


def _replaced(programme: Programme, named: Nomination | None) -> Nomination | None:
    """Whose place is taken over: the one named, or who stepped back first and has no successor yet."""
    free = queries.places_left(programme)
    if named is not None and not free.filter(pk=named.pk).exists():
        raise WrongState(_("This place is not free, or somebody has taken it over already."))
    return named or free.first()


def _next_rank(programme: Programme) -> int:
    last: int | None = Nomination.objects.filter(programme=programme).aggregate(last=Max("rank"))["last"]
    return (last or 0) + 1


def settle(programme: Programme) -> None:
    """Number those still in the city's hands without a gap: the nominated, then the alternates.

    They pass over the numbers of those whose order has gone out. The caller holds the programme's lock.
    """
    ranked = Nomination.objects.select_for_update(of=("self",)).filter(programme=programme, rank__isnull=False)
    held = list(ranked.order_by("rank"))
    taken = {each.rank for each in held if each.state not in LISTED}
    listed = sorted((each for each in held if each.state in LISTED), key=lambda each: each.state != N.NOMINATED)
    numbers = (number for number in count(1) if number not in taken)
    _set_ranks([(each, rank) for each, rank in zip(listed, numbers, strict=False) if each.rank != rank], SYSTEM)


def _set_ranks(wanted: Sequence[tuple[Nomination, int | None]], by: Actor) -> None:
    """Ranks that change among themselves. They are emptied first: the constraint looks at one row after the other."""
    Nomination.objects.filter(pk__in=[nomination.pk for nomination, _rank in wanted]).update(rank=None)
    for nomination, rank in wanted:
        nomination.rank = rank
        nomination.save(update_fields=["rank"])
        audit.record("set_rank", nomination, by=by, fields=("rank",))


@transaction.atomic
def swap_up(nomination_id: int, *, by: Actor, above_id: int) -> Nomination:
    """Change places with the one directly above, who must still be `above_id`: two officers at once move it once."""
    nomination = locked(nomination_id)
    may_rank = NOMINATION.move("rank").may
    require(may_rank(by, nomination))
    guards.listing(nomination.programme)
    listed = Nomination.objects.select_for_update(of=("self",)).filter(
        programme=nomination.programme, state__in=sorted(LISTED), rank__lt=nomination.rank or 0
    )
    above = listed.order_by("-rank").first()
    if nomination.state not in LISTED or above is None or above.pk != above_id:
        raise WrongState(_("The order has changed in the meantime."))
    if above.state != nomination.state:
        raise WrongState(_("An alternate comes after those nominated. Take one off the list first."))
    _set_ranks([(nomination, above.rank), (above, nomination.rank)], by)
    return nomination


@transaction.atomic
def forward(
    programme_id: int, nomination_ids: list[int], letter: LetterFacts, *, by: Actor, last: bool = False
) -> Letter:
    """Send these nominations to the national body under one letter; `last` closes the list.

    The same letter again changes nothing. Refuses with 409 before the city's deadline and after the national one.
    """
    programme = locked_programme(programme_id)
    forwards = NOMINATION.move("forward")
    rows = Nomination.objects.select_for_update(of=("self",)).filter(programme=programme, pk__in=nomination_ids)
    chosen = list(rows.select_related("nominee", "organisation").order_by("rank"))
    if not chosen:
        raise BadInput(_("Please choose whom to forward."))
    if len(chosen) != len(set(nomination_ids)):
        raise Unknown
    require(all(forwards.may(by, each) for each in chosen))
    number = " ".join(letter.number.split())
    if all(each.letter and (each.letter.number, each.letter.dated) == (number, letter.dated) for each in chosen):
        return chosen[0].letter  # type: ignore[return-value] # just asked
    if programme.state != ProgrammeState.CLOSED:
        raise WrongState(_("The list is forwarded after the city's deadline, and before it was closed."))
    if programme.national_closing and clock.today() > programme.national_closing:
        raise WrongState(_("The national body's deadline is over."))
    kept = keep_letter(programme, LetterKind.FORWARDING, letter, by=by)
    for nomination in chosen:
        nomination.programme = programme
        apply(nomination, "forward", by=by, letter=kept)
    if last:
        PROGRAMME.apply("finish_list", programme, by=by)
        announce(ProgrammeMoved(programme.pk, "finish_list"))
    return kept
