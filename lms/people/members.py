"""An organisation's people as its manager keeps them: registered, changed, taken back, given a card to sign in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from lms.kernel import audit, clock
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.kernel.events import announce
from lms.people import accounts, queries
from lms.people.events import PersonJoined, PersonRenamed
from lms.people.models import Membership, Organisation, Person, User

OF_THE_PERSON = ("full_name", "birth_year", "gender")
OF_THE_MEMBERSHIP = ("staff_code", "department", "position")


@dataclass(frozen=True)
class MemberFacts:
    """What an organisation says of one of its people. `gender` is a `Gender`; empty where it is not said."""

    full_name: str
    email: str = ""
    staff_code: str = ""
    birth_year: int | None = None
    gender: str = ""
    department: str = ""
    position: str = ""


def register_member(organisation_id: int, facts: MemberFacts, *, by: Actor) -> Membership:
    """One new person; see `register_members`."""
    return register_members(organisation_id, [facts], by=by)[0]


@transaction.atomic
def register_members(organisation_id: int, said: Sequence[MemberFacts], *, by: Actor) -> list[Membership]:
    """New persons who work there from today, each with a way to sign in: by e-mail, or without one by card.

    Raises WrongState where an address already belongs to somebody; then nobody is registered.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    require(queries.may_keep_members(by, organisation))
    if not all(facts.full_name.strip() for facts in said):
        raise BadInput(_("Please give a name."))
    addresses = [facts.email.lower() for facts in said if facts.email]
    if User.objects.filter(email__in=addresses).exists():
        raise WrongState(_("This address already belongs to somebody."))
    persons = [
        Person(full_name=facts.full_name, birth_year=facts.birth_year, gender=facts.gender, demo=organisation.demo)
        for facts in said
    ]
    for person in persons:
        person.spell()
    made = Person.objects.bulk_create(persons)
    accounts.made_many(made, [facts.email for facts in said])
    audit.record_many("register", made, by=by)
    memberships = [_membership(person, organisation, facts) for person, facts in zip(made, said, strict=True)]
    joined = Membership.objects.bulk_create(memberships)
    audit.record_many("join_organisation", joined, by=by)
    for person in made:
        announce(PersonJoined(person.pk))
    return joined


def _membership(person: Person, organisation: Organisation, facts: MemberFacts) -> Membership:
    own = {name: getattr(facts, name) for name in OF_THE_MEMBERSHIP}
    return Membership(person=person, organisation=organisation, valid_from=clock.today(), **own)


@transaction.atomic
def take_on(person_id: int, organisation_id: int, facts: MemberFacts, *, by: Actor) -> Membership:
    """Somebody known works there from today: for officers; for a manager only whom they had taken back before.

    A manager cannot draw a stranger's record to themselves by naming an address. While the person works there
    already, nothing changes.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    there = Membership.objects.filter(person=person, organisation=organisation)
    known = there.filter(void=True).exists() and not there.filter(void=False).exists()
    require(queries.may_keep_people(by) or (known and queries.manages(by, organisation.pk)))
    standing = there.filter(valid_to=None).first()
    if standing:
        return standing
    User.objects.filter(person=person, is_active=False).update(is_active=True)
    membership = _membership(person, organisation, facts)
    membership.save()
    audit.record("join_organisation", membership, by=by)
    return membership


@transaction.atomic
def change_member(membership_id: int, *, by: Actor, **changed: object) -> Membership:
    """Change what the organisation says: any of OF_THE_PERSON and OF_THE_MEMBERSHIP. The same again changes nothing.

    A person who signed up by themselves keeps their own name: certificates print it.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=membership_id)
    )
    require(queries.may_keep_members(by, membership.organisation))
    person = Person.objects.select_for_update(of=("self",)).get(pk=membership.person_id)
    for row, names in ((person, OF_THE_PERSON), (membership, OF_THE_MEMBERSHIP)):
        fields = [name for name in names if name in changed and getattr(row, name) != changed[name]]
        if fields:
            before = {name: getattr(row, name) for name in fields}
            for name in fields:
                setattr(row, name, changed[name])
            row.save()
            audit.record("change_member", row, by=by, fields=tuple(fields), detail={"before": before})
            if "full_name" in fields:
                announce(PersonRenamed(person.pk))
    return membership


def _require_no_role(membership: Membership, by: Actor) -> None:
    """A manager opens no account of somebody with a role: they could sign in with it."""
    if not queries.may_keep_people(by) and queries.holds_any_role(membership.person_id):
        raise WrongState(_("The programme office opens this person's account."))


@transaction.atomic
def give_address(membership_id: int, email: str, *, by: Actor) -> None:
    """Somebody who signs in with a card gets an address as well. Raises WrongState where they have one."""
    membership = Membership.objects.select_related("organisation", "person").get(pk=membership_id)
    require(queries.may_keep_members(by, membership.organisation))
    _require_no_role(membership, by)
    user = User.objects.select_for_update(of=("self",)).filter(person=membership.person_id).first()
    if (user and user.email) or User.objects.filter(email__iexact=email).exists():
        raise WrongState(_("This address already belongs to somebody."))
    if user is None:
        accounts.made(membership.person, email)
        announce(PersonJoined(membership.person_id))
    else:
        accounts.addressed(user, email)
    audit.record("give_address", membership.person, by=by, fields=("user",))


@transaction.atomic
def take_address(membership_id: int, email: str, *, by: Actor) -> None:
    """The address was given by mistake: they sign in with a card again. One that was confirmed stays theirs."""
    membership = Membership.objects.select_related("organisation", "person").get(pk=membership_id)
    require(queries.may_keep_members(by, membership.organisation))
    user = User.objects.select_for_update(of=("self",)).filter(person=membership.person_id, email=email).first()
    if user is None:
        return
    if not accounts.unaddressed(user):
        raise WrongState(_("Signs in with this address, and keeps it."))
    audit.record("take_address", membership.person, by=by, fields=("user",))


@transaction.atomic
def take_back(membership_id: int, *, by: Actor) -> Membership:
    """The membership was entered by mistake and counts as never held. Taking it back again changes nothing.

    An account opened with it can no longer sign in where nothing else is known of the person.
    """
    membership = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership_id)
    require(queries.may_keep_members(by, membership.organisation))
    if not membership.void:
        membership.void, membership.valid_to = True, max(membership.valid_from, clock.today())
        membership.save(update_fields=["void", "valid_to"])
        audit.record("take_back", membership, by=by, fields=("void", "valid_to"))
        if not Membership.objects.filter(person=membership.person_id, void=False).exists():
            User.objects.filter(person=membership.person_id, last_login=None).update(is_active=False)
    return membership


@transaction.atomic
def print_card(membership_id: int, *, by: Actor, version: str) -> tuple[str, str] | None:
    """A new PIN for somebody who signs in with a card: (code, PIN). The one before it ends; only its hash is kept.

    `version` is the card as the form showed it (`accounts.card_version`): where another was printed since, as when the
    printed page is loaded again, None, and that one stays good.
    """
    membership = Membership.objects.select_related("organisation", "person").get(pk=membership_id)
    require(queries.may_keep_members(by, membership.organisation))
    _require_no_role(membership, by)
    user = User.objects.select_for_update(of=("self",)).filter(person=membership.person_id).first()
    if accounts.card_version(user) != version:
        return None
    if user is None:
        user = User(person=membership.person, code=accounts.fresh_code())
    if user.code is None or user.email:
        raise WrongState(_("This person signs in with an e-mail address."))
    pin = accounts.fresh_pin()
    user.password = make_password(pin)
    user.save()
    audit.record("print_card", membership.person, by=by, fields=("user",))
    return user.code, pin


def as_facts(membership: Membership) -> MemberFacts:
    """What is known of a member, in the shape in which it is given."""
    person = membership.person
    user: User | None = getattr(person, "user", None)
    own = {name: getattr(person, name) for name in OF_THE_PERSON}
    there = {name: getattr(membership, name) for name in OF_THE_MEMBERSHIP}
    return MemberFacts(email=(user.email or "") if user else "", **own, **there)


def differences(membership: Membership, facts: MemberFacts) -> dict[str, tuple[object, object]]:
    """{field: (before, after)} for what is said and differs; what a sheet leaves empty stays as it is."""
    known, said = asdict(as_facts(membership)), asdict(facts)
    return {
        name: (known[name], said[name]) for name in said if said[name] not in ("", None) and said[name] != known[name]
    }
