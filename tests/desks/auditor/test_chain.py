"""The chain: verified, tampering named, a head kept outside."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from certificates.models import Certificate
from lms.desks.auditor import actions, tasks
from lms.desks.auditor.models import Verification
from lms.kernel import audit, frozen, jobs
from lms.kernel.models import Entry, Job
from lms.people.models import Person
from tests.desks.auditor.conftest import seen, signed_in, sql, verified

pytestmark = pytest.mark.django_db


def test_a_sound_record_is_said_to_be_sound(auditor: Person, enrolment: Any) -> None:
    made = verified(auditor)

    page = seen(auditor, "audit_verification", made.pk)

    assert (made.fault_count, made.by, made.sealed > 10, made.rows > 10) == (0, auditor, True, True)
    assert (made.head, "data-row" in page) == (audit.head()[1], False)
    assert Entry.objects.get(verb="verify").object_id == str(made.pk)


def test_tampering_by_sql_is_found_and_names_its_row(auditor: Person, enrolment: Any) -> None:
    certificate = Certificate.objects.get()
    with frozen.lifted():
        sql('UPDATE certificates_certificate SET facts = \'{"full_name": "Kẻ khác"}\' WHERE id = %s', certificate.pk)
        third = Entry.objects.order_by("pk")[2]
        sql("UPDATE kernel_entry SET verb = 'other' WHERE id = %s", third.pk)

    made = verified(auditor)
    page = seen(auditor, "audit_verification", made.pk)

    assert made.fault_count == 2
    assert reverse("audit_entry", args=[third.pk]) in page
    assert f"?loai=certificates.certificate&amp;ma={certificate.pk}" in page
    assert [fault["facts"].get("object_id") for fault in made.faults][1] == str(certificate.pk)


def test_a_head_kept_outside_proves_that_nothing_was_cut_off(auditor: Person, enrolment: Any) -> None:
    _number, kept = audit.head()
    client = signed_in(auditor)

    client.post(reverse("audit_chain"), {"head": f" {kept[:32].upper()} {kept[32:]} "})
    job = Job.objects.get(kind="auditor.verify")
    jobs.run(job.pk)
    with frozen.lifted():
        sql("DELETE FROM kernel_seal WHERE number = (SELECT max(number) FROM kernel_seal)")
    cut = verified(auditor, kept)

    assert Verification.objects.get(job_id=job.pk).fault_count == 0
    assert [fault["facts"]["head"] for fault in cut.faults] == [kept]


def test_what_is_no_head_is_refused_with_a_sentence(auditor: Person) -> None:
    page = signed_in(auditor).post(reverse("audit_chain"), {"head": "abc"})

    assert page.status_code == 422
    assert Job.objects.count() == 0


def test_asking_twice_verifies_once_and_running_twice_keeps_one(auditor: Person) -> None:
    first, second = actions.ask_verification("", by=auditor), actions.ask_verification("", by=auditor)

    jobs.run(first.pk)
    tasks.verify(Job.objects.get(pk=first.pk))

    assert first.pk == second.pk
    assert Verification.objects.count() == 1


def test_the_progress_of_a_verification_is_told(auditor: Person, enrolment: Any) -> None:
    job = actions.ask_verification("", by=auditor)
    of = audit.size()

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.done, job.of) == (of, of)


def test_the_command_proves_the_record_as_before(capsys: Any, enrolment: Any) -> None:
    call_command("audit", "verify", "--json")

    import json

    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        "sound", "entries", "sealed", "unsealed", "oldest_unsealed_s", "rows", "head", "faults",
    }  # fmt: skip
    assert (said["sound"], said["faults"]) == (True, [])
