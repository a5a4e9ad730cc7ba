"""What waits: every number on a desk is the number of rows behind its link, for each role."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from cms import actions as pages
from courses.catalog import actions as catalog
from courses.learning.models import CourseRun
from lms.desks import todo
from lms.desks.auditor import actions as audit_actions
from lms.desks.auditor import tasks  # noqa: F401 - declares who verifies
from lms.desks.roster import actions as roster
from lms.desks.waiting import actions
from lms.desks.waiting.lists import LISTS
from lms.kernel import audit, clock, jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import NotAllowed, WrongState
from lms.kernel.models import Entry, Job, JobState
from lms.notices.actions import post
from lms.notices.models import Notice
from lms.notices.states import MailState, NoticeKind
from lms.people import members
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.factories import (
    a_course,
    a_nomination,
    a_person,
    a_quiz,
    a_run,
    a_user,
    an_organisation,
    finished,
    with_role,
)

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def a_failed_job(kind: str = "certificates.draw", key: str = "7", error: str = "Tên dài quá khổ giấy.") -> Job:
    return Job.objects.create(kind=kind, key=key, state=JobState.FAILED, error=error, finished_at=clock.now())


def an_undelivered_mail(about: str = "run:1") -> Notice:
    return Notice.objects.create(
        person=a_person(), kind=NoticeKind.ENROLLED, about=about, language="vi", subject="Đã ghi danh", text="…",
        action="Mở lớp", path="/lop/", mail_to="khong-co@demo.example", mail_state=MailState.FAILED, mail_tries=6,
        mail_error="SMTPRecipientsRefused: 550",
    )  # fmt: skip


def a_draft_page(code: str = "NS-101") -> Any:
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    section = pages.ensure_branch_page(branch, by=SYSTEM)
    facts = {"code": code, "title": "Nhập môn", "hours": 8, "periods": 11, "modules": []}
    page = pages.write_course_page(section, facts, by=SYSTEM)
    page.title = "Nhập môn, bản sửa"
    page.save_revision()
    return page


def a_submitted_page() -> None:
    """Written by another trainer of the branch, and sent to be read."""
    page, author = a_draft_page("KZ-101"), with_role(RoleKind.TRAINER, branch="khoa-co-khi").user
    page.title = "Kaizen, bản gửi duyệt"
    page.save_revision(user=author)
    page.get_workflow().start(page, author)


def two_people_without_mail(place: Any, manager: Person) -> None:
    said = [members.MemberFacts("Lò Thị A", staff_code="A1"), members.MemberFacts("Lò Thị B", staff_code="B1")]
    members.register_members(place.pk, said, by=manager)


@pytest.fixture
def place() -> Any:
    return an_organisation(code="dn06")


@pytest.fixture
def everybody(place: Any) -> dict[RoleKind, Person]:
    """One person of each role, and something in each list."""
    manager = with_role(RoleKind.MANAGER, organisation_id=place.pk)
    people = {
        RoleKind.MANAGER: manager,
        RoleKind.TRAINER: with_role(RoleKind.TRAINER, branch="khoa-co-khi"),
        RoleKind.OFFICER: with_role(RoleKind.OFFICER),
        RoleKind.ADMINISTRATOR: with_role(RoleKind.ADMINISTRATOR),
        RoleKind.LEADERSHIP: with_role(RoleKind.LEADERSHIP),
        RoleKind.AUDITOR: with_role(RoleKind.AUDITOR),
    }
    course = a_course(quiz=a_quiz())
    undecided = a_run(course, decision_number="")
    finished(undecided, a_person())
    finished(undecided, a_person())
    a_run(course, starts_on=clock.today() + timedelta(days=5), code="tuan-toi")
    a_run(course, starts_on=clock.today() + timedelta(days=12), code="thang-toi")
    for number in range(3):
        a_failed_job(key=str(number))
        an_undelivered_mail(f"run:{number}")
    a_draft_page()
    a_submitted_page()
    sheet = "Họ và tên,Mã nhân viên\nNguyễn Văn Một,M1\n".encode()
    roster.read_sheet("mot.csv", sheet, organisation=place, run=None, by=manager)
    roster.read_sheet("hai.csv", sheet.replace(b"M1", b"M2"), organisation=place, run=None, by=manager)
    two_people_without_mail(place, manager)
    for state in ("awaiting_endorsement", "incomplete", "screening", "ranking", "nominated", "sent", "with_apo"):
        a_nomination(state, manager=manager)
    Notice.objects.exclude(text="…").delete()
    return people


def an_old_tail_and_a_fault(auditor: Person) -> None:
    job = audit_actions.ask_verification("f" * 64, by=auditor)
    jobs.run(job.pk)
    with clock.moved_to(clock.now() - timedelta(hours=1)), audit.transaction.atomic():
        audit.record("write", auditor, by=SYSTEM)


def rows_behind(person: Person, href: str) -> int:
    page = signed_in(person).get(href)
    assert page.status_code == 200
    return len(re.findall(r"<(?:tr|li)[^>]* data-row", page.content.decode()))


AT_THE_DESK = {
    "de-cu-ra-soat": 1,
    "de-cu-xep-thu-tu": 1,
    "de-cu-gui": 1,
    "de-cu-tra-loi": 2,
    "cho-quyet-dinh": 2,
    "lop-sap-mo": 1,
    "thu-chua-gui": 3,
    "viec-hong": 3,
}
EXPECTED = {
    RoleKind.MANAGER: {"de-cu-xac-nhan": 1, "de-cu-bo-sung": 1, "danh-sach-chua-nap": 2, "the-chua-dung": 2},
    RoleKind.TRAINER: {"lop-sap-mo": 1, "trang-cho-doc": 1, "ban-nhap": 2},
    RoleKind.OFFICER: AT_THE_DESK,
    RoleKind.ADMINISTRATOR: AT_THE_DESK,
    RoleKind.LEADERSHIP: {},
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_number_on_a_desk_is_the_number_of_rows_behind_it(kind: RoleKind, everybody: Any) -> None:
    person = everybody[kind]

    entries = {entry.href.strip("/").split("/")[-1]: entry for entry in todo.of(person)}

    assert {slug: entry.count for slug, entry in entries.items()} == EXPECTED[kind]
    for entry in entries.values():
        assert rows_behind(person, entry.href) == entry.count


def test_the_auditors_numbers_are_the_rows_behind_them(everybody: Any) -> None:
    auditor = everybody[RoleKind.AUDITOR]
    audit.seal()
    an_old_tail_and_a_fault(auditor)

    entries = todo.of(auditor)

    assert [entry.count for entry in entries] == [1, 1]
    assert [rows_behind(auditor, entry.href) for entry in entries] == [1, 1]


def test_the_managers_overview_shows_the_same_numbers_for_its_organisation(place: Any, everybody: Any) -> None:
    manager, officer = everybody[RoleKind.MANAGER], everybody[RoleKind.OFFICER]

    entries = todo.of_organisation(manager, place)

    assert [(entry.count, rows_behind(manager, entry.href)) for entry in entries] == [(1, 1), (1, 1), (2, 2), (2, 2)]
    assert [rows_behind(officer, entry.href) for entry in todo.of_organisation(officer, place)] == [2, 2]


def test_the_desk_shows_the_numbers(everybody: Any) -> None:
    officer = everybody[RoleKind.OFFICER]

    page = signed_in(officer).get(reverse("arrival")).content.decode()

    for entry in todo.of(officer):
        assert f'href="{entry.href}"' in page
        assert entry.label in page


@pytest.mark.parametrize("many", [3, 300])
def test_the_officers_desk_costs_the_same_however_much_waits(many: int, django_assert_num_queries: Any) -> None:
    officer = with_role(RoleKind.OFFICER)
    Job.objects.bulk_create(
        Job(kind="certificates.draw", key=str(n), state=JobState.FAILED, finished_at=clock.now()) for n in range(many)
    )
    client = signed_in(officer)

    with django_assert_num_queries(12):
        page = client.get(reverse("arrival"))

    assert page.status_code == 200


@pytest.mark.parametrize("each", LISTS, ids=[each.slug for each in LISTS])
def test_a_list_does_not_exist_for_who_has_no_business_with_it(each: Any, everybody: Any) -> None:
    address = reverse("waiting", args=[each.slug])

    for kind, person in everybody.items():
        expected = 200 if kind in each.roles else 404
        assert signed_in(person).get(address).status_code == expected
    assert signed_in(a_learner()).get(address).status_code == 404


def a_learner() -> Person:
    person = a_user().person
    assert person is not None
    return person


def test_another_organisations_manager_sees_none_of_it(place: Any, everybody: Any) -> None:
    other = with_role(RoleKind.MANAGER, organisation_id=an_organisation(code="dn07").pk)

    for entry in todo.of_organisation(everybody[RoleKind.MANAGER], place):
        assert signed_in(other).get(entry.href).status_code == 404
    assert todo.of(other) == []


def test_failed_work_is_tried_again_once_and_by_whom_is_on_the_record() -> None:
    officer, job = with_role(RoleKind.OFFICER), a_failed_job()

    answer = signed_in(officer).post(reverse("try_again", args=[job.pk]))

    job.refresh_from_db()
    assert (answer.status_code, job.state, job.tries, job.error) == (303, JobState.WAITING, 0, "")
    entry = Entry.objects.get(verb="try_again")
    assert (entry.actor_id, entry.kind, entry.object_id) == (officer.pk, "kernel.job", str(job.pk))
    assert signed_in(officer).post(reverse("try_again", args=[job.pk])).status_code == 404
    with pytest.raises(WrongState):
        jobs.again(job.pk)


def test_work_that_was_asked_for_anew_no_longer_waits() -> None:
    officer, job = with_role(RoleKind.OFFICER), a_failed_job()

    jobs.ask(jobs.Kind(job.kind), job.key)

    assert todo.of(officer) == []
    with pytest.raises(WrongState):
        actions.try_again(job.pk, by=officer)


def test_a_mail_is_sent_again_to_the_address_as_it_is_today(mailoutbox: list[Any]) -> None:
    officer, unchanged, mended = with_role(RoleKind.OFFICER), an_undelivered_mail(), an_undelivered_mail()
    a_user(mended.person, email="da-sua@demo.example")

    for notice in (unchanged, mended):
        signed_in(officer).post(reverse("send_again", args=[notice.pk]))
    post()

    assert [mail.to for mail in mailoutbox] == [["khong-co@demo.example"], ["da-sua@demo.example"]]
    assert set(Notice.objects.values_list("mail_state", flat=True)) == {MailState.SENT}
    assert todo.of(officer) == []


@pytest.mark.parametrize("kind", [RoleKind.MANAGER, RoleKind.TRAINER, RoleKind.LEADERSHIP, RoleKind.AUDITOR])
def test_nobody_but_officers_takes_up_what_failed(kind: RoleKind, everybody: Any) -> None:
    person, job, notice = everybody[kind], a_failed_job(key="99"), an_undelivered_mail("run:99")

    answers = [
        signed_in(person).post(reverse("try_again", args=[job.pk])),
        signed_in(person).post(reverse("send_again", args=[notice.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    with pytest.raises(NotAllowed):
        actions.try_again(job.pk, by=person)
    with pytest.raises(NotAllowed):
        actions.send_again(notice.pk, by=person)


DECISION = {"number": "412/QĐ-SKHCN", "on": "24/11/2026", "signer_title": "GIÁM ĐỐC", "signer_name": "Trần Minh Họa"}


def test_a_decision_is_entered_once_and_the_certificates_follow(everybody: Any) -> None:
    officer, run = everybody[RoleKind.OFFICER], CourseRun.objects.get(decision_number="")
    address = reverse("decision", args=[run.code])

    missing = signed_in(officer).post(address, {**DECISION, "number": " "})
    entered = signed_in(officer).post(address, DECISION)
    jobs.run(Job.objects.get(kind="certificates.issue").pk)

    assert (missing.status_code, entered.status_code) == (422, 303)
    issued = Certificate.objects.filter(completion__enrolment__run=run)
    assert [each.facts["decision_number"] for each in issued] == ["412/QĐ-SKHCN"] * 2
    assert [e.actor_id for e in Entry.objects.filter(verb="decide")] == [officer.pk]
    assert "cho-quyet-dinh" not in " ".join(entry.href for entry in todo.of(officer))
    with pytest.raises(WrongState):
        actions.decide(run.pk, by=officer, number="1", on=clock.today(), signer_name="A", signer_title="B")


def test_an_error_of_the_program_is_told_apart_from_a_sentence_for_people() -> None:
    from lms.desks.waiting.lists import job_line

    foreseen = job_line(a_failed_job(error="Tên dài quá khổ giấy."))
    not_foreseen = job_line(a_failed_job(error="ValueError: bad"))

    assert (foreseen.sentence, foreseen.technical) == ("Tên dài quá khổ giấy.", "")
    assert not_foreseen.technical == "ValueError: bad"
