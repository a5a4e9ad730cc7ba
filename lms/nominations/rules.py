"""Who may do what with programmes and nominations."""

from typing import Any

from lms.kernel import clock
from lms.kernel.actors import Actor, rule
from lms.people import queries as people
from lms.people.models import Person


@rule
def is_nominee(by: Actor, nomination: Any) -> bool:
    """The person nominated, under whichever id their record stands."""
    return isinstance(by, Person) and _root(by) == _root(nomination.nominee)


def _root(person: Person) -> int:
    return person.merged_into_id or person.pk


@rule
def is_managing(by: Actor, nomination: Any) -> bool:
    """A manager of the organisation that sends the nominee, and not the nominee: nobody nominates themselves.

    An employee's own draft is nobody's business until they send it.
    """
    managed = people.manages(by, nomination.organisation_id)
    return managed and not is_nominee(by, nomination) and not nomination.private


@rule
def is_endorsing_manager(by: Actor, nomination: Any) -> bool:
    """A manager who wrote the file themselves, or to whom the nominee has sent it and who has not given it back."""
    return is_managing(by, nomination) and not nomination.with_its_nominee


@rule
def is_officer(by: Actor, thing: Any) -> bool:
    """A programme officer."""
    return people.is_officer(by)


@rule
def is_recording_officer(by: Actor, nomination: Any) -> bool:
    """An officer, and not the nominee: nobody decides on their own file."""
    return people.is_officer(by) and not is_nominee(by, nomination)


@rule
def is_screening_officer(by: Actor, nomination: Any) -> bool:
    """An officer who neither is the nominee nor belongs to the nominee's organisation, or looks after it."""
    if not is_recording_officer(by, nomination) or people.manages(by, nomination.organisation_id):
        return False
    return isinstance(by, Person) and not people.is_member(by, [nomination.organisation_id], on=clock.today())


@rule
def may_keep_files(by: Actor, nomination: Any) -> bool:
    """The nominee, the manager who endorses, and officers, who record what comes on paper."""
    return is_nominee(by, nomination) or is_managing(by, nomination) or people.is_officer(by)


@rule
def may_read_health(by: Actor, nomination: Any) -> bool:
    """What tells of health or of a passport: the nominee and officers, never the employer."""
    return is_nominee(by, nomination) or people.is_officer(by)


@rule
def may_nominate(by: Actor, organisation: Any) -> bool:
    """A manager of the organisation."""
    return people.manages(by, organisation.pk)
