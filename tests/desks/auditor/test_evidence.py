"""Evidence: from a certificate down to the answers."""

import re
from typing import Any

import pytest
from django.urls import reverse

from certificates.models import Certificate
from courses.quizzes.models import Attempt
from lms.kernel import frozen
from lms.kernel.models import Entry
from lms.people.models import Person
from tests.desks.auditor.conftest import seen, signed_in, sql
from tests.factories import a_course, a_nomination, a_person, a_run, finished

pytestmark = pytest.mark.django_db


def test_a_certificate_opens_down_to_the_answers(auditor: Person, enrolment: Any) -> None:
    certificate, attempt = Certificate.objects.get(), Attempt.objects.get()

    found = signed_in(auditor).get(reverse("audit_find_evidence"), {"so-hieu": f" {certificate.serial.lower()} "})
    chain = seen(auditor, "audit_evidence", enrolment.pk)
    answers = seen(auditor, "audit_attempt", attempt.pk)

    assert found.headers["Location"] == reverse("audit_evidence", args=[enrolment.pk])
    links = re.findall(r'data-link="(\w+)"', chain)
    assert links == ["certificate", "completion", "attempts", "lessons", "enrolment", "version"]
    assert reverse("audit_attempt", args=[attempt.pk]) in chain
    assert "badge bad" not in chain
    assert len(re.findall("<tr data-row>", answers)) == attempt.answers.count()
    looks = Entry.objects.filter(verb="look").order_by("pk").values_list("kind", "object_id", "row_digest")
    assert list(looks) == [
        ("courses.enrolment", str(enrolment.pk), ""),
        ("courses.attempt", str(attempt.pk), ""),
    ]


def test_an_entry_of_a_nomination_opens_its_file(auditor: Person) -> None:
    nomination = a_nomination("screening")
    entries = Entry.objects.filter(kind__in=("nominations.nomination", "nominations.paper"))

    pages = [seen(auditor, "audit_entry", entry.pk) for entry in entries]

    address = reverse("nomination", args=[nomination.pk])
    assert len(pages) > 5
    assert all(f'href="{address}"' in page for page in pages)
    assert signed_in(auditor).get(address).status_code == 200


def test_an_unknown_serial_number_is_said(auditor: Person) -> None:
    page = signed_in(auditor).get(reverse("audit_find_evidence"), {"so-hieu": "HPNS-2026-999999-9"})

    assert page.status_code == 404
    assert "HPNS-2026-999999-9" in page.content.decode()


def test_an_answer_changed_after_it_was_handed_in_is_told(auditor: Person, enrolment: Any) -> None:
    attempt = Attempt.objects.get()

    with frozen.lifted():
        sql("UPDATE courses_answerevent SET response = '[\"b\"]'")
    page = seen(auditor, "audit_attempt", attempt.pk)

    assert "badge bad" in page


@pytest.mark.parametrize("many", [3, 30])
def test_evidence_costs_the_same_however_much_was_read(
    many: int, auditor: Person, django_assert_num_queries: Any
) -> None:
    run = a_run(a_course(lessons=many), rule={"lessons": "all"})
    made = finished(run, a_person())
    client = signed_in(auditor)

    with django_assert_num_queries(10):
        page = client.get(reverse("audit_evidence", args=[made.pk]))

    assert page.status_code == 200
