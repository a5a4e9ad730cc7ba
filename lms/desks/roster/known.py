"""Whom a row means among an organisation's people: by e-mail, else by staff code, else by name and year of birth."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from lms.desks.roster.models import RosterBatch, RosterRow
from lms.desks.roster.sheets import Line
from lms.kernel import clock
from lms.kernel.names import fold
from lms.people.members import MemberFacts
from lms.people.models import Membership, Organisation, Person, User
from lms.people.queries import ever_with_role

FEW = 300  # rows: for so few only the people they may mean are read, for more the whole organisation


class Refuse(Exception):
    """A row that cannot be loaded: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason


@dataclass
class Known:
    """What the database holds about one organisation's people: who works there, and who was taken back."""

    by_email: dict[str, Membership] = field(default_factory=dict)
    by_code: dict[str, Membership] = field(default_factory=dict)
    by_name: dict[str, list[Membership]] = field(default_factory=dict)
    back_by_email: dict[str, Membership] = field(default_factory=dict)
    back_by_name: dict[str, list[Membership]] = field(default_factory=dict)
    with_role: set[int] = field(default_factory=set)  # persons

    def member(self, facts: MemberFacts, used: set[int]) -> Membership | None:
        """Who of them the row means, but nobody in `used`: one row each; None where it is somebody new.

        By name only where nothing says otherwise: a row with a staff code may mean somebody who has none yet.
        """
        by_code = self.by_code.get(facts.staff_code) if facts.staff_code else None
        by_email = self.by_email.get(facts.email) if facts.email else None
        if by_code and by_email and by_code.person_id != by_email.person_id:
            raise Refuse("staff_code", _("This staff code is somebody else's: {name}.").format(name=by_code.person))
        if by_email or by_code:
            return by_email or by_code
        named = self.by_name.get(fold(facts.full_name), [])
        if facts.staff_code:
            named = [each for each in named if not each.staff_code and each.person_id not in used]
        if facts.email:
            named = [each for each in named if not address_of(each.person) and each.person_id not in used]
        named = _of_year(named, facts.birth_year)
        if len(named) > 1:
            raise Refuse("full_name", _("Several people here have this name. Please add staff code and year of birth."))
        return named[0] if named else None

    def taken_back(self, facts: MemberFacts, used: set[int]) -> Person | None:
        """Who was entered by mistake and comes again, but nobody in `used`: one row each."""
        by_email = self.back_by_email.get(facts.email) if facts.email else None
        if by_email:
            return by_email.person
        named = [each for each in self.back_by_name.get(fold(facts.full_name), []) if each.person_id not in used]
        if facts.staff_code:
            named = [each for each in named if each.staff_code in ("", facts.staff_code)]
            named.sort(key=lambda each: each.staff_code, reverse=True)  # the same code before none
        if facts.email:
            named = [each for each in named if not address_of(each.person)]
        named = _of_year(named, facts.birth_year)
        return named[0].person if named else None

    def remember(self, membership: Membership) -> None:
        """Add one, with `person.user` and `person.all_memberships` read."""
        email, name = address_of(membership.person), membership.person.folded
        if membership.void:
            if all(each.void for each in membership.person.all_memberships):  # type: ignore[attr-defined]
                self.back_by_name.setdefault(name, []).append(membership)
                if email:
                    self.back_by_email[email] = membership
        elif membership.valid_to is None or membership.valid_to >= clock.today():
            self.by_name.setdefault(name, []).append(membership)
            if email:
                self.by_email[email] = membership
            if membership.staff_code:
                self.by_code[membership.staff_code] = membership


def _of_year(named: list[Membership], year: int | None) -> list[Membership]:
    """Those born in that year; else those of whom the year is not known, or where it is not said all."""
    exact = [each for each in named if each.person.birth_year == year]
    return exact or [each for each in named if year is None or each.person.birth_year is None]


def address_of(person: Person) -> str:
    """The address with which somebody signs in, as read with them."""
    user: User | None = getattr(person, "user", None)
    return (user.email or "") if user else ""


def known_of(organisation: Organisation, lines: Sequence[Line], without: RosterBatch | None) -> Known:
    """The organisation's people whom these rows may mean, but not those whom the batch `without` made."""
    rows = Membership.objects.filter(organisation=organisation).select_related("person__user")
    if len(lines) <= FEW:
        rows = rows.filter(_meant(lines))
    if without is not None:
        made = RosterRow.objects.filter(batch=without, made_member=True)
        rows = rows.exclude(pk__in=made.values("membership"))
    known = Known(with_role=ever_with_role(organisation))
    for each in rows.order_by("pk").prefetch_related(Prefetch("person__memberships", to_attr="all_memberships")):
        known.remember(each)
    return known


def _meant(lines: Sequence[Line]) -> Q:
    cells = [line.cells for line in lines]
    return (
        Q(person__user__email__in=[each["email"].lower() for each in cells if "email" in each])
        | Q(staff_code__in=[each["staff_code"] for each in cells if "staff_code" in each])
        | Q(person__folded__in=[fold(each.get("full_name", "")) for each in cells])
    )
