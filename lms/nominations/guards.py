"""What a move asks for beyond the table: papers, places, days. Each guard refuses with a sentence for the person."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from lms.kernel import clock
from lms.kernel.errors import WrongState
from lms.nominations.models import Nomination, Paper, Programme
from lms.nominations.states import (
    ENDED,
    HOLDS_PLACE,
    HOLDS_RANK,
    DocumentKind,
    LetterKind,
    NominationState,
    ProgrammeState,
)
from lms.people.queries import is_member, same_person

D, N, P = DocumentKind, NominationState, ProgrammeState
Guard = Callable[[Nomination], None]

BROUGHT_BY_EMPLOYER = frozenset({D.ENDORSEMENT})
BROUGHT_AFTER_SELECTION = frozenset({D.VISA})


def papers_of(nomination: Nomination) -> set[str]:
    """The kinds of paper that lie in the file."""
    return set(Paper.objects.filter(nomination=nomination, removed_at=None).values_list("kind", flat=True))


def missing(nomination: Nomination) -> list[DocumentKind]:
    """What the programme asks for and the file does not hold, in the order of the programme's list."""
    there = papers_of(nomination)
    wanted = [DocumentKind(each) for each in nomination.programme.documents]
    lacking = [each for each in wanted if each not in there and each not in BROUGHT_AFTER_SELECTION]
    if nomination.consented_at is None and D.CONSENT not in there:
        lacking.append(D.CONSENT)
    return lacking


def _words(kinds: list[DocumentKind]) -> str:
    return ", ".join(str(kind.label) for kind in kinds)


def _has(nomination: Nomination, *kinds: DocumentKind) -> None:
    lacking = [each for each in missing(nomination) if each in kinds]
    if lacking:
        raise WrongState(
            _("This cannot be done yet. Still missing: {papers}. Add the papers, then try again.").format(
                papers=_words(lacking)
            )
        )


def _takes(nomination: Nomination) -> None:
    if not nomination.programme.takes_drafts:
        raise WrongState(_("This programme takes no nominations now."))


def _submit(nomination: Nomination) -> None:
    _takes(nomination)
    _has(nomination, D.BIODATA, D.CONSENT)


def _endorse(nomination: Nomination) -> None:
    _takes(nomination)
    if not is_member(nomination.nominee, [nomination.organisation_id], on=clock.today()):
        raise WrongState(_("This person no longer belongs to the organisation."))
    _has(nomination, D.BIODATA, D.CONSENT, D.ENDORSEMENT)


def _supply(nomination: Nomination) -> None:
    if nomination.due_on is not None and nomination.due_on < clock.today():
        raise WrongState(_("The day for adding papers is over."))


def _accept(nomination: Nomination) -> None:
    if nomination.programme.self_paced:
        raise WrongState(_("A self-paced course ranks nobody: record the learner instead."))
    _has(nomination, *DocumentKind)


def _admit(nomination: Nomination) -> None:
    if not nomination.programme.self_paced:
        raise WrongState(_("Only a self-paced course is begun without the APO's answer."))
    _has(nomination, *DocumentKind)
    _place(nomination)


def _readmit(nomination: Nomination) -> None:
    """A late file is taken, or one looked at again, while the list has not gone."""
    programme = nomination.programme
    if programme.state not in (P.OPEN, P.CLOSED) or _over(programme):
        raise WrongState(_("The list has gone; a late file cannot be taken any more."))
    if D.ENDORSEMENT not in papers_of(nomination) and not nomination.moves.filter(verb="endorse").exists():
        raise WrongState(_("The organisation has not nominated yet: add its letter to the file first."))
    others = Nomination.objects.filter(programme=programme, nominee__in=same_person(nomination.nominee))
    if others.exclude(state__in=ENDED).exists():
        raise WrongState(_("This person has another file for the programme, and it is under way."))


def _over(programme: Programme) -> bool:
    return programme.national_closing is not None and clock.today() > programme.national_closing


def _full(programme: Programme, states: frozenset[str]) -> bool:
    held = Nomination.objects.filter(programme=programme, state__in=states)
    return programme.quota is not None and held.count() >= programme.quota


def listing(programme: Programme) -> None:
    """Refuse where the order of the list cannot be changed any more."""
    if programme.state not in (P.OPEN, P.CLOSED):
        raise WrongState(_("The list has gone; its order stays."))


def list_has_gone(programme: Programme) -> bool:
    """Whether anybody was ever forwarded."""
    return programme.letters.filter(kind=LetterKind.FORWARDING).exists()


def _rank(nomination: Nomination) -> None:
    programme = nomination.programme
    listing(programme)
    if _full(programme, HOLDS_RANK):
        raise WrongState(_("All {n} places are given. Make this person an alternate.").format(n=programme.quota))


def _reserve(nomination: Nomination) -> None:
    programme = nomination.programme
    listing(programme)
    named = Nomination.objects.filter(programme=programme, state=N.CITY_RESERVE)
    if programme.alternates is not None and named.count() >= programme.alternates:
        raise WrongState(_("This programme takes {n} alternates, and they are named.").format(n=programme.alternates))


def _unrank(nomination: Nomination) -> None:
    listing(nomination.programme)


def _place(nomination: Nomination) -> None:
    programme = nomination.programme
    stands_in = nomination.state not in HOLDS_RANK  # an alternate of the city: nobody may be waiting for this place
    if _full(programme, HOLDS_PLACE) or (stands_in and _full(programme, HOLDS_RANK)):
        raise WrongState(_("All {n} places of the programme are taken.").format(n=programme.quota))


def _replace(nomination: Nomination) -> None:
    programme = nomination.programme
    gone = programme.state in (P.OPEN, P.CLOSED, P.SENT, P.ANSWERED) and list_has_gone(programme)
    if not gone or clock.today() >= programme.starts_on:
        raise WrongState(_("A place is taken over after the list has gone and before the programme begins."))
    _place(nomination)


def _confirm(nomination: Nomination) -> None:
    if nomination.programme.state == P.ENDED:
        raise WrongState(_("The programme is over."))


def _paper(kind: DocumentKind) -> Guard:
    def asked(nomination: Nomination) -> None:
        if kind not in papers_of(nomination):
            raise WrongState(
                _("This cannot be done yet. Still missing: {papers}. Add the papers, then try again.").format(
                    papers=_words([kind])
                )
            )

    return asked


GUARDS: dict[str, Guard] = {
    "submit": _submit,
    "endorse": _endorse,
    "supply": _supply,
    "accept": _accept,
    "admit": _admit,
    "readmit": _readmit,
    "reconsider": _readmit,
    "rank": _rank,
    "reserve": _reserve,
    "unrank": _unrank,
    "select": _place,
    "replace": _replace,
    "confirm": _confirm,
    "complete": _paper(D.CERTIFICATE),
    "report": _paper(D.REPORT),
    "plan": _paper(D.PLAN),
    "finish": _paper(D.RESULT_REPORT),
}


def ask(verb: str, nomination: Nomination) -> None:
    """Refuse with 409 where the move's guard does; most moves have none."""
    if verb in GUARDS:
        GUARDS[verb](nomination)


# What must be said with a move.
WITH_REASON = frozenset(
    {"return", "ask", "reject", "decline", "withdraw", "step_back", "fail", "readmit", "reconsider", "cancel",
     "postpone", "extend", "no_quota"}
)  # fmt: skip
WITH_LETTER = {
    "readmit": "consent",
    "replace": "consent",
    "stop": "answer",
    "pass_on": "answer",
    "select": "answer",
    "shelve": "answer",
    "refuse": "answer",
    "cancel": "notice",
    "postpone": "notice",
    "extend": "notice",
    "reopen": "notice",
    "no_quota": "notice",
}
