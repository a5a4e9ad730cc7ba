"""Looking at people: who is this, what may they do, whose organisation is it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from lms.kernel import clock
from lms.kernel.actors import SYSTEM, Actor
from lms.people.models import Membership, Organisation, OrganisationName, Person, Role, User
from lms.people.states import RoleKind


def _valid(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def _held(on: date) -> Q:
    """Memberships that held on that day; one entered by mistake never did."""
    return _valid(on) & Q(void=False)


def roles_of(person: Actor) -> list[Role]:
    """The roles that hold today, kept on the person for the length of a request."""
    if not isinstance(person, Person):
        return []
    kept: list[Role] | None = getattr(person, "_roles_today", None)
    if kept is None:
        kept = list(Role.objects.filter(_valid(clock.today()), person__in=same_person(person)))
        person._roles_today = kept  # type: ignore[attr-defined]
    return kept


def holds_any_role(person_id: int) -> bool:
    """Whether this id was ever given a role."""
    return Role.objects.filter(person=person_id).exists()


def has_role(person: Actor, *kinds: str) -> bool:
    """Whether one of `kinds` is held today, for any scope."""
    return any(role.kind in kinds for role in roles_of(person))


def is_administrator(person: Actor) -> bool:
    """An administrator is an officer who also gives roles."""
    return has_role(person, RoleKind.ADMINISTRATOR)


def is_officer(person: Actor) -> bool:
    """A programme officer, or an administrator."""
    return has_role(person, RoleKind.OFFICER, RoleKind.ADMINISTRATOR)


def is_auditor(person: Actor) -> bool:
    return has_role(person, RoleKind.AUDITOR)


def is_leadership(person: Actor) -> bool:
    return has_role(person, RoleKind.LEADERSHIP)


def is_trainer_of(person: Actor, branch: str) -> bool:
    """A trainer of this branch (a catalog.Branch code), or of all of them (a role without a branch)."""
    return any(role.kind == RoleKind.TRAINER and role.branch in ("", branch) for role in roles_of(person))


def branches_of_trainer(person: Actor) -> list[str] | None:
    """The branches (catalog.Branch codes) whose trainer this person is today; None for all of them."""
    branches = [role.branch for role in roles_of(person) if role.kind == RoleKind.TRAINER]
    return None if "" in branches else branches


def may_give_roles(by: Actor) -> bool:
    """Administrators give and end roles; the system does when the demonstration is laid."""
    return by is SYSTEM or is_administrator(by)


def may_keep_people(by: Actor) -> bool:
    """Officers keep the register of people and organisations."""
    return by is SYSTEM or is_officer(by)


def same_person(person: Person) -> QuerySet[Person]:
    """This person with all whose record was merged into theirs, or theirs into."""
    root = person.merged_into_id or person.pk
    return Person.objects.filter(Q(pk=root) | Q(merged_into=root))


def is_same(person: Person, path: str = "person") -> Q:
    """`same_person` as a condition on rows that point at a person by `path`, which they are joined with."""
    root = person.merged_into_id or person.pk
    return Q(**{path: root}) | Q(**{f"{path}__merged_into": root})


def managed_organisations(person: Actor, *, on: date) -> QuerySet[Organisation]:
    """The organisations whose people this person looks after on that day."""
    if not isinstance(person, Person):
        return Organisation.objects.none()
    held = Role.objects.filter(_valid(on), person__in=same_person(person), kind=RoleKind.MANAGER)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def manages(by: Actor, organisation_id: int | None) -> bool:
    """Whether the person looks after this organisation today."""
    if not isinstance(by, Person) or organisation_id is None:
        return False
    return any(role.kind == RoleKind.MANAGER and role.organisation_id == organisation_id for role in roles_of(by))


def may_keep_members(by: Actor, organisation: Organisation) -> bool:
    """Officers, and the managers of the organisation."""
    return may_keep_people(by) or manages(by, organisation.pk)


def memberships_in(organisation: Organisation, *, on: date) -> QuerySet[Membership]:
    """Who works there on that day, in Vietnamese order, with person and user."""
    held = Membership.objects.filter(_held(on), organisation=organisation)
    return held.select_related("person__user").order_by("person__sort_key", "pk")


def managed_members(person: Actor, *, on: date) -> QuerySet[Membership]:
    """Who works on that day where this person manages, without themselves, in Vietnamese order."""
    held = Membership.objects.filter(_held(on), organisation__in=managed_organisations(person, on=on))
    return held.exclude(person=person.pk).select_related("person", "organisation").order_by("person__sort_key", "pk")


def card_holders(organisations: QuerySet[Organisation], *, on: date) -> QuerySet[Membership]:
    """Who works at one of these organisations on that day and signs in with a card."""
    held = Membership.objects.filter(_held(on), organisation__in=organisations, person__user__code__isnull=False)
    with_card = held.filter(Q(person__user__email=None) | Q(person__user__email=""), person__roles=None)
    return with_card.select_related("person__user", "organisation").order_by("person__sort_key", "pk")


def is_member(person: Person, organisation_ids: "QuerySet[Organisation] | list[int]", *, on: date) -> bool:
    """Whether the person works at one of these organisations on that day."""
    mine = Membership.objects.filter(_held(on), person__in=same_person(person), organisation__in=organisation_ids)
    return mine.exists()


def looks_after(by: Actor, person: Person) -> bool:
    """Whether `by` manages an organisation where the person works today."""
    if not has_role(by, RoleKind.MANAGER) or not isinstance(by, Person):
        return False
    today = clock.today()
    managed = managed_organisations(by, on=today)
    return is_member(person, managed, on=today)


def looks_after_all(by: Actor, persons: Sequence[Person]) -> bool:
    """`looks_after` for each of them, in one query for those whose record was never merged."""
    today = clock.today()
    managed = managed_organisations(by, on=today)
    held = Membership.objects.filter(_held(today), organisation__in=managed, person__in=[each.pk for each in persons])
    there = set(held.values_list("person_id", flat=True)) if persons else set()
    return all(each.pk in there or looks_after(by, each) for each in persons)


def managers_of(person: Person) -> QuerySet[Person]:
    """Who manages the organisations where the person works today."""
    return managers_of_any(same_person(person).values_list("pk", flat=True))


def managers_of_any(person_ids: Iterable[int]) -> QuerySet[Person]:
    """Who manages an organisation where one of them works today."""
    today = clock.today()
    places = Membership.objects.filter(_held(today), person__in=person_ids).values("organisation")
    held = Role.objects.filter(_valid(today), kind=RoleKind.MANAGER, organisation__in=places)
    return Person.objects.filter(pk__in=held.values("person"))


def managers_in(organisation_id: int) -> QuerySet[Person]:
    """Who manages this organisation today."""
    held = Role.objects.filter(_valid(clock.today()), kind=RoleKind.MANAGER, organisation=organisation_id)
    return Person.objects.filter(pk__in=held.values("person"))


def address_of(person: Person) -> str:
    """Where mail to the person goes; "" for who signs in with a card, or not at all."""
    user = User.objects.filter(person=person.merged_into_id or person.pk, is_active=True).first()
    return (user.email or "") if user else ""


def addresses_of(persons: Iterable[Person]) -> dict[int, str]:
    """`address_of` for many, by their ids, in one query."""
    roots = {each.pk: each.merged_into_id or each.pk for each in persons}
    users = User.objects.filter(person__in=set(roots.values()), is_active=True).values_list("person_id", "email")
    held = {person: email or "" for person, email in users}
    return {person: held.get(root, "") for person, root in roots.items()}


def name_on(organisation: Organisation | None, on: date) -> str:
    """The Vietnamese name that was valid on that day (the newest where none was); "" without an organisation."""
    if organisation is None:
        return ""
    names = OrganisationName.objects.filter(organisation=organisation).order_by("-valid_from", "-pk")
    holding = names.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))
    found = holding.first() or names.first()
    return found.vi if found else organisation.code


def names_on(organisation_ids: "set[int]", on: date) -> dict[int, str]:
    """`name_on` for many, by their ids, in one query."""
    rows = OrganisationName.objects.filter(organisation__in=organisation_ids).order_by("valid_from", "pk")
    newest, holding = {}, {}
    for row in rows:
        newest[row.organisation_id] = row.vi
        if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or row.valid_to >= on):
            holding[row.organisation_id] = row.vi
    return newest | holding


def named(organisations: QuerySet[Organisation], on: date) -> QuerySet[Organisation]:
    """The organisations, each with the `name` that `name_on` gives."""
    holds = (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))
    names = OrganisationName.objects.filter(organisation=OuterRef("pk")).order_by(
        Case(When(holds, then=0), default=1), F("valid_from").desc(nulls_last=True), "-pk"
    )
    return organisations.annotate(name=Coalesce(Subquery(names.values("vi")[:1]), "code", output_field=CharField()))


def organisation_on(person: Person, on: date) -> Organisation | None:
    """Where the person worked on that day: the newest membership that held."""
    held = Membership.objects.filter(_held(on), person__in=same_person(person)).select_related("organisation")
    newest = held.order_by("-valid_from", "-pk").first()
    return newest.organisation if newest else None


def user_with_person(pk: Any) -> User | None:
    """The user with their person, in one query; for the authentication backend."""
    return User.objects.select_related("person").filter(pk=pk).first()


def person_with(pk: int) -> Person:
    """The person by id. Raises Person.DoesNotExist."""
    return Person.objects.get(pk=pk)


def person_of_email(email: str) -> Person | None:
    """The person who signs in with this address."""
    user = User.objects.select_related("person").filter(email__iexact=email).first()
    return user.person if user else None


def person_of_account(user: User | None, email: str) -> Person | None:
    """Whose account it is: the user's, or that of any address of an account, confirmed or not."""
    if user is None:
        found = EmailAddress.objects.filter(email__iexact=email).select_related("user__person")
        address = found.order_by("-verified", "-primary", "pk").first()
        user = address.user if address else None
    return user.person if user else None


def is_confirmed(person: Person | None, email: str) -> bool:
    """Whether the address is known to be this person's: a mail to any other names nobody."""
    return bool(EmailAddress.objects.filter(user__person=person, email__iexact=email, verified=True).exists())


def holders(*kinds: str) -> QuerySet[Person]:
    """Who holds one of these roles today."""
    held = Role.objects.filter(_valid(clock.today()), kind__in=kinds)
    return Person.objects.filter(pk__in=held.values("person"))


def trainers_of(branch: str) -> QuerySet[Person]:
    """Who is a trainer of this branch (a catalog.Branch code) today, or of all of them, in Vietnamese order."""
    held = Role.objects.filter(_valid(clock.today()), kind=RoleKind.TRAINER, branch__in=("", branch))
    return Person.objects.filter(pk__in=held.values("person"), merged_into=None).order_by("sort_key", "pk")


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """The names of these persons by id, in Vietnamese order."""
    return dict(Person.objects.filter(pk__in=set(ids)).order_by("sort_key", "pk").values_list("pk", "full_name"))


def ever_with_role(organisation: Organisation) -> set[int]:
    """The ids of its people who were ever given a role."""
    return set(Role.objects.filter(person__memberships__organisation=organisation).values_list("person", flat=True))


def ever_held(*kinds: str) -> QuerySet[Person]:
    """Who holds or held one of these roles and can sign in."""
    return Person.objects.filter(roles__kind__in=kinds, user__isnull=False).distinct()


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation of this code, whatever its case."""
    return Organisation.objects.filter(code=code.lower()).first()
