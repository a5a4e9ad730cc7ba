"""What waits for somebody: each entry counts a list and leads to it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.desks.organisation.queries import with_cards
from lms.desks.roster.models import BatchState, RosterBatch
from lms.people.models import Organisation, Person


@dataclass(frozen=True)
class Todo:
    """`count` is the length of the list behind `href`; `urgent` where a day is near."""

    label: str
    count: int
    href: str
    hint: str = ""
    urgent: bool = False


def of_organisation(person: Person, organisation: Organisation) -> list[Todo]:
    """What waits for the manager of this organisation."""
    code = organisation.code
    entries = [
        Todo(_("Lists that were read and not loaded"), unread.count(), reverse("roster", args=[code, unread[0].pk]))
        for unread in [RosterBatch.objects.filter(organisation=organisation, state=BatchState.READ).order_by("-at")]
        if unread
    ]
    never = with_cards(organisation).filter(person__user__last_login=None)
    if number := never.count():
        entries.append(Todo(_("People with a card who never signed in"), number, reverse("cards", args=[code])))
    return entries
