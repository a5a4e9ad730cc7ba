"""What the tests of the auditor's room share."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from lms.desks.auditor import actions
from lms.desks.auditor.models import Verification
from lms.kernel import audit, jobs
from lms.kernel.models import JobState
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.factories import a_course, a_person, a_quiz, a_run, finished, with_role


@pytest.fixture
def auditor() -> Person:
    return with_role(RoleKind.AUDITOR)


@pytest.fixture
def enrolment() -> Any:
    made = finished(a_run(a_course(quiz=a_quiz()), code="5s-101-k01"), a_person("Nguyễn Thị Ánh Tuyết"), wrong=0)
    while audit.seal():
        pass
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def seen(person: Person, name: str, *args: Any, **asked: str) -> str:
    page = signed_in(person).get(reverse(name, args=args), asked)
    assert page.status_code == 200
    return page.content.decode()


def sql(statement: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def verified(auditor: Person, known_head: str = "") -> Verification:
    job = actions.ask_verification(known_head, by=auditor)
    assert jobs.run(job.pk) == JobState.DONE
    return Verification.objects.get(job_id=job.pk)
