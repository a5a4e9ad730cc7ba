"""What the tests of nominations share: an officer, an organisation with a manager and an employee, letters."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from lms.kernel import clock
from lms.kernel.models import Entry
from lms.nominations.actions import LetterFacts
from lms.nominations.models import Letter, Nomination, NominationMove
from lms.people.models import Organisation, Person
from lms.people.states import RoleKind
from tests.factories import an_employee, an_organisation, with_role


def letter(number="12/CV", dated=None):
    return LetterFacts(number, dated or clock.today())


@dataclass
class House:
    """An organisation with its manager and one employee."""

    organisation: Organisation
    manager: Person
    employee: Person


def a_house():
    organisation = an_organisation()
    manager = with_role(RoleKind.MANAGER, organisation_id=organisation.pk)
    return House(organisation, manager, an_employee(organisation))


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def officer(db):
    return with_role(RoleKind.OFFICER)


def trace():
    rows = Nomination.objects.order_by("pk").values_list("pk", "state", "rank", "letter", "due_on", "submitted")
    return list(rows), NominationMove.objects.count(), Entry.objects.count(), Letter.objects.count()


def refused(error, call):
    before = trace()
    with pytest.raises(error) as said, transaction.atomic():
        call()
    assert trace() == before
    return said.value
