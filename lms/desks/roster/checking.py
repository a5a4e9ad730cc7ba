"""What each row of a sheet means: new, changed, the same, or refused with the cell and the reason.

A stranger to the organisation is never drawn in by their address (docs/decisions/11).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from courses.learning import queries as learning
from courses.learning.models import CourseRun, Enrolment
from courses.learning.states import EnrolmentState
from lms.desks.roster.columns import Unreadable, read_cell, read_tax_code
from lms.desks.roster.known import Known, Refuse, address_of, known_of
from lms.desks.roster.models import RosterBatch, Verdict
from lms.desks.roster.sheets import Line
from lms.kernel import clock
from lms.kernel.names import fold
from lms.people.members import OF_THE_PERSON, MemberFacts, differences
from lms.people.models import Membership, Organisation, Person, User

_CHUNK = 500


@dataclass
class Checked:
    """A row with its verdict; `membership` is whom it means, `returning` whom it takes on (again)."""

    line: Line
    verdict: Verdict
    facts: MemberFacts | None = None
    organisation: Organisation | None = None
    run: CourseRun | None = None
    membership: Membership | None = None
    returning: Person | None = None
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)
    column: str = ""
    reason: str = ""


class Checker:
    """Checks the rows of one sheet against what is known when it is made.

    `without`: a batch that is being loaded; whom its other rows made is not yet known, as when it was read.
    """

    def __init__(
        self,
        organisation: Organisation | None,
        run: CourseRun | None,
        *,
        for_officer: bool,
        without: RosterBatch | None = None,
    ) -> None:
        self.organisation, self.run, self.for_officer, self.without = organisation, run, for_officer, without
        self._lines: list[Line] = []
        self._known: dict[int, Known] = {}
        self._organisations: dict[str, Organisation | None] = {}
        self._runs: dict[str, CourseRun | None] = {run.code: run} if run else {}
        self._free: dict[int, int | None] = {}
        self._takes: dict[int, bool] = {}
        self._enrolled: dict[int, set[int]] = {}
        self._accounts: dict[str, User] = {}
        self._seen: dict[tuple[int, str], int] = {}
        self._persons: dict[int, int] = {}  # person: the row that means them

    def check(self, lines: Iterable[Line]) -> list[Checked]:
        """Every row with its verdict, in order."""
        self._lines = list(lines)
        addresses = [line.cells["email"].lower() for line in self._lines if "email" in line.cells]
        for start in range(0, len(addresses), _CHUNK):
            held = User.objects.filter(email__in=addresses[start : start + _CHUNK]).select_related("person")
            self._accounts.update({user.email or "": user for user in held})
        return [self._checked(line) for line in self._lines]

    def _checked(self, line: Line) -> Checked:
        try:
            facts = self._read(line)
            organisation = self._organisation_of(line)
            run = self._run_of(line)
            self._once(line, facts, organisation)
            checked = self._matched(line, facts, organisation)
            return self._with_class(replace(checked, run=run), run)
        except Refuse as refused:
            return Checked(line, Verdict.REFUSED, column=refused.column, reason=refused.reason)

    def _read(self, line: Line) -> MemberFacts:
        values: dict[str, Any] = {"full_name": ""}
        for name in (*MemberFacts.__dataclass_fields__, "tax_code", "run"):
            text = line.cells.get(name, "")
            if text or name == "full_name":
                try:
                    values[name] = read_cell(name, text)
                except Unreadable as trouble:
                    raise Refuse(name, str(trouble)) from None
        return MemberFacts(**{name: values[name] for name in values if name in MemberFacts.__dataclass_fields__})

    def _organisation_of(self, line: Line) -> Organisation:
        text = line.cells.get("tax_code", "")
        if not text and self.organisation is None:
            raise Refuse("tax_code", _("The tax code says which organisation this is; it is missing."))
        if text:
            try:
                code = read_tax_code(text)
            except Unreadable as trouble:
                raise Refuse("tax_code", str(trouble)) from None
            if code not in self._organisations:
                self._organisations[code] = Organisation.objects.filter(tax_code=code).first()
            named = self._organisations[code]
            if self.organisation is not None and (named is None or named.pk != self.organisation.pk):
                raise Refuse("tax_code", _("This is not the tax code of this organisation."))
            if named is None:
                raise Refuse("tax_code", _("No organisation here has this tax code."))
            return named
        assert self.organisation is not None  # noqa: S101 - asked above
        return self.organisation

    def _run_of(self, line: Line) -> CourseRun | None:
        code = line.cells.get("run", "").lower()
        if not code:
            return self.run
        if code not in self._runs:
            self._runs[code] = learning.run_by_code(code)
        run = self._runs[code]
        if run is None:
            raise Refuse("run", _("There is no class of this code."))
        return run

    def _once(self, line: Line, facts: MemberFacts, organisation: Organisation) -> None:
        """Two rows of one sheet must not mean one person."""
        keys = [("email", facts.email), ("staff_code", facts.staff_code)]
        if not facts.email and not facts.staff_code:
            keys = [("full_name", f"{fold(facts.full_name)} {facts.birth_year or ''}")]
        for column, key in keys:
            if key:
                place = 0 if column == "email" else organisation.pk
                self._first(column, self._seen.setdefault((place, f"{column}:{key}"), line.number), line)

    def _first(self, column: str, before: int, line: Line) -> None:
        if before != line.number:
            raise Refuse(column, _("The same as in row {row}. Each person has their own.").format(row=before))

    def _matched(self, line: Line, facts: MemberFacts, organisation: Organisation) -> Checked:
        known = self._known.get(organisation.pk)
        if known is None:
            known = self._known[organisation.pk] = known_of(organisation, self._lines, self.without)
        found = known.member(facts, set(self._persons))
        person = found.person if found else known.taken_back(facts, set(self._persons))
        account = self._accounts.get(facts.email)
        if found is None and account is not None and (person is None or account.person_id != person.pk):
            person = self._stranger(account)
        if person is not None:
            said = "email" if facts.email else "staff_code" if facts.staff_code else "full_name"
            self._first(said, self._persons.setdefault(person.pk, line.number), line)
        if found is not None:
            return self._compared(line, facts, organisation, found)
        changes = self._of_returning(person, facts) if person else {}
        return Checked(line, Verdict.NEW, facts, organisation, returning=person, changes=changes)

    def _stranger(self, account: User) -> Person:
        """Whose address it is, for officers: they take people on."""
        if not self.for_officer:
            words = _("This address has an account that is not of your organisation. Please ask the programme office.")
            raise Refuse("email", words)
        if account.person is None:
            raise Refuse("email", _("This address already belongs to somebody."))
        return account.person

    def _of_returning(self, person: Person, facts: MemberFacts) -> dict[str, tuple[object, object]]:
        """What differs of the person; a name that was never used yet may still be mended."""
        user: User | None = getattr(person, "user", None)
        own_name = user is not None and user.last_login is not None
        if own_name and fold(person.full_name) != fold(facts.full_name):
            raise Refuse("email", _("This is {name}'s. Each person has their own.").format(name=person))
        said = {name: getattr(facts, name) for name in OF_THE_PERSON if not (own_name and name == "full_name")}
        known = {name: getattr(person, name) for name in said}
        return {name: (known[name], said[name]) for name in said if said[name] and said[name] != known[name]}

    def _compared(self, line: Line, facts: MemberFacts, organisation: Organisation, found: Membership) -> Checked:
        if fold(found.person.full_name) != fold(facts.full_name):
            column = "email" if facts.email and facts.email == address_of(found.person) else "staff_code"
            raise Refuse(column, _("This is {name}'s. Each person has their own.").format(name=found.person))
        changes = differences(found, facts)
        user: User | None = getattr(found.person, "user", None)
        if user and user.last_login:
            changes.pop("full_name", None)  # their own spelling stands
        if "email" in changes and changes["email"][0]:
            raise Refuse("email", _("This person signs in with another address; they change it themselves."))
        if "email" in changes and facts.email in self._accounts:
            raise Refuse("email", _("This address already belongs to somebody."))
        if "email" in changes and not self.for_officer and found.person_id in self._known[organisation.pk].with_role:
            raise Refuse("email", _("The programme office opens this person's account."))
        verdict = Verdict.CHANGED if changes else Verdict.SAME
        return Checked(line, verdict, facts, organisation, membership=found, changes=changes)

    def _with_class(self, checked: Checked, run: CourseRun | None) -> Checked:
        """Add the enrolment that would be made; refuse where the class takes nobody, or not so many."""
        if run is None:
            return checked
        if run.pk not in self._enrolled:
            held = Enrolment.objects.filter(run=run).exclude(state=EnrolmentState.WITHDRAWN)
            self._enrolled[run.pk] = set(held.values_list("person_id", flat=True))
            self._free[run.pk] = None if run.places is None else run.places - len(self._enrolled[run.pk])
            self._takes[run.pk] = learning.takes_learners(run)
        person = checked.membership.person if checked.membership else checked.returning
        if person is not None and person.pk in self._enrolled[run.pk]:
            return checked
        today, free = clock.today(), self._free[run.pk]
        if today < run.opens_on or (run.closes_on and today > run.closes_on):
            raise Refuse("run", _("This class is not open for enrolment today."))
        if not self._takes[run.pk]:
            raise Refuse("run", _("This class has no lessons yet."))
        if free is not None:
            if free < 1:
                raise Refuse("run", _("This class has no place left."))
            self._free[run.pk] = free - 1
        checked.changes["run"] = ("", run.code)
        if checked.verdict == Verdict.SAME:
            checked.verdict = Verdict.CHANGED
        return checked


def counts(checked: Iterable[Checked]) -> dict[str, int]:
    """{"new": n, "changed": n, "same": n, "refused": n}"""
    found = Counter(each.verdict for each in checked)
    return {verdict.value: found[verdict] for verdict in Verdict}
