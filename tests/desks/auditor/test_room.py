"""Who comes into the auditor's room; everybody else finds nothing there."""

import hashlib
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.quizzes.models import Attempt
from lms.desks.auditor import actions, sampling
from lms.desks.auditor.models import SampleRequest
from lms.desks.auditor.states import SampleOf
from lms.kernel.errors import NotAllowed
from lms.kernel.models import Entry, Job
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.desks.auditor.conftest import signed_in, verified
from tests.factories import a_user, with_role

pytestmark = pytest.mark.django_db
YEAR = (date(2020, 1, 1), date(2100, 12, 31))


def addresses(enrolment: Any, auditor: Person) -> list[str]:
    entry, attempt = Entry.objects.order_by("pk")[0], Attempt.objects.get()
    sample = actions.ask_sample(SampleOf.CERTIFICATES, *YEAR, 1, by=auditor)
    return [
        reverse("audit"),
        reverse("audit_entry", args=[entry.pk]),
        reverse("audit_find_evidence"),
        reverse("audit_evidence", args=[enrolment.pk]),
        reverse("audit_attempt", args=[attempt.pk]),
        reverse("audit_chain"),
        reverse("audit_verification", args=[verified(auditor).pk]),
        reverse("audit_samples"),
        reverse("audit_sample", args=[sample.pk]),
    ]


def test_the_room_exists_for_auditors_and_administrators_only(enrolment: Any, auditor: Person) -> None:
    others = [with_role(kind) for kind in (RoleKind.TRAINER, RoleKind.OFFICER, RoleKind.LEADERSHIP)]
    others += [enrolment.person if hasattr(enrolment.person, "user") else a_user(enrolment.person).person]
    administrator = with_role(RoleKind.ADMINISTRATOR)

    for address in addresses(enrolment, auditor):
        assert signed_in(auditor).get(address).status_code == 200
        assert signed_in(administrator).get(address).status_code == 200
        assert {signed_in(person).get(address).status_code for person in others} == {404}
        assert {signed_in(person).post(address).status_code for person in others} <= {404, 405}
        assert Client().get(address).status_code == 302


def test_only_who_may_audit_verifies_or_draws(enrolment: Any) -> None:
    officer = with_role(RoleKind.OFFICER)

    with pytest.raises(NotAllowed):
        actions.ask_verification("", by=officer)
    with pytest.raises(NotAllowed):
        actions.ask_sample(SampleOf.CERTIFICATES, *YEAR, 1, by=officer)
    assert (Job.objects.filter(kind="auditor.verify").count(), SampleRequest.objects.count()) == (0, 0)


def test_a_page_of_the_room_is_not_kept_by_the_browser(auditor: Person) -> None:
    page = signed_in(auditor).get(reverse("audit"))

    assert "no-store" in page.headers["Cache-Control"]


def test_tickets_are_what_the_page_says() -> None:
    assert sampling.ticket("ab", 7) == hashlib.sha256(b"ab:7").hexdigest()
    assert sampling.drawn("ab", [3, 1, 2], 5) == sorted([1, 2, 3], key=lambda pk: sampling.ticket("ab", pk))
