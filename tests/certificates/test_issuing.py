import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates import actions, codes, queries
from certificates.drawing import CannotDraw
from certificates.explaining import explain_certificate
from certificates.models import Certificate, Register
from certificates.printing import printed
from certificates.states import CertificateState
from courses.learning import queries as learning
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed
from lms.kernel.models import Job
from lms.people.states import Gender, RoleKind
from tests.conftest import race
from tests.factories import a_course, a_person, a_quiz, a_run, a_user, finished, with_role

pytestmark = pytest.mark.django_db

EVERY_MARK = "Nguyễn Thị Ánh Tuyết Đặng Hoà Ưởng Ẵm Ỡm Ệch Ỹ Ợ Ặt"


def issued(person=None, **run):
    """A certificate, by doing everything."""
    enrolment = finished(a_run(a_course(quiz=a_quiz()), **run), person or a_person())
    return queries.of_enrolment(enrolment)


def test_completing_issues_and_asks_for_the_drawing_once():
    certificate = issued()

    again = actions.issue(certificate.completion.enrolment_id, by=SYSTEM)

    assert (again.pk, Certificate.objects.count()) == (certificate.pk, 1)
    assert Job.objects.filter(kind="certificates.draw", key=str(certificate.pk)).count() == 1
    assert certificate.facts["honorific"] == "Ông/Bà"


def test_numbers_run_without_a_gap_in_one_book():
    run = a_run(a_course(quiz=a_quiz()))
    made = [queries.of_enrolment(finished(run, a_person())) for _each in range(3)]

    assert [c.register_position for c in made] == [1, 2, 3]
    assert [c.register_number[:5] for c in made] == ["0001/", "0002/", "0003/"]
    assert made[0].register_number.endswith("/GCN-5S")


def test_a_class_without_a_decision_lets_the_certificate_wait():
    run = a_run(a_course(quiz=a_quiz()), decision_number="", decision_date=None)
    enrolment = finished(run, a_person())
    assert queries.of_enrolment(enrolment) is None

    run.decision_number, run.decision_date = "401/QĐ", date(2026, 1, 5)
    run.save()
    officer = with_role(RoleKind.OFFICER)
    call_command("certificates", "issue", run.code, "--by", officer.user.email)

    assert queries.of_enrolment(enrolment).facts["decision_number"] == "401/QĐ"
    assert list(queries.waiting(run)) == []


def test_a_name_with_every_mark_is_printed_as_it_is_written():
    certificate = issued(a_person(EVERY_MARK, gender=Gender.FEMALE))

    reader = PdfReader(io.BytesIO(printed(certificate)))
    text = " ".join(reader.pages[0].extract_text().split())

    assert len(reader.pages) == 1
    assert EVERY_MARK in text
    assert certificate.serial in text
    assert "Chứng nhận bà" in text


def test_what_cannot_be_printed_fails_the_job_with_a_sentence_and_leaves_the_certificate():
    certificate = issued(a_person("Nguyễn Văn 文"))

    with pytest.raises(CannotDraw):
        printed(certificate)
    with pytest.raises(BadInput, match="文"):
        actions.keep_drawing(certificate.pk)
    assert queries.drawing_of(certificate) is None


def test_drawing_twice_keeps_one_file():
    certificate = issued()

    assert actions.keep_drawing(certificate.pk).pk == actions.keep_drawing(certificate.pk).pk


def test_only_an_officer_revokes_and_only_with_a_reason():
    certificate = issued()
    with pytest.raises(NotAllowed):
        actions.revoke(certificate.pk, by=certificate.person, reason="không")
    officer = with_role(RoleKind.OFFICER)
    with pytest.raises(BadInput):
        actions.revoke(certificate.pk, by=officer, reason="  ")

    for _twice in range(2):
        revoked = actions.revoke(certificate.pk, by=officer, reason="Cấp sai đối tượng")

    assert revoked.state == CertificateState.REVOKED
    assert queries.revocation(revoked).actor_id == officer.pk


def test_anyone_verifies_and_nobody_learns_more_than_the_paper_says(client):
    person = a_user(a_person("Trần Thị Bưởi", birth_year=1991), email="buoi@demo.example").person
    certificate = issued(person)

    page = client.get(reverse("verify"), {"ma": certificate.code.lower().replace("-", " ")}, follow=True)

    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert "Trần Thị Bưởi" in text
    assert "còn hiệu lực" in text
    assert "1991" not in text
    assert "buoi@demo.example" not in text


@pytest.mark.parametrize("typed", ["K7QM-4T2X-9HWO", "abc", "K7QM-4T2X-9HWD", "💥" * 30])
def test_a_wrong_code_is_a_page_that_keeps_what_was_typed(client, typed):
    page = client.get(reverse("verify"), {"ma": typed}, follow=True)

    assert page.status_code == 404
    assert typed[:12] in page.content.decode()


def test_a_revoked_certificate_says_so_to_everybody(client):
    certificate = issued()
    actions.revoke(certificate.pk, by=with_role(RoleKind.OFFICER), reason="Lý do chỉ sổ ghi nhận giữ")

    text = client.get(reverse("verify_code", args=[certificate.code])).content.decode()

    assert "đã bị thu hồi" in text
    assert "Lý do chỉ sổ ghi nhận giữ" not in text


def test_explain_reaches_every_answer():
    certificate = issued()

    chain = explain_certificate(certificate.serial)
    mark = chain["completion"]["results"][0]["mark"]

    assert mark["sound"] is True
    assert [line["given"] for line in mark["answers"]] == ["Đáp án a", "Đáp án a"]
    assert len(chain["completion"]["lessons"]) == 2
    with pytest.raises(CommandError) as refused:
        call_command("explain", "certificate", "HPNS-2026-999999-0")
    assert refused.value.returncode == 2


def test_a_check_digit_catches_every_wrong_digit():
    good = "2026000123"
    digit = codes.check_digit(good)
    for place in range(len(good)):
        for other in "0123456789":
            wrong = good[:place] + other + good[place + 1 :]
            assert (codes.check_digit(wrong) == digit) == (wrong == good)


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_a_sentence(typed):
    try:
        read = codes.read_code(typed)
    except BadInput as trouble:
        read = str(trouble).ljust(14)

    assert len(read) >= 14


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_certificates_issued_at_once_get_consecutive_numbers():
    run = a_run(a_course(quiz=a_quiz()), decision_number="")
    enrolments = [finished(run, a_person()) for _each in range(6)]
    run.decision_number = "402/QĐ"
    run.save()

    made = race(*(lambda e=e: actions.issue(e.pk, by=SYSTEM) for e in (*enrolments, enrolments[0])))

    assert all(isinstance(each, Certificate) for each in made)
    assert sorted(Certificate.objects.values_list("register_position", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Register.objects.get().last == 6
    assert learning.outline(enrolments[0]).done == 2
