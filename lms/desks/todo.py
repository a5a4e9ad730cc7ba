"""What waits for somebody: each entry counts a list and leads to it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.desks.auditor import queries as audit
from lms.desks.waiting.lists import LISTS, WaitingList
from lms.people.models import Organisation, Person
from lms.people.queries import has_role, is_auditor
from lms.people.states import RoleKind


@dataclass(frozen=True)
class Todo:
    """`count` is the length of the list behind `href`; `urgent` where it cannot wait."""

    label: str
    count: int
    href: str
    hint: str = ""
    urgent: bool = False


def of(person: Person) -> list[Todo]:
    """What waits for this person in all their roles; nothing that is empty."""
    entries = [_counted(each, person) for each in LISTS if has_role(person, *each.roles)]
    if is_auditor(person):
        entries += _of_auditor()
    return [entry for entry in entries if entry.count]


def of_organisation(person: Person, organisation: Organisation) -> list[Todo]:
    """What waits for the manager of this organisation."""
    entries = [_counted(each, person, organisation) for each in LISTS if RoleKind.MANAGER in each.roles]
    return [entry for entry in entries if entry.count]


def _counted(each: WaitingList, person: Person, organisation: Organisation | None = None) -> Todo:
    href = reverse("waiting", args=[each.slug]) + (f"?don-vi={organisation.code}" if organisation else "")
    count = each.rows(person, organisation).count()
    return Todo(str(each.label), count, href, str(each.hint), each.urgent)


def _of_auditor() -> list[Todo]:
    last = audit.last_verification()
    late = Todo(
        _("Entries that wait for a seal"),
        audit.overdue_tail().count(),
        f"{reverse('audit')}?niem=cho",
        _("For more than a minute: the sealer comes every few seconds, so it does not run."),
        urgent=True,
    )
    if last is None:
        return [late]
    found = Todo(
        _("Faults that the last verification found"),
        last.fault_count,
        reverse("audit_verification", args=[last.pk]),
        _("Each names its row. Ask the programme what happened, then verify again."),
        urgent=True,
    )
    return [late, found]
