"""What waits, as queries. Each is counted on the desk and shown by the page behind the count."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from certificates import queries as certificates
from cms import queries as pages
from cms.editing import waiting as editing
from courses.learning import queries as learning
from courses.learning.models import CourseRun, Enrolment
from lms.desks.organisation import queries as organisations
from lms.desks.roster.models import BatchState, RosterBatch
from lms.kernel import clock, jobs
from lms.kernel.models import Job
from lms.nominations import queries as nominations
from lms.nominations.models import Nomination
from lms.nominations.states import NominationState as N
from lms.notices import queries as notices
from lms.notices.models import Notice
from lms.people import queries as people
from lms.people.models import Membership, Organisation, Person
from lms.people.states import RoleKind

SOON = timedelta(days=7)


def of_manager(person: Person, organisation: Organisation | None) -> QuerySet[Organisation]:
    """The organisations a manager's list is about: the one that is named, else all those the person looks after."""
    if organisation is not None:
        return organisations.visible_to(person).filter(pk=organisation.pk)
    return people.managed_organisations(person, on=clock.today())


def rosters(person: Person, organisation: Organisation | None = None) -> QuerySet[RosterBatch]:
    """Lists that were read and neither loaded nor set aside."""
    held = RosterBatch.objects.filter(organisation__in=of_manager(person, organisation), state=BatchState.READ)
    return held.select_related("organisation", "by").order_by("-at", "-pk")


def cards(person: Person, organisation: Organisation | None = None) -> QuerySet[Membership]:
    """People with a card who never signed in."""
    held = people.card_holders(of_manager(person, organisation), on=clock.today())
    return held.filter(person__user__last_login=None)


def mails(person: Person, organisation: Organisation | None = None) -> QuerySet[Notice]:
    """Mails that could not be sent after every try."""
    return notices.undelivered(person)


def failed_jobs(person: Person, organisation: Organisation | None = None) -> QuerySet[Job]:
    """Work that was given up and not asked for again."""
    failed = jobs.given_up()
    return failed if people.is_officer(person) else failed.none()


def certificates_waiting(person: Person, organisation: Organisation | None = None) -> QuerySet[Enrolment]:
    """Completed enrolments whose class has no decision yet, the longest wait first."""
    found = certificates.waiting().select_related("person", "run__course", "version", "completion")
    found = found.defer("version__source", "version__folded")
    return found if people.is_officer(person) else found.none()


def to_endorse(person: Person, organisation: Organisation | None = None) -> QuerySet[Nomination]:
    """Nominations that wait for the organisation's word."""
    return _of(nominations.to_endorse(person), organisation)


def to_supply(person: Person, organisation: Organisation | None = None) -> QuerySet[Nomination]:
    """Nominations to which papers must be added."""
    return _of(nominations.to_supply(person), organisation)


def _of(found: QuerySet[Nomination], organisation: Organisation | None) -> QuerySet[Nomination]:
    return found if organisation is None else found.filter(organisation=organisation)


def _at_the_desk(*states: N) -> Callable[[Person, Organisation | None], QuerySet[Nomination]]:
    def waiting(person: Person, organisation: Organisation | None = None) -> QuerySet[Nomination]:
        found = nominations.waiting_in(person, states)
        return found if people.is_officer(person) else found.none()

    return waiting


# What a nomination waits for at the programme's desk, in the order of its way.
to_screen, to_rank = _at_the_desk(N.SCREENING), _at_the_desk(N.RANKING)
to_forward, to_record = _at_the_desk(N.NOMINATED), _at_the_desk(N.SENT, N.WITH_APO)


def classes(person: Person, organisation: Organisation | None = None) -> QuerySet[CourseRun]:
    """Classes that begin within a week: all of them for officers, their branches' for trainers."""
    soon = learning.beginning_within(SOON)
    if people.is_officer(person):
        return soon
    branches = people.branches_of_trainer(person)
    return soon if branches is None else soon.filter(course__branch__code__in=branches)


def pages_to_read(person: Person, organisation: Organisation | None = None) -> QuerySet[Any]:
    """Pages that wait for this person to read and approve them."""
    found: QuerySet[Any] = editing.pages_to_read(person.user)
    return found


def drafts(person: Person, organisation: Organisation | None = None) -> QuerySet[Any]:
    """Pages of a trainer's branches with words that nobody sees yet."""
    branches = people.branches_of_trainer(person)
    trains = people.has_role(person, RoleKind.TRAINER)
    found: QuerySet[Any] = pages.unpublished(branches if trains else [])
    return found
