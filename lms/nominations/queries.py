"""Looking at programmes and nominations: who may see what, the board, one file's way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from lms.kernel import audit, clock
from lms.kernel.actors import Actor
from lms.nominations.models import Nomination, NominationMove, Programme
from lms.nominations.states import (
    STAGES,
    NominationState,
    ProgrammeState,
    Stage,
)
from lms.people.models import Person
from lms.people.queries import (
    has_role,
    is_auditor,
    is_leadership,
    is_officer,
    managed_organisations,
    same_person,
)
from lms.people.states import RoleKind

N, P = NominationState, ProgrammeState
_ALL = Nomination.objects.select_related("programme", "nominee", "organisation", "letter")
LIVE_PROGRAMMES = (P.ANNOUNCED, P.OPEN, P.CLOSED, P.SENT, P.ANSWERED, P.RUNNING, P.POSTPONED)


def sees_all(person: Actor) -> bool:
    """Officers run the desk, auditors read it."""
    return is_officer(person) or is_auditor(person)


def may_see_board(person: Actor) -> bool:
    """The numbers: also for leadership, which sees no file."""
    return sees_all(person) or is_leadership(person)


def visible_to(person: Person) -> QuerySet[Nomination]:
    """Officers and auditors see every file, managers what their organisations wrote or received, others their own."""
    if sees_all(person):
        return _ALL.all()
    mine = Q(nominee__in=same_person(person))
    if not has_role(person, RoleKind.MANAGER):
        return _ALL.filter(mine)
    managed = managed_organisations(person, on=clock.today())
    private = Q(submitted=False, opened_by=F("nominee"))  # an employee's own draft is theirs until they send it
    return _ALL.filter(mine | (Q(organisation__in=managed) & ~private))


def of_person(person: Person) -> QuerySet[Nomination]:
    """The person's own files, those under way first, the newest first."""
    return _ALL.filter(nominee__in=same_person(person)).order_by("-moved_at", "-pk")


def programmes_for(person: Actor) -> QuerySet[Programme]:
    """What one may look at: every programme for the desk, what was announced and is not over for everybody else."""
    if may_see_board(person):
        return Programme.objects.all()
    return Programme.objects.filter(state__in=LIVE_PROGRAMMES)


def listed_for(person: Actor) -> list[Programme]:
    """`programmes_for`, those that take nominations first, then by what is next."""
    order = {state: place for place, state in enumerate(_BOARD_ORDER)}
    return sorted(programmes_for(person), key=lambda each: (order[P(each.state)], each.starts_on, each.code))


def programme_visible_to(person: Person, code: str) -> Programme | None:
    """One programme: also an ended one where the person sees a file of it."""
    programme = Programme.objects.filter(code=code).first()
    if programme is None or may_see_board(person) or programme.state in LIVE_PROGRAMMES:
        return programme
    return programme if visible_to(person).filter(programme=programme).exists() else None


def in_stage(nominations: QuerySet[Nomination], stage: str) -> QuerySet[Nomination]:
    """Those that stand in this column of the board."""
    return nominations.filter(state__in=sorted(STAGES[Stage(stage)]))


@dataclass(frozen=True)
class BoardLine:
    """A programme with the number of files in each stage, in the order of `Stage`."""

    programme: Programme
    counts: dict[Stage, int]


def board(person: Person) -> list[BoardLine]:
    """Every programme and how many files stand where: two queries, however many there are.

    Who may not see the numbers of all counts what they may see.
    """
    counted: dict[int, dict[Stage, int]] = defaultdict(lambda: dict.fromkeys(Stage, 0))
    seen = _ALL.all() if may_see_board(person) else visible_to(person)
    rows = seen.select_related(None).values_list("programme", "state").annotate(Count("pk")).order_by()
    where = {state: stage for stage, states in STAGES.items() for state in states}
    for programme_id, state, number in rows:
        counted[programme_id][where[state]] += number
    return [BoardLine(programme, counted[programme.pk]) for programme in listed_for(person)]


_BOARD_ORDER = (P.OPEN, P.CLOSED, P.SENT, P.ANSWERED, P.ANNOUNCED, P.RUNNING, P.POSTPONED, P.ENDED, P.NO_QUOTA,
                P.CANCELLED)  # fmt: skip


@dataclass(frozen=True)
class Deadline:
    """The next day that matters of a programme: its name (a key of words.DEADLINES) and the day."""

    name: str
    day: date


def next_deadline(programme: Programme) -> Deadline | None:
    """City, national body, APO, start or end: the first that has not passed; None once it is over."""
    if programme.state in (P.ENDED, P.CANCELLED, P.NO_QUOTA, P.POSTPONED):
        return None
    today = clock.today()
    if programme.state == P.ANNOUNCED:
        return Deadline("opens_on", programme.opens_on)
    for name in ("city_closing", "national_closing", "apo_closing", "starts_on", "ends_on"):
        day: date | None = getattr(programme, name)
        if day and day >= today:
            return Deadline(name, day)
    return None


def places_left(programme: Programme) -> QuerySet[Nomination]:
    """Those selected who stepped back and whose place nobody has taken over, the first of them first."""
    gone = Nomination.objects.filter(programme=programme, state=N.WITHDRAWN_AFTER, replaced_by=None)
    return gone.order_by("moved_at", "pk")


def history(nomination: Nomination) -> list[NominationMove]:
    """Its moves, the oldest first."""
    return list(NominationMove.objects.filter(subject=nomination).order_by("pk"))


def reasons(nomination: Nomination) -> dict[str, str]:
    """The last reason given with each verb, where the words still stand."""
    return {entry.verb: values["reason"] for entry, values in audit.words_of(nomination) if values.get("reason")}


def ranked(programme: Programme, nominations: QuerySet[Nomination]) -> list[Nomination]:
    """The files of a programme as its list shows them: by rank, then by name."""
    found = nominations.filter(programme=programme)
    return sorted(found, key=lambda each: (each.rank is None, each.rank or 0, each.nominee.sort_key, each.pk))


# What waits for somebody, by role: each is the list behind a number of the to-do.


def to_endorse(person: Person) -> QuerySet[Nomination]:
    """For a manager: files their people sent, and drafts they began themselves."""
    managed = managed_organisations(person, on=clock.today())
    waiting = Q(state=N.AWAITING_ENDORSEMENT) | (Q(state=N.DRAFT) & ~Q(opened_by=F("nominee")))
    found = _ALL.filter(waiting, organisation__in=managed).exclude(nominee__in=same_person(person))
    return found.order_by("due_on", "pk")


def to_supply(person: Person) -> QuerySet[Nomination]:
    """For a manager: files of their people to which papers must be added."""
    managed = managed_organisations(person, on=clock.today())
    return _ALL.filter(state=N.INCOMPLETE, organisation__in=managed).order_by("due_on", "pk")


def waiting_in(person: Person, states: Iterable[str]) -> QuerySet[Nomination]:
    """For the desk: files in these states, the nearest start first; an answer is owed after the programme too."""
    found = visible_to(person).filter(state__in=list(states))
    return found.order_by("programme__starts_on", "rank", "pk")
