"""Organisations, persons, accounts and roles of the demonstration."""

from datetime import timedelta
from typing import Any

from lms.demo.accounts import ACCOUNTS, EXTRA_PEOPLE, email_of, passwords
from lms.demo.data import content
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.people import actions, queries
from lms.people.models import Organisation, Person
from lms.people.states import Gender, RoleKind

# The real standing agency of the plan; everything else is fictional.
AGENCY = {"id": "skhcn-hp", "name": "Sở Khoa học và Công nghệ thành phố Hải Phòng"}
GENDERS = {"nữ": Gender.FEMALE, "nam": Gender.MALE}
BRANCHES = (
    ("dh-duyen-hai", "Trường Đại học Kỹ thuật Duyên Hải (hư cấu)"),
    ("cd-song-cam", "Trường Cao đẳng Công nghiệp Sông Cấm (hư cấu)"),
)
TRAINERS = {"NG06": "dh-duyen-hai", "NG07": "dh-duyen-hai", "NG12": "dh-duyen-hai", "NG18": "cd-song-cam",
            "NG37": "cd-song-cam"}  # fmt: skip
OFFICERS = ("NG04", "NG05", "NG28", "NG29")


def lay_people() -> dict[str, Person]:
    """Everybody of the files, by their id there. Laying twice changes nothing."""
    organisations = _organisations()
    people = {row["id"]: _person(row, organisations) for row in _rows()}
    since = clock.today()
    for who, branch in TRAINERS.items():
        actions.give_role(people[who].pk, RoleKind.TRAINER, by=SYSTEM, branch=branch, since=since)
    for who in OFFICERS:
        actions.give_role(people[who].pk, RoleKind.OFFICER, by=SYSTEM, since=since)
    for row in _rows():
        if "org_admin" in row.get("roles", ()):
            place = organisations[row["organisation"]]
            actions.give_role(people[row["id"]].pk, RoleKind.MANAGER, by=SYSTEM, organisation_id=place.pk, since=since)
    for who, role in (("NG30", RoleKind.LEADERSHIP), ("TT01", RoleKind.AUDITOR), ("QT01", RoleKind.ADMINISTRATOR)):
        actions.give_role(people[who].pk, role, by=SYSTEM, since=since)
    _accounts(people)
    return people


def _rows() -> list[dict[str, Any]]:
    return [*content("people")["people"], *EXTRA_PEOPLE]


def _organisations() -> dict[str, Organisation]:
    enterprises = content("enterprises")["enterprises"]
    rows = [AGENCY, *content("people")["extra_orgs"], *enterprises]
    known = {each.code: each for each in Organisation.objects.all()}
    for row in rows:
        if row["id"].lower() not in known:
            made = actions.found_organisation(
                row["id"].lower(), row["name"], by=SYSTEM, tax_code=row.get("tax_code", ""), demo=row is not AGENCY
            )
            known[made.code] = made
    return {row["id"]: known[row["id"].lower()] for row in rows}


def _person(row: dict[str, Any], organisations: dict[str, Organisation]) -> Person:
    """Found again by name, year and organisation: two of them share one full name."""
    place = organisations[row["organisation"]]
    person = Person.objects.filter(
        full_name=row["full_name"], birth_year=row["birth_year"], memberships__organisation=place
    ).first()
    if person:
        return person
    gender = GENDERS.get(row["gender"], Gender.UNSAID)
    person = actions.register_person(
        row["full_name"], by=SYSTEM, gender=gender, birth_year=row["birth_year"], demo=True
    )
    membership = actions.join_organisation(
        person.pk, place.pk, by=SYSTEM, since=clock.today(), position=row.get("position", "")
    )
    if row["id"] == "NV01":  # the leaver: what was learnt stays theirs, the employer sees no more
        actions.leave_organisation(membership.pk, by=SYSTEM, last_day=clock.today() + timedelta(days=110))
    return person


def _accounts(people: dict[str, Person]) -> None:
    known = passwords()
    for account in ACCOUNTS:
        email = email_of(account.person)
        if queries.person_of_email(email) is None:
            actions.open_account(people[account.person].pk, email, by=SYSTEM, password=known[email], verified=True)
