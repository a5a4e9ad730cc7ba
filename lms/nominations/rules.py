"""Who may do what with programmes and nominations."""

from typing import Any

from lms.kernel import clock
from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def is_nominee(by: Actor, nomination: Any) -> bool:
    """The person nominated, under whichever id their record stands."""
    return by.pk is not None and by.pk in (nomination.nominee_id, nomination.nominee.merged_into_id)


@rule
def is_managing(by: Actor, nomination: Any) -> bool:
    """A manager of the organisation that sends the nominee, and not the nominee: nobody nominates themselves."""
    return people.manages(by, nomination.organisation_id) and not is_nominee(by, nomination)


@rule
def is_endorsing_manager(by: Actor, nomination: Any) -> bool:
    """A manager who wrote the file themselves, or to whom the nominee has sent it."""
    return is_managing(by, nomination) and (nomination.submitted or nomination.opened_by_id != nomination.nominee_id)


@rule
def is_officer(by: Actor, thing: Any) -> bool:
    """A programme officer."""
    return people.is_officer(by)


@rule
def is_screening_officer(by: Actor, nomination: Any) -> bool:
    """An officer who does not belong to the nominee's organisation."""
    if not people.is_officer(by) or by.pk is None:
        return False
    return not people.is_member(people.person_with(by.pk), [nomination.organisation_id], on=clock.today())


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
