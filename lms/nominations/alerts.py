"""What the desk must not miss this week, as sentences with the day and the way to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.kernel.templatetags.viet import so
from lms.nominations import queries
from lms.nominations.deadlines import days_left
from lms.nominations.models import Nomination, Programme
from lms.nominations.states import NominationState, ProgrammeState
from lms.people.models import Person

N, P = NominationState, ProgrammeState
SOON, THIS_WEEK = 3, 7  # days
_UNSENT = (N.SCREENING, N.INCOMPLETE, N.RANKING, N.NOMINATED)
_WATCHED = (N.SELECTED, N.REPLACING, N.OVERDUE, N.SENT, *_UNSENT)


@dataclass(frozen=True)
class Alert:
    """`tone` is a notice's; `day` is the last day, None where there is none."""

    tone: str
    day: date | None
    text: str
    action: str
    href: str


def of_the_desk(person: Person) -> list[Alert]:
    """In one query: confirmations that are due, letters that are due, answers that are awaited, late files."""
    found = list(queries.waiting_in(person, _WATCHED))
    told = [*_confirmations(found), *_letters(found), *_answers(found), *_late(found)]
    return sorted(told, key=lambda alert: (alert.day is None, alert.day or date.min))


def _tone(day: date | None) -> str:
    left = days_left(day)
    return "bad" if left is not None and left <= SOON else "warn"


def _file(nomination: Nomination) -> str:
    return reverse("nomination", args=[nomination.pk])


def _confirmations(found: list[Nomination]) -> Iterator[Alert]:
    for each in found:
        if each.state in (N.SELECTED, N.REPLACING) and (days_left(each.due_on) or 0) <= SOON:
            words = _("{name} has not confirmed attendance of {programme}.")
            text = words.format(name=each.nominee.full_name, programme=each.programme.title)
            yield Alert(_tone(each.due_on), each.due_on, text, _("Call and record"), _file(each))


def _programmes(found: list[Nomination], *states: str) -> dict[Programme, int]:
    counted: dict[Programme, int] = {}
    for each in found:
        if each.state in states:
            counted[each.programme] = counted.get(each.programme, 0) + 1
    return counted


def _letters(found: list[Nomination]) -> Iterator[Alert]:
    for programme, number in _programmes(found, *_UNSENT).items():
        left = days_left(programme.national_closing)
        if programme.state == P.CLOSED and left is not None and left <= THIS_WEEK:
            text = _("{n} files of {programme} are not forwarded yet.").format(n=so(number), programme=programme.title)
            href = reverse("programme", args=[programme.code])
            yield Alert(_tone(programme.national_closing), programme.national_closing, text, _("Open the list"), href)


def _answers(found: list[Nomination]) -> Iterator[Alert]:
    for programme in _programmes(found, N.SENT):
        over = (days_left(programme.national_closing) or 0) < 0
        day = programme.apo_closing if over else programme.national_closing
        if day and (days_left(day) or 0) <= THIS_WEEK:
            text = _("The national body has not answered on {programme}.").format(programme=programme.title)
            yield Alert(_tone(day), day, text, _("Open the letter"), reverse("programme", args=[programme.code]))


def _late(found: list[Nomination]) -> Iterator[Alert]:
    for each in found:
        if each.state == N.OVERDUE and each.programme.state in (P.OPEN, P.CLOSED):
            words = _("The late file of {name} needs the written consent of the national body.")
            yield Alert("", None, words.format(name=each.nominee.full_name), _("See the file"), _file(each))
