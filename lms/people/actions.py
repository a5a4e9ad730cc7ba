"""Changing people: each function one transaction, one entry in the audit record."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lms.kernel import audit, clock
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.kernel.events import announce
from lms.kernel.languages import NAMES
from lms.kernel.names import nfc
from lms.people import accounts, queries
from lms.people.events import LanguageChosen, PersonJoined, RolesChanged
from lms.people.models import Membership, Organisation, OrganisationName, Person, Role, User
from lms.people.states import RoleKind


@transaction.atomic
def register_person(full_name: str, *, by: Actor, **facts: Any) -> Person:
    """A new person. `facts`: gender, birth_year, language, demo."""
    require(queries.may_keep_people(by))
    if not nfc(full_name):
        raise BadInput(_("Please give a name."))
    person = Person.objects.create(full_name=full_name, **facts)
    audit.record("register", person, by=by)
    return person


@transaction.atomic
def open_account(person_id: int, email: str, *, by: Actor, password: str | None = None, verified: bool = False) -> User:
    """A way to sign in for a person who has none; without a password by a code sent to the address."""
    require(queries.may_keep_people(by))
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    if User.objects.filter(person=person).exists():
        raise WrongState(_("This person can already sign in."))
    user = accounts.made(person, email, password=password, verified=verified)
    audit.record("open_account", person, by=by, fields=("user",))
    announce(PersonJoined(person.pk))
    return user


@transaction.atomic
def join(user: User, full_name: str, language: str = settings.LANGUAGE_CODE) -> Person:
    """Somebody signed up by themselves: the person behind the new user, in the language they read while doing so."""
    person = Person.objects.create(full_name=full_name, language=language)
    user.person = person
    user.save(update_fields=["person"])
    audit.record("join", person, by=person)
    announce(PersonJoined(person.pk))
    return person


@transaction.atomic
def choose_language(language: str, *, by: Person) -> None:
    """Pages and mails come to the person in this language. Choosing it again changes nothing. Raises BadInput."""
    if language not in NAMES:
        raise BadInput
    for person in queries.same_person(by).select_for_update(of=("self",)).exclude(language=language).order_by("pk"):
        person.language = language
        person.save(update_fields=["language"])
        audit.record("choose_language", person, by=by, fields=("language",))
        announce(LanguageChosen(person.pk))


@transaction.atomic
def found_organisation(code: str, name: str, *, by: Actor, tax_code: str = "", demo: bool = False) -> Organisation:
    """A new organisation with its first name."""
    require(queries.may_keep_people(by))
    organisation = Organisation.objects.create(code=code, tax_code=tax_code, demo=demo)
    OrganisationName.objects.create(organisation=organisation, vi=name)
    audit.record("found", organisation, by=by)
    return organisation


@transaction.atomic
def join_organisation(
    person_id: int, organisation_id: int, *, by: Actor, since: date | None = None, position: str = ""
) -> Membership:
    """The person works there from `since` on. While they already do, nothing changes."""
    require(queries.may_keep_people(by))
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    membership, created = Membership.objects.get_or_create(
        person=person,
        organisation_id=organisation_id,
        valid_to=None,
        defaults={"position": position, "valid_from": since or clock.today()},
    )
    if created:
        audit.record("join_organisation", membership, by=by)
    return membership


@transaction.atomic
def leave_organisation(membership_id: int, *, by: Actor, last_day: date | None = None) -> Membership:
    """The membership ends; the record of what was learnt stays the person's. Ending it again changes nothing."""
    require(queries.may_keep_people(by))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    if membership.valid_to is None:
        membership.valid_to = max(last_day or clock.today(), membership.valid_from)
        membership.save(update_fields=["valid_to"])
        audit.record("leave_organisation", membership, by=by, fields=("valid_to",))
    return membership


@transaction.atomic
def give_role(
    person_id: int,
    kind: RoleKind,
    *,
    by: Actor,
    organisation_id: int | None = None,
    branch: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Role:
    """Give a role for a scope and a time. Giving an open one again changes nothing."""
    require(queries.may_give_roles(by))
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    role, created = Role.objects.get_or_create(
        person=person,
        kind=kind,
        organisation=Organisation.objects.get(pk=organisation_id) if organisation_id else None,
        branch=branch,
        valid_to=until,
        defaults={"valid_from": since or clock.today()},
    )
    if created:
        audit.record("give_role", role, by=by)
        announce(RolesChanged(person.pk))
    return role


@transaction.atomic
def end_role(role_id: int, *, by: Actor, last_day: date | None = None) -> Role:
    """End a role with `last_day` (yesterday by default). The last administrator stays."""
    role = Role.objects.select_for_update(of=("self",)).select_related("person").get(pk=role_id)
    require(queries.may_give_roles(by))
    # every administrator's row is locked, so that two cannot remove each other at once
    list(Role.objects.select_for_update(of=("self",)).filter(kind=RoleKind.ADMINISTRATOR, valid_to=None))
    others = queries.holders(RoleKind.ADMINISTRATOR).exclude(pk=role.person_id)
    if role.kind == RoleKind.ADMINISTRATOR and not others.exists():
        raise WrongState(_("The last administrator cannot be removed."))
    if role.valid_to is None:
        role.valid_to = last_day or clock.today().fromordinal(clock.today().toordinal() - 1)
        role.save(update_fields=["valid_to"])
        audit.record("end_role", role, by=by, fields=("valid_to",))
        announce(RolesChanged(role.person_id))
    return role
