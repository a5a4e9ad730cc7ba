"""The lines of a list: who stands behind a number, in the words of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from courses.learning.models import Completion
from lms.nominations.models import Letter, NominationMove
from lms.nominations.states import LetterKind
from lms.people.models import OrganisationName
from lms.targets.counting import Listed
from lms.targets.measures import Measure


@dataclass(frozen=True)
class Line:
    """A person behind a number, in the words of that day. Never marks, never contact."""

    fact: int
    name: str
    organisation: str
    course: str
    day: date
    serial: str  # of the certificate; "" where there is none
    reference: str  # the register number, or the letter's
    more: int


def lines(measure: Measure, page: Sequence[Listed]) -> list[Line]:
    """What a page of the list shows, in the order given: in at most two queries."""
    return _of_nominations(page) if measure.of_nominations else _of_completions(page)


def _of_nominations(page: Sequence[Listed]) -> list[Line]:
    rows = NominationMove.objects.filter(pk__in=[each.fact for each in page])
    known = {row.pk: row for row in rows.select_related("subject__nominee", "subject__programme")}
    letters = forwarding_letters({row.subject.programme_id for row in known.values() if row.verb == "forward"})
    organisations = {row.subject.organisation_id for row in known.values()}
    named = list(OrganisationName.objects.filter(organisation__in=organisations).order_by("valid_from", "pk"))
    made = []
    for each in page:
        file = known[each.fact].subject
        held = [name for name in named if name.organisation_id == file.organisation_id and _holds(name, each.day)]
        letter = letter_of(known[each.fact], letters)
        number, place = letter.number if letter else "", held[-1].vi if held else ""
        made.append(Line(each.fact, str(file.nominee), place, file.programme.code, each.day, "", number, each.more))
    return made


def forwarding_letters(programmes: Iterable[int]) -> list[Letter]:
    """The letters that forwarded files of these programmes, the newest first."""
    return list(Letter.objects.filter(programme__in=programmes, kind=LetterKind.FORWARDING).order_by("-at", "-pk"))


def letter_of(forward: NominationMove, letters: Sequence[Letter]) -> Letter | None:
    """The letter under which this move forwarded the file: the newest then (later ones replace it on the file)."""
    of_programme = (each for each in letters if each.programme_id == forward.subject.programme_id)
    return next((each for each in of_programme if each.at <= forward.at), None)


def _holds(name: OrganisationName, day: date) -> bool:
    return (name.valid_from is None or name.valid_from <= day) and (name.valid_to is None or name.valid_to >= day)


def _of_completions(page: Sequence[Listed]) -> list[Line]:
    rows = Completion.objects.filter(pk__in=[each.fact for each in page])
    rows = rows.select_related("certificate", "enrolment__person", "enrolment__run__course").defer("evidence")
    known = {row.pk: row for row in rows}
    without = [(known[each.fact], each.day) for each in page if not hasattr(known[each.fact], "certificate")]
    places = _places(without)
    made = []
    for each in page:
        row = known[each.fact]
        held = getattr(row, "certificate", None)
        name, place = row.enrolment.person.full_name, places.get(row.pk, "")
        if held:
            name, place = held.facts["full_name"], held.facts["organisation"]
        serial, number = (held.serial, held.register_number) if held else ("", "")
        course = row.enrolment.run.course.code
        made.append(Line(row.pk, name, place, course, each.day, serial, number, each.more))
    return made


def _places(rows: Sequence[tuple[Completion, date]]) -> dict[int, str]:
    """By completion: the name, valid that day, of the organisation where the person worked that day."""
    if not rows:
        return {}
    persons = {row.enrolment.person.merged_into_id or row.enrolment.person_id for row, _day in rows}
    same = Q(organisation__memberships__person__in=persons) | Q(
        organisation__memberships__person__merged_into__in=persons
    )
    held = OrganisationName.objects.filter(same, organisation__memberships__void=False)
    columns = ("organisation__memberships", "organisation__memberships__person",
               "organisation__memberships__person__merged_into", "organisation__memberships__valid_from",
               "organisation__memberships__valid_to", "valid_from", "valid_to", "vi")  # fmt: skip
    known = sorted(held.values_list(*columns), key=lambda row: (row[3], row[0], row[5] or date.min))
    places: dict[int, str] = {}
    for completion, day in rows:
        root = completion.enrolment.person.merged_into_id or completion.enrolment.person_id
        for _pk, person, merged, begins, ends, named, unnamed, vi in known:
            worked = (merged or person) == root and begins <= day and (ends is None or ends >= day)
            if worked and (named is None or named <= day) and (unnamed is None or unnamed >= day):
                places[completion.pk] = vi
    return places
