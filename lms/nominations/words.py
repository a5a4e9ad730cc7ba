"""Where a nomination stands, in plain words for its nominee: what has happened, what is next, what they do, until when.

The sentences are chosen by state and filled with days and numbers; the nominee's page, the list in my learning and
the notices all say the same.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.kernel.templatetags.viet import ngay
from lms.nominations.deadlines import days_left
from lms.nominations.models import Nomination
from lms.nominations.states import NominationState

N = NominationState


@dataclass(frozen=True)
class Standing:
    """`tone` is one of the notice's; `yours` where the nominee has something to do."""

    tone: str
    title: str
    text: str
    yours: bool
    days: int | None


# state: (tone, whose turn is the nominee's, what has happened, what is next)
_SAID: dict[str, tuple[str, bool, str | Promise, str | Promise]] = {
    N.DRAFT: (
        "warn",
        True,
        _("The file is being written."),
        _("Add the papers, give your consent and send it to your organisation before {due}."),
    ),
    N.AWAITING_ENDORSEMENT: (
        "info",
        False,
        _("You have sent the file to your organisation."),
        _("It confirms or returns it before {due}. You need not do anything now."),
    ),
    N.RETURNED: (
        "warn",
        True,
        _("Your organisation has returned the file."),
        _("Read the reason, change the file and send it again before {due}."),
    ),
    N.SCREENING: (
        "info",
        False,
        _("Your organisation has nominated you; the city is screening the file."),
        _("You need not do anything now. If a paper is missing you are told at once."),
    ),
    N.INCOMPLETE: (
        "bad",
        True,
        _("The city asks for more papers."),
        _("Add them and send the file again before {due}; after that day it lapses."),
    ),
    N.INELIGIBLE: (
        "bad",
        False,
        _("The city found that the file does not meet the conditions."),
        _("You may ask for another look within three working days. Other programmes are open to you."),
    ),
    N.OVERDUE: (
        "bad",
        False,
        _("The deadline passed before the file was complete."),
        _("It can be taken only with the written consent of the national body and before the list has gone."),
    ),
    N.RANKING: (
        "info",
        False,
        _("The file meets the conditions and waits for its rank."),
        _("The city ranks all files, then forwards them by {national}. You need not do anything now."),
    ),
    N.NOMINATED: (
        "info",
        False,
        _("You are nominated, number {rank} in the order of preference."),
        _("The city forwards the file to the national body by {national}. You need not do anything now."),
    ),
    N.CITY_RESERVE: (
        "info",
        False,
        _("You are an alternate of the city."),
        _("If somebody before you withdraws, you move up and are told at once."),
    ),
    N.NOT_NOMINATED: (
        "bad",
        False,
        _("The city has not nominated you this time."),
        _("The reason is given below. Other programmes are open to you."),
    ),
    N.SENT: (
        "info",
        False,
        _("The file was sent to the national body, number {rank} in the order of preference."),
        _("Letter {letter}. The national body passes it on to the APO by {apo}. You need not do anything now."),
    ),
    N.NOT_FORWARDED: (
        "bad",
        False,
        _("The national body has not passed the file on."),
        _("The file is closed. Other programmes are open to you."),
    ),
    N.WITH_APO: (
        "info",
        False,
        _("The national body has passed the file on to the APO."),
        _("The APO usually answers four weeks before the start, which is {start}. You need not do anything now."),
    ),
    N.SELECTED: (
        "warn",
        True,
        _("The APO has selected you."),
        _("Confirm before {due} that you will attend; then see to insurance, flight and visa."),
    ),
    N.APO_RESERVE: (
        "info",
        False,
        _("You are an alternate at the APO."),
        _("If a place becomes free you are told at once. Please keep the days from {start} free."),
    ),
    N.NOT_SELECTED: (
        "bad",
        False,
        _("The APO has selected others this time."),
        _("The file is closed. Other programmes are open to you."),
    ),
    N.REPLACING: (
        "warn",
        True,
        _("You are selected in the place of somebody who withdrew."),
        _("Confirm before {due} that you will attend; then see to insurance, flight and visa."),
    ),
    N.CONFIRMED: (
        "ok",
        False,
        _("You have confirmed; the programme begins on {start}."),
        _("See to insurance, flight and visa. If you cannot go, say so at once: an alternate needs the time."),
    ),
    N.WITHDRAWN_BEFORE: ("info", False, _("The nomination was withdrawn."), _("The file is closed.")),
    N.WITHDRAWN_AFTER: (
        "info",
        False,
        _("The nomination was withdrawn after selection."),
        _("The city has told the national body. The file is closed."),
    ),
    N.ATTENDING: (
        "ok",
        False,
        _("You are attending the programme."),
        _("Afterwards send the city a copy of the APO's certificate."),
    ),
    N.NOT_COMPLETED: ("bad", False, _("The programme was not completed."), _("The file is closed.")),
    N.COMPLETED: ("ok", False, _("You have completed the programme."), _("Nothing more is asked of you.")),
    N.REPORT_DUE: (
        "warn",
        True,
        _("You have completed the programme."),
        _("Add your report to the file and send it before {due}."),
    ),
    N.PLAN_DUE: (
        "warn",
        True,
        _("Your report has arrived."),
        _("Add your action plan to the file and send it before {due}."),
    ),
    N.FOLLOW_UP: (
        "info",
        False,
        _("Your action plan has arrived."),
        _("Six months after the programme, by {due}, the city asks what became of it."),
    ),
    N.CLOSED: (
        "ok",
        False,
        _("All duties are done."),
        _("The file is closed. Thank you for passing on what you learnt."),
    ),
    N.CANCELLED: (
        "bad",
        False,
        _("The programme was cancelled."),
        _("The file is closed, through no fault of yours. Other programmes are open to you."),
    ),
}


def standing(nomination: Nomination) -> Standing:
    """Where it stands and what is next, for the nominee, in the active language."""
    tone, yours, title, text = _SAID[nomination.state]
    facts = _facts(nomination)
    left = days_left(nomination.due_on) if yours else None
    return Standing(tone, str(title).format(**facts), str(text).format(**facts), yours, left)


def _facts(nomination: Nomination) -> dict[str, Any]:
    programme = nomination.programme
    later = gettext("the day the programme office names")
    return {
        "due": ngay(nomination.due_on) or later,
        "national": ngay(programme.national_closing) or later,
        "apo": ngay(programme.apo_closing) or later,
        "start": ngay(programme.starts_on),
        "rank": nomination.rank or "–",
        "letter": nomination.letter.number if nomination.letter else "–",
    }


DEADLINES = {
    "opens_on": _("Nominations open"),
    "city_closing": _("Deadline of the city"),
    "national_closing": _("Deadline of the national body"),
    "apo_closing": _("Deadline of the APO"),
    "starts_on": _("Begins"),
    "ends_on": _("Ends"),
}


# state: whose turn it is, for those who look on
_TURN: tuple[tuple[frozenset[str], str | Promise], ...] = (
    (
        frozenset({N.DRAFT, N.RETURNED, N.SELECTED, N.REPLACING, N.CONFIRMED, N.ATTENDING, N.REPORT_DUE, N.PLAN_DUE}),
        _("the nominee"),
    ),
    (frozenset({N.INCOMPLETE}), _("the nominee and the organisation")),
    (frozenset({N.AWAITING_ENDORSEMENT}), _("the organisation")),
    (frozenset({N.SCREENING, N.RANKING, N.NOMINATED, N.FOLLOW_UP}), _("the programme office")),
    (frozenset({N.SENT}), _("the national body")),
    (frozenset({N.WITH_APO}), _("the APO")),
    (frozenset({N.CITY_RESERVE, N.APO_RESERVE}), _("a place that becomes free")),
)


def turn(nomination: Nomination) -> str | Promise:
    """Whom the file waits for; "" where it is closed."""
    return next((who for states, who in _TURN if nomination.state in states), "")
