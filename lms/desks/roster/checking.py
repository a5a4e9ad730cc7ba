"""What each row of a sheet means: new, changed, the same, or refused with the cell and the reason.

Whom a row means is decided by e-mail, else by the organisation's staff code, else by the name within it. A stranger
to the organisation is never drawn in by their address (docs/decisions/08).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from courses.learning import queries as learning
from courses.learning.models import CourseRun, Enrolment
from courses.learning.states import EnrolmentState
from lms.desks.roster.columns import Unreadable, read_cell, read_tax_code
from lms.desks.roster.models import Verdict
from lms.desks.roster.sheets import Line
from lms.kernel import clock
from lms.kernel.names import fold
from lms.people.members import MemberFacts, differences
from lms.people.models import Membership, Organisation, User

_CHUNK = 500
_FEW = 300  # rows: for so few only their own people are read, for more the whole organisation


class _Refuse(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason


@dataclass
class Checked:
    """A row with its verdict; `membership` is whom it means, `returning` whom it takes on again."""

    line: Line
    verdict: Verdict
    facts: MemberFacts | None = None
    organisation: Organisation | None = None
    run: CourseRun | None = None
    membership: Membership | None = None
    returning: int | None = None  # a person's id
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)
    column: str = ""
    reason: str = ""


@dataclass
class _Known:
    """What the database holds about one organisation's people."""

    by_email: dict[str, Membership] = field(default_factory=dict)
    by_code: dict[str, Membership] = field(default_factory=dict)
    by_name: dict[str, list[Membership]] = field(default_factory=dict)
    taken_back: dict[str, int] = field(default_factory=dict)  # e-mail or staff code → person


class Checker:
    """Checks the rows of one sheet against what is known when it is made."""

    def __init__(self, organisation: Organisation | None, run: CourseRun | None, *, for_officer: bool) -> None:
        self.organisation, self.run, self.for_officer = organisation, run, for_officer
        self._known: dict[int, _Known] = {}
        self._organisations: dict[str, Organisation | None] = {}
        self._runs: dict[str, CourseRun | None] = {run.code: run} if run else {}
        self._free: dict[int, int | None] = {}
        self._takes: dict[int, bool] = {}
        self._enrolled: dict[int, set[int]] = {}
        self._strangers: dict[str, int] = {}
        self._seen: dict[tuple[int, str], int] = {}
        self._asked: list[Line] | None = None

    def check(self, lines: Iterable[Line]) -> list[Checked]:
        """Every row with its verdict, in order."""
        lines = list(lines)
        addresses = [line.cells.get("email", "").lower() for line in lines]
        for start in range(0, len(addresses), _CHUNK):
            held = User.objects.filter(email__in=[each for each in addresses[start : start + _CHUNK] if each])
            self._strangers.update({email or "": person for email, person in held.values_list("email", "person_id")})
        self._asked = lines if len(lines) <= _FEW else None
        return [self._checked(line) for line in lines]

    def _checked(self, line: Line) -> Checked:
        try:
            facts = self._read(line)
            organisation = self._organisation_of(line)
            run = self._run_of(line)
            self._once(line, facts, organisation)
            checked = self._matched(line, facts, organisation)
            return self._with_class(replace(checked, run=run), run)
        except _Refuse as refused:
            return Checked(line, Verdict.REFUSED, column=refused.column, reason=refused.reason)

    def _read(self, line: Line) -> MemberFacts:
        values: dict[str, Any] = {"full_name": ""}
        for name in MemberFacts.__dataclass_fields__:
            text = line.cells.get(name, "")
            if text or name == "full_name":
                try:
                    values[name] = read_cell(name, text)
                except Unreadable as trouble:
                    raise _Refuse(name, str(trouble)) from None
        for name in ("tax_code", "run"):
            try:
                read_cell(name, line.cells.get(name, ""))
            except Unreadable as trouble:
                raise _Refuse(name, str(trouble)) from None
        return MemberFacts(**values)

    def _organisation_of(self, line: Line) -> Organisation:
        text = line.cells.get("tax_code", "")
        if not text and self.organisation is None:
            raise _Refuse("tax_code", _("The tax code says which organisation this is; it is missing."))
        if text:
            try:
                code = read_tax_code(text)
            except Unreadable as trouble:
                raise _Refuse("tax_code", str(trouble)) from None
            if code not in self._organisations:
                self._organisations[code] = Organisation.objects.filter(tax_code=code).first()
            named = self._organisations[code]
            if self.organisation is not None and (named is None or named.pk != self.organisation.pk):
                raise _Refuse("tax_code", _("This is not the tax code of this organisation."))
            if named is None:
                raise _Refuse("tax_code", _("No organisation here has this tax code."))
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
            raise _Refuse("run", _("There is no class of this code."))
        return run

    def _once(self, line: Line, facts: MemberFacts, organisation: Organisation) -> None:
        """Two rows of one sheet must not mean one person."""
        keys = [("email", facts.email), ("staff_code", facts.staff_code)]
        if not facts.email and not facts.staff_code:
            keys = [("full_name", f"{fold(facts.full_name)} {facts.birth_year or ''}")]
        for column, key in keys:
            if key:
                place = 0 if column == "email" else organisation.pk
                before = self._seen.setdefault((place, f"{column}:{key}"), line.number)
                if before != line.number:
                    raise _Refuse(column, _("The same as in row {row}. Each person has their own.").format(row=before))

    def _known_of(self, organisation: Organisation) -> _Known:
        known = self._known.get(organisation.pk)
        if known is None:
            known = self._known[organisation.pk] = _Known()
            rows = Membership.objects.filter(self._meant(), organisation=organisation).select_related("person__user")
            for each in rows.prefetch_related(Prefetch("person__memberships", to_attr="all_memberships")):
                self._remember(known, each)
        return known

    def _meant(self) -> Q:
        """Whom the rows may mean."""
        if self._asked is None:
            return Q()
        cells = [line.cells for line in self._asked]
        return (
            Q(person__user__email__in=[each["email"].lower() for each in cells if "email" in each])
            | Q(staff_code__in=[each["staff_code"] for each in cells if "staff_code" in each])
            | Q(person__folded__in=[fold(each.get("full_name", "")) for each in cells])
        )

    def _remember(self, known: _Known, membership: Membership) -> None:
        user: User | None = getattr(membership.person, "user", None)
        email = (user.email or "") if user else ""
        if membership.void:
            others = [m for m in membership.person.all_memberships if not m.void]  # type: ignore[attr-defined]
            if not others:
                for key in filter(None, (email, membership.staff_code)):
                    known.taken_back[key] = membership.person_id
                known.taken_back.setdefault(membership.person.folded, membership.person_id)
        elif membership.valid_to is None or membership.valid_to >= clock.today():
            if email:
                known.by_email[email] = membership
            if membership.staff_code:
                known.by_code[membership.staff_code] = membership
            known.by_name.setdefault(membership.person.folded, []).append(membership)

    def _matched(self, line: Line, facts: MemberFacts, organisation: Organisation) -> Checked:
        known = self._known_of(organisation)
        found = self._found(known, facts)
        if found is not None:
            return self._compared(line, facts, organisation, found)
        back = known.taken_back.get(facts.email or facts.staff_code or fold(facts.full_name))
        stranger = self._strangers.get(facts.email) if facts.email else None
        if stranger is not None and stranger != back:
            if not self.for_officer:
                raise _Refuse(
                    "email",
                    _("This address has an account that is not of your organisation. Please ask the programme office."),
                )
            back = stranger
        return Checked(line, Verdict.NEW, facts, organisation, returning=back)

    def _found(self, known: _Known, facts: MemberFacts) -> Membership | None:
        by_code = known.by_code.get(facts.staff_code) if facts.staff_code else None
        by_email = known.by_email.get(facts.email) if facts.email else None
        if by_code and by_email and by_code.person_id != by_email.person_id:
            raise _Refuse("staff_code", _("This staff code is somebody else's: {name}.").format(name=by_code.person))
        found = by_email or by_code
        if found or facts.email or facts.staff_code:
            return found
        named = known.by_name.get(fold(facts.full_name), [])
        if facts.birth_year and len(named) > 1:
            named = [each for each in named if each.person.birth_year in (None, facts.birth_year)]
        if len(named) > 1:
            raise _Refuse("full_name", _("Several people here have this name. Please add the staff code."))
        return named[0] if named else None

    def _compared(self, line: Line, facts: MemberFacts, organisation: Organisation, found: Membership) -> Checked:
        if fold(found.person.full_name) != fold(facts.full_name):
            column = "email" if facts.email else "staff_code"
            raise _Refuse(column, _("This is {name}'s. Each person has their own.").format(name=found.person))
        changes = differences(found, facts)
        user: User | None = getattr(found.person, "user", None)
        if user and user.last_login:
            changes.pop("full_name", None)  # their own spelling stands
        if "email" in changes and changes["email"][0]:
            raise _Refuse("email", _("This person signs in with another address; they change it themselves."))
        if "email" in changes and facts.email in self._strangers:
            raise _Refuse("email", _("This address already belongs to somebody."))
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
        person = checked.membership.person_id if checked.membership else checked.returning
        if person in self._enrolled[run.pk]:
            return checked
        today, free = clock.today(), self._free[run.pk]
        if today < run.opens_on or (run.closes_on and today > run.closes_on):
            raise _Refuse("run", _("This class is not open for enrolment today."))
        if not self._takes[run.pk]:
            raise _Refuse("run", _("This class has no lessons yet."))
        if free is not None:
            if free < 1:
                raise _Refuse("run", _("This class has no place left."))
            self._free[run.pk] = free - 1
        checked.changes["run"] = ("", run.code)
        if checked.verdict == Verdict.SAME:
            checked.verdict = Verdict.CHANGED
        return checked


def counts(checked: Iterable[Checked]) -> dict[str, int]:
    """{"new": n, "changed": n, "same": n, "refused": n}"""
    found = Counter(each.verdict for each in checked)
    return {verdict.value: found[verdict] for verdict in Verdict}
