"""What is done at an organisation's desk."""

from collections.abc import Mapping
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
def print_cards(wanted: Mapping[Membership, str], *, by: Actor) -> list[Card]:
    """A new PIN for each of {membership: version of the card on the form}, or for none where one is refused.

    Whose card was printed again since is left out: that card stays good.
    """
    printed = ((each, members.print_card(each.pk, by=by, version=version)) for each, version in wanted.items())
    return [Card(each, accounts.code_shown(card[0]), card[1]) for each, card in printed if card]
