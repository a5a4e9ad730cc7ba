"""Notices: told once, in the reader's language, in the list and by a real SMTP server; or to the manager."""

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from django.test import Client
from django.urls import reverse

from courses.learning import actions as learning
from lms.demo.bench.server import free_port
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Job
from lms.notices import actions, queries
from lms.notices.actions import Words, tell
from lms.notices.models import Notice
from lms.notices.states import MailState, NoticeKind
from lms.people import actions as people
from lms.people import members
from lms.people.members import MemberFacts
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_course, a_run, a_user, an_organisation, finished, with_role

pytestmark = pytest.mark.django_db


class Mailbox(MessageHandler):
    """Keeps what a real SMTP server received; refuses everything while `shut`."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []
        self.shut = False

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.shut:
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        yield box
    finally:
        server.stop()


def words() -> Words:
    return Words("Chào", "Một điều mới", "Xem", "/hoc-tap/")


def text_of(mail: Message) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_the_road_is_told_and_mailed(mailbox: Mailbox, django_capture_on_commit_callbacks: Any) -> None:
    person = a_user(email="tuyet@demo.example").person
    run = a_run(a_course(), rule={"lessons": "all", "quiz": None})

    with django_capture_on_commit_callbacks(execute=True):
        finished(run, person)

    kinds = [notice.kind for notice in queries.notices_of(person)]
    assert kinds == ["certificate", "completed", "enrolled"]
    assert [mail["To"] for mail in mailbox.mails] == ["tuyet@demo.example"] * 3
    assert person.full_name in text_of(mailbox.mails[-1])
    assert set(Notice.objects.values_list("mail_state", flat=True)) == {MailState.SENT}


def test_however_often_it_is_told_or_posted_one_mail_goes_out(mailbox: Mailbox) -> None:
    person = a_user().person

    for _time in range(3):
        tell(person, NoticeKind.COMPLETED, "thing:1", words)
        actions.post()

    assert len(mailbox.mails) == 1
    assert Notice.objects.count() == 1


def test_it_is_said_in_the_language_of_the_person(mailbox: Mailbox) -> None:
    from django.utils.translation import gettext as _

    person = a_user().person
    person.language = "en"
    person.save()

    tell(person, NoticeKind.COMPLETED, "thing:1", lambda: Words(_("Sign out"), "x", "y", reverse("my_learning")))
    actions.post()

    assert mailbox.mails[0]["Subject"] == "Sign out"
    assert "/en/hoc-tap/" in text_of(mailbox.mails[0])


def test_a_letter_says_ong_ba_where_the_screen_says_anh_chi(mailbox: Mailbox) -> None:
    person = a_user().person
    text = "Anh/Chị đã vào lớp. Lúc này Anh/Chị không phải làm gì. Anh/Chị mở lớp để học."

    notice = tell(person, NoticeKind.COMPLETED, "thing:1", lambda: Words("Đã vào lớp", text, "Mở", "/hoc-tap/"))
    actions.post()

    said = "Ông/Bà đã vào lớp. Lúc này ông/bà không phải làm gì. Ông/Bà mở lớp để học."
    assert said in text_of(mailbox.mails[0])
    assert notice.text == text


def test_a_server_that_refuses_is_tried_again_later_and_at_last_given_up(mailbox: Mailbox, at: Any) -> None:
    mailbox.shut = True
    with at(2026, 11, 24, 9):
        notice = tell(a_user().person, NoticeKind.COMPLETED, "thing:1", words)
        assert actions.post() == {"sent": 0, "failed": 1}
        assert actions.post() == {"sent": 0, "failed": 0}
    moment = clock.at(date(2026, 11, 24), 9)
    for _try in range(5):
        moment += timedelta(days=2)
        with clock.moved_to(moment):
            actions.post()

    notice.refresh_from_db()
    assert (notice.mail_state, notice.mail_tries) == (MailState.FAILED, 6)
    officer = with_role(RoleKind.OFFICER)
    assert [each.pk for each in queries.undelivered(officer)] == [notice.pk]
    assert not queries.undelivered(a_user().person).exists()


def test_a_mail_whose_sender_died_is_sent_again_with_the_same_id(mailbox: Mailbox, at: Any) -> None:
    with at(2026, 11, 24, 9):
        notice = tell(a_user().person, NoticeKind.COMPLETED, "thing:1", words)
        assert actions._take() == notice  # and then the sender dies
        assert actions.post()["sent"] == 0
    with at(2026, 11, 24, 9, 6):
        assert actions.post()["sent"] == 1

    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<notice-{notice.pk}@127.0.0.1>"]


def test_who_has_no_address_reads_it_in_the_list_and_the_manager_is_told_once() -> None:
    place = an_organisation()
    manager = with_role(RoleKind.MANAGER, organisation_id=place.pk)
    workers = [members.register_member(place.pk, MemberFacts(f"Công nhân Số {n}"), by=SYSTEM).person for n in range(3)]

    for worker in workers:
        tell(worker, NoticeKind.STARTS_SOON, "run:1", words)

    assert [queries.unread(worker) for worker in workers] == [1, 1, 1]
    (told,) = queries.notices_of(manager)
    assert told.mail_state == MailState.WAITING
    assert not any(worker.full_name in told.text for worker in workers)


def test_a_class_that_begins_soon_is_told_once_however_often_the_bell_rings(
    at: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with at(2026, 11, 20):
        run = a_run(a_course(), opens_on=date(2026, 11, 1), starts_on=date(2026, 11, 27))
        learner, leaver = a_user().person, a_user().person
        for person in (learner, leaver):
            learning.enrol(run.pk, by=person)
        learning.withdraw(run.enrolments.get(person=leaver).pk, by=leaver)
    for day in (23, 24, 25, 26, 27):
        with at(2026, 11, day):
            learning.announce_starts()
            learning.announce_starts()

    told = Notice.objects.filter(kind=NoticeKind.STARTS_SOON)
    assert [(each.person, clock.local(each.at).day) for each in told] == [(learner, 24)]


def test_my_list_opens_marks_and_shows_nobody_elses() -> None:
    mine, other = a_user(), a_user()
    notice = tell(mine.person, NoticeKind.COMPLETED, "thing:1", words)
    client = Client()
    client.force_login(mine)

    assert b"M\xe1\xbb\x99t \xc4\x91i\xe1\xbb\x81u m\xe1\xbb\x9bi" in client.get(reverse("notices")).content
    assert client.post(reverse("open_notice", args=[notice.pk]))["Location"] == "/hoc-tap/"
    assert queries.unread(mine.person) == 0
    client.force_login(other)
    assert client.post(reverse("open_notice", args=[notice.pk])).status_code == 404


def test_the_outbox_is_asked_for_once_for_many_notices() -> None:
    for n in range(5):
        tell(a_user().person, NoticeKind.COMPLETED, f"thing:{n}", words)

    assert Job.objects.filter(kind="notices.post").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_tellers_and_four_senders_at_once_send_one_mail(mailbox: Mailbox) -> None:
    person = people.register_person("Nguyễn Thị Hoà", by=SYSTEM)
    people.open_account(person.pk, "hoa@demo.example", by=SYSTEM)

    race(*[lambda: tell(person, NoticeKind.COMPLETED, "thing:1", words)] * 2)
    Notice.objects.update(mail_state=MailState.WAITING, mail_due=clock.now(), mail_tries=0)
    mailbox.mails.clear()
    race(*[actions.post] * 4)

    assert Notice.objects.count() == 1
    assert len(mailbox.mails) == 1
