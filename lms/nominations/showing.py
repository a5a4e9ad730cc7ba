"""What the page of one nomination shows: its papers, its way, the moves open to whoever looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.nominations import guards, papers, queries, words
from lms.nominations.forms import MoveForm, ReplaceForm
from lms.nominations.models import Nomination, NominationMove, Paper, Programme
from lms.nominations.rules import is_nominee, may_keep_files, may_read_health
from lms.nominations.states import ENDED, NOMINATION, OF_HEALTH_OR_IDENTITY, DocumentKind, NominationState
from lms.people.models import Person

N = NominationState

# What is seldom wanted, or cannot be taken back, stands apart from the next thing to do.
ASIDE = frozenset({"withdraw", "step_back", "fail"})


@dataclass(frozen=True)
class Offer:
    """A move that this person may make now, with the form it asks for (None where a button is enough)."""

    verb: str
    label: str | Promise
    form: Form | None
    aside: bool


def form_of(verb: str, nomination: Nomination, data: Any = None) -> Form | None:
    """The form of a move; None where it asks for nothing."""
    if verb == "replace":
        return ReplaceForm(nomination, data)
    if verb in guards.WITH_REASON or verb in guards.WITH_LETTER:
        return MoveForm(verb, data)
    return None


def _possible(verb: str, nomination: Nomination) -> bool:
    """Whether the programme's kind knows the move at all."""
    if verb in ("accept", "admit"):
        return (verb == "admit") == nomination.programme.self_paced
    return verb != "replace" or (nomination.state != N.NOMINATED and queries.places_left(nomination.programme).exists())


def offers(nomination: Nomination, person: Person, tried: Form | None = None, tried_verb: str = "") -> list[Offer]:
    """The moves open to this person, the form that was just tried with what was typed."""
    moves = [each for each in NOMINATION.open_to(person, nomination) if each.label and _possible(each.verb, nomination)]
    offered = [
        Offer(
            move.verb,
            move.label,
            tried if move.verb == tried_verb else form_of(move.verb, nomination),
            move.verb in ASIDE,
        )
        for move in moves
    ]
    return sorted(offered, key=lambda offer: offer.form is not None)  # what needs no words comes first


@dataclass(frozen=True)
class Slot:
    """A kind of paper the file needs or holds."""

    kind: DocumentKind
    papers: list[Paper]
    readable: bool


def slots(nomination: Nomination, person: Person) -> list[Slot]:
    """What the programme asks for, there or missing, then whatever else lies in the file."""
    held = papers.papers_in(nomination)
    wanted = [*guards.missing(nomination), *(DocumentKind(each.kind) for each in held)]
    kinds = [kind for kind in DocumentKind if kind in wanted]
    health = may_read_health(person, nomination)
    full = health or queries.sees_all(person) or may_keep_files(person, nomination)
    return [
        Slot(kind, [each for each in held if each.kind == kind], health if kind in OF_HEALTH_OR_IDENTITY else full)
        for kind in kinds
    ]


# The way of a file: (name, states in which this step is the next to be done, verbs that complete it, best first)
_WAY: tuple[tuple[str | Promise, frozenset[str], tuple[str, ...]], ...] = (
    (_("The file is written and sent"), frozenset({N.DRAFT, N.RETURNED}), ("submit", "endorse")),
    (_("The organisation nominates"), frozenset({N.AWAITING_ENDORSEMENT}), ("endorse",)),
    (_("The city screens the file"), frozenset({N.SCREENING, N.INCOMPLETE}), ("accept", "admit")),
    (_("The city ranks the files"), frozenset({N.RANKING, N.CITY_RESERVE}), ("rank",)),
    (_("The city writes to the national body"), frozenset({N.NOMINATED}), ("forward",)),
    (_("The national body passes the file on to the APO"), frozenset({N.SENT}), ("pass_on",)),
    (_("The APO answers"), frozenset({N.WITH_APO, N.APO_RESERVE}), ("select", "replace")),
    (_("Attendance is confirmed"), frozenset({N.SELECTED, N.REPLACING}), ("confirm",)),
    (_("The programme is attended"), frozenset({N.CONFIRMED, N.ATTENDING}), ("complete",)),
    (_("Report, action plan, six-month follow-up"), frozenset({N.COMPLETED, N.REPORT_DUE, N.PLAN_DUE, N.FOLLOW_UP}),
     ("finish",)),
)  # fmt: skip
_OF_SELF_PACED = (0, 1, 2, 8)


@dataclass(frozen=True)
class WayStep:
    """`state` is the step component's; `at` when it was done; `day` (a key of words.DEADLINES) until when it runs."""

    label: str | Promise
    state: str
    at: datetime | None = None
    day: str = ""


_DAYS = {0: "city_closing", 1: "city_closing", 4: "national_closing", 5: "apo_closing", 8: "starts_on"}


def way(nomination: Nomination, moves: list[NominationMove]) -> list[WayStep]:
    """The steps of this file: done, here, to come. Where it ended, the end stands in the place of what was to come."""
    programme = nomination.programme
    numbers = _OF_SELF_PACED if programme.self_paced else tuple(range(len(_WAY)))
    numbers = numbers if programme.duties or programme.self_paced else numbers[:-1]
    ended = nomination.state in ENDED
    state = moves[-1].source if ended and moves else nomination.state
    here = next((number for number in numbers if state in _WAY[number][1]), len(_WAY))
    steps = [_step(number, here, moves, programme) for number in numbers if not ended or number < here]
    if ended and nomination.state != N.CLOSED:
        steps.append(WayStep(capfirst(nomination.get_state_display()), "here", nomination.moved_at))
    return steps


def _step(number: int, here: int, moves: list[NominationMove], programme: Programme) -> WayStep:
    label, _states, verbs = _WAY[number]
    if number < here:
        at = next((move.at for verb in verbs for move in reversed(moves) if move.verb == verb), None)
        return WayStep(label, "done", at)
    day = _DAYS.get(number, "")
    return WayStep(label, "here" if number == here else "", None, day if day and getattr(programme, day) else "")


def page(nomination: Nomination, person: Person) -> dict[str, Any]:
    """The context of the page."""
    mine = is_nominee(person, nomination)
    moves = queries.history(nomination)
    said = queries.reasons(nomination)
    last = moves[-1].verb if moves else ""
    programme = nomination.programme
    steps = [
        (step, words.DEADLINES.get(step.day, ""), getattr(programme, step.day) if step.day else None)
        for step in way(nomination, moves)
    ]
    return {
        "nomination": nomination,
        "programme": programme,
        "mine": mine,
        "standing": words.standing(nomination),
        "turn": words.turn(nomination),
        "reason": said.get(last, ""),
        "way": steps,
        "slots": slots(nomination, person),
        "missing": guards.missing(nomination),
        "may_add": may_keep_files(person, nomination) and nomination.state not in ENDED,
        "may_take_out": nomination.state in papers.CHANGEABLE and may_keep_files(person, nomination),
        "asks_consent": mine and nomination.consented_at is None and nomination.state not in ENDED,
    }
