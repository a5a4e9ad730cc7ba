"""Telling people, once; and sending what waits in the outbox."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.kernel import clock, jobs
from lms.kernel.errors import Unknown, WrongState
from lms.notices.models import Notice
from lms.notices.states import MailState, NoticeKind
from lms.people.models import Person
from lms.people.queries import address_of, addresses_of, managers_of, managers_of_any, same_person

log = logging.getLogger(__name__)

POST = jobs.Kind("notices.post")
LEASE = timedelta(minutes=5)  # a sender that has said nothing for so long counts as dead
MOST_TRIES = 6


@dataclass(frozen=True)
class Words:
    """What is said, in the language that is active when it is made; `path` is an address on this site."""

    subject: str
    text: str
    action: str
    path: str


Saying = Callable[[], Words]


@transaction.atomic
def tell(person: Person, kind: NoticeKind, about: str, say: Saying, *, group: str = "", relay: bool = True) -> Notice:
    """Tell a person once of what `about` names, in their language; by mail too where they have an address.

    For who has no address their managers are told as well, once for each `group` (by default for each `about`), in
    words that name nobody; not where `relay` says that it is no business of theirs.
    """
    notice, fresh = _told(person, kind, about, say)
    if fresh and relay and not notice.mail_to:
        for manager in managers_of(person).exclude(pk=person.pk):
            _told(manager, kind, f"for:{group or about}", lambda: _for_people_without_mail(say()))
    return notice


@transaction.atomic
def tell_many(told: Mapping[str, Person], kind: NoticeKind, say: Saying, *, group: str) -> None:
    """`tell` for many who hear the same words: {about: person}. In a few statements, however many they are."""
    known = set(Notice.objects.filter(kind=kind, about__in=list(told)).values_list("person_id", "about"))
    fresh = {about: person for about, person in told.items() if (person.pk, about) not in known}
    addresses = addresses_of(fresh.values())
    words: dict[str, Words] = {}
    for language in {person.language for person in fresh.values()}:
        with override(language):
            words[language] = say()
    notices = [
        _notice(person, kind, about, words[person.language], addresses[person.pk]) for about, person in fresh.items()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)  # told_once decides between two who tell at once
    if any(addresses.values()):
        jobs.ask(POST, "outbox")
    silent = [person_id for person_id, address in addresses.items() if not address]
    for manager in managers_of_any(silent):
        if silent != [manager.pk]:
            _told(manager, kind, f"for:{group}", lambda: _for_people_without_mail(say()))


def _notice(person: Person, kind: NoticeKind, about: str, words: Words, address: str) -> Notice:
    return Notice(
        person=person,
        kind=kind,
        about=about,
        language=person.language,
        subject=words.subject[:200],
        text=words.text,
        action=words.action,
        path=words.path,
        at=clock.now(),
        mail_to=address,
        mail_state=MailState.WAITING if address else MailState.NONE,
        mail_due=clock.now() if address else None,
    )


def _told(person: Person, kind: NoticeKind, about: str, say: Saying) -> tuple[Notice, bool]:
    there = Notice.objects.filter(person=person, kind=kind, about=about).first()
    if there:
        return there, False
    with override(person.language):
        words = say()
    address = address_of(person)
    notice = _notice(person, kind, about, words, address)
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError:  # told_once decided between two who tell at once
        return Notice.objects.get(person=person, kind=kind, about=about), False
    if address:
        jobs.ask(POST, "outbox")
    return notice, True


def _for_people_without_mail(words: Words) -> Words:
    return Words(
        subject=_("For people of yours without e-mail: {subject}").format(subject=words.subject),
        text=_("They find this when they sign in with their card. Please tell them. The message to them reads:")
        + "\n\n"
        + words.text,
        action=words.action,
        path=words.path,
    )


@transaction.atomic
def mark_read(notice_id: int, *, by: Person) -> Notice:
    """The person opened it. Opening it again changes nothing. Raises Unknown for somebody else's."""
    notice = Notice.objects.filter(pk=notice_id, person__in=same_person(by)).first()
    if notice is None:
        raise Unknown
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
    return notice


def mark_all_read(*, by: Person) -> int:
    """Everything up to now. Returns how many were unread."""
    return Notice.objects.filter(person__in=same_person(by), read_at=None).update(read_at=clock.now())


@transaction.atomic
def wait_again(notice_id: int) -> Notice:
    """Put a mail that could not be sent back into the outbox, with all its tries, to the address as it is today.

    Raises WrongState for any other.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("person").get(pk=notice_id)
    if notice.mail_state != MailState.FAILED:
        raise WrongState
    notice.mail_state, notice.mail_due, notice.mail_tries = MailState.WAITING, clock.now(), 0
    notice.mail_to = address_of(notice.person) or notice.mail_to
    notice.save(update_fields=["mail_state", "mail_due", "mail_tries", "mail_to"])
    jobs.ask(POST, "outbox")
    return notice


def post(limit: int = 1000) -> dict[str, int]:
    """Send up to `limit` mails that wait. Each is taken by one sender only, however many run; returns the counts.

    A mail whose sender died while sending is sent again after five minutes with the same Message-ID, so that a
    mailbox that has it already can tell. What fails is tried six times, less and less often.
    """
    counts = {"sent": 0, "failed": 0}
    connection = get_connection()
    try:
        for _turn in range(limit):
            notice = _take()
            if notice is None:
                break
            counts["sent" if _sent(notice, connection) else "failed"] += 1
    finally:
        connection.close()
    return counts


def _take() -> Notice | None:
    """The next mail that is due, marked as being sent; None when there is none."""
    now = clock.now()
    due = Q(mail_state=MailState.WAITING, mail_due__lte=now) | Q(mail_state=MailState.SENDING, mail_due__lt=now)
    for pk, state, tries in (
        Notice.objects.filter(due).order_by("mail_due", "pk").values_list("pk", "mail_state", "mail_tries")[:20]
    ):
        taken = Notice.objects.filter(pk=pk, mail_state=state, mail_tries=tries).update(
            mail_state=MailState.SENDING, mail_due=now + LEASE, mail_tries=F("mail_tries") + 1
        )
        if taken:
            return Notice.objects.select_related("person").get(pk=pk)
    return None


def _sent(notice: Notice, connection: BaseEmailBackend) -> bool:
    try:
        message(notice, connection).send()
    except (SMTPException, OSError) as trouble:
        log.warning("mail of notice %s was not taken: %s", notice.pk, trouble)
        connection.close()  # the next one opens a fresh line
        last = notice.mail_tries >= MOST_TRIES
        Notice.objects.filter(pk=notice.pk).update(
            mail_state=MailState.FAILED if last else MailState.WAITING,
            mail_due=clock.now() + timedelta(minutes=4 ** (notice.mail_tries - 1)),
            mail_error=f"{type(trouble).__name__}: {trouble}"[:255],
        )
        return False
    Notice.objects.filter(pk=notice.pk).update(mail_state=MailState.SENT, mail_sent_at=clock.now(), mail_error="")
    return True


def as_in_a_letter(text: str) -> str:
    """The screen says Anh/Chị; a letter says ông/bà, with a capital only where a sentence begins."""
    return re.sub(r"(^|[.:?]\s+|\n\s*)Anh/Chị", r"\1Ông/Bà", text).replace("Anh/Chị", "ông/bà")


def message(notice: Notice, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail of a notice: plain words and HTML, in the language in which it was told."""
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    with override(notice.language):
        shown = {
            "notice": notice,
            "words": as_in_a_letter(notice.text),
            "url": f"{settings.SITE_URL}{notice.path}",
            "unit": settings.ISSUING_UNIT,
        }
        text = render_to_string("mail/notice.txt", shown)
        html = render_to_string("mail/notice.html", shown)
    mail = EmailMultiAlternatives(
        notice.subject,
        text,
        to=[notice.mail_to],
        headers={"Message-ID": f"<notice-{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    mail.attach_alternative(html, "text/html")
    return mail
