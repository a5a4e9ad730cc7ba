"""What is done at an organisation's desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.people import accounts, members, queries
from lms.people.models import Membership, Organisation


@dataclass(frozen=True)
class Card:
    """What is printed for somebody to sign in with. The PIN is nowhere else: only its hash is kept."""

    membership: Membership
    code: str
    pin: str


def open_list(organisation: Organisation, *, by: Actor) -> None:
    """Write down that somebody from outside opened the list of people; their own managers do it all day."""
    if not queries.manages(by, organisation.pk):
        with transaction.atomic():
            audit.record("open_list", organisation, by=by)


@transaction.atomic
def print_cards(memberships: Iterable[Membership], *, by: Actor) -> list[Card]:
    """A new PIN for each of them, or for none; a card printed before stops working."""
    return [Card(each, *_printed(each, by)) for each in memberships]


def _printed(membership: Membership, by: Actor) -> tuple[str, str]:
    code, pin = members.print_card(membership.pk, by=by)
    return accounts.code_shown(code), pin
