"""Mails of the account: each in the language of its reader, with no word of the other."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.translation import override

from lms.i18n.vietnamese import foreign_words, has_vietnamese_letters
from lms.i18n.wording import allowed_words
from lms.kernel import clock
from lms.people.models import User
from tests.factories import a_person, a_user

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-nghiem"  # noqa: S105 - of the factories
NAME = "Nguyễn Thị Đọc Thư"
SENT_BY_ITSELF = (
    "account/email/password_changed",
    "account/email/password_set",
    "account/email/password_reset",
    "account/email/email_changed",
    "account/email/email_deleted",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
    "mfa/email/recovery_codes_generated",
)


def _words(mail: Any) -> str:
    """Subject and text without the reader's name and what is the same in every language."""
    text = f"{mail.subject}\n{mail.body}".replace(NAME, "")
    return text.replace("Hải Phòng", "").replace(settings.ISSUING_UNIT, "")


def assert_reads(mail: Any, language: str) -> None:
    """The whole mail is in this language."""
    text = _words(mail)
    if language == "vi":
        assert foreign_words(text, allowed_words()) == [], text
        assert re.search(r"Kính gửi ông/bà", text)
    else:
        assert not has_vietnamese_letters(text), text
        assert text.isascii() or "’" in text


def _post(path: str, **sent: str) -> Callable[[str], None]:
    def send(prefix: str) -> None:
        Client().post(f"{prefix}{path}", sent)

    return send


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(language: str) -> User:
    return a_user(a_person(NAME, language=language), email="doc@demo.example")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "send",
    [
        _post("/tai-khoan/login/code/", email="doc@demo.example"),
        _post("/tai-khoan/password/reset/", email="doc@demo.example"),
        _post("/tai-khoan/signup/", full_name="Ai Đó", email="doc@demo.example", password1="mat-khau-rat-dai"),
    ],
    ids=["sign-in code", "new password", "address taken"],
)
def test_a_mail_is_in_the_language_of_the_person_whatever_the_page(
    send: Callable[[str], None], prefix: str, reader: User, language: str, mailoutbox: list[Any]
) -> None:
    send(prefix)

    (mail,) = mailoutbox
    assert_reads(mail, language)
    assert NAME in mail.body
    links = re.findall(r"https?://\S+/tai-khoan/\S*", mail.body)
    assert all(("/en/" in link) == (language == "en") for link in links)


@pytest.mark.parametrize("path", ["/tai-khoan/login/code/", "/tai-khoan/password/reset/"])
def test_whoever_has_no_account_is_told_in_the_language_of_the_page(
    path: str, language: str, mailoutbox: list[Any]
) -> None:
    _post(path, email="chua-co@demo.example")("/en" if language == "en" else "")

    (mail,) = mailoutbox
    assert_reads(mail, language)
    assert ("/en/tai-khoan/signup/" in mail.body) == (language == "en")


def test_the_code_of_whoever_signs_up_comes_in_the_language_of_the_page(language: str, mailoutbox: list[Any]) -> None:
    send = _post("/tai-khoan/signup/", full_name=NAME, email="moi@demo.example", password1="mat-khau-rat-dai")

    send("/en" if language == "en" else "")

    (mail,) = mailoutbox
    assert_reads(mail, language)
    assert NAME not in mail.body  # whoever typed the address chose the name as well


def test_an_address_that_was_never_confirmed_is_not_greeted_by_name(reader: User, mailoutbox: list[Any]) -> None:
    EmailAddress.objects.create(user=reader, email="nguoi-khac@demo.example", verified=False)

    _post("/tai-khoan/password/reset/", email="nguoi-khac@demo.example")("")

    assert [mail for mail in mailoutbox if NAME in mail.body] == []


def test_an_address_that_is_added_learns_no_name(language: str, reader: User, mailoutbox: list[Any]) -> None:
    client = Client()
    client.post("/tai-khoan/login/", {"login": reader.email, "password": PASSWORD})

    client.post("/tai-khoan/email/", {"email": "go-nham@demo.example", "action_add": ""})

    (mail,) = mailoutbox
    assert mail.to == ["go-nham@demo.example"]
    assert NAME not in mail.body
    assert_reads(mail, language)


@pytest.mark.parametrize("template", SENT_BY_ITSELF)
def test_what_was_changed_in_an_account_is_told_in_its_language(
    template: str, reader: User, language: str, mailoutbox: list[Any]
) -> None:
    request = RequestFactory().get("/tai-khoan/", headers={"User-Agent": "Firefox/140"})
    addresses = {"from_email": "doc@demo.example", "to_email": "moi@demo.example", "deleted_email": "cu@demo.example"}
    EmailAddress.objects.filter(user=reader).exclude(primary=True).delete()

    with request_context(request), override("en" if language == "vi" else "vi"):
        get_adapter(request).send_notification_mail(template, reader, addresses)

    (mail,) = mailoutbox
    text = mail.body
    assert_reads(mail, language)
    assert NAME in text
    assert clock.local(clock.now()).strftime("%H:%M") in text
    assert ("/en/tai-khoan/password/reset/" in text) == (language == "en")


# One that allauth 65 has and sends nowhere, and that of a new password by code, which our settings leave out.
NEVER_SENT = {"account/email/email_confirm", "account/email/password_reset_code"}


def test_every_mail_that_allauth_can_send_has_our_words() -> None:
    ours, theirs = settings.BASE_DIR / "templates", Path(allauth.__file__).parent / "templates"
    mails = {
        str(path.relative_to(theirs)).removesuffix("_message.txt")
        for app in ("account", "mfa", "usersessions")
        for path in theirs.glob(f"{app}/email/*_message.txt")
    } - {"account/email/base"}

    missing = [
        f"{mail}_{part}.txt"
        for mail in sorted(mails - NEVER_SENT)
        for part in ("subject", "message")
        if not (ours / f"{mail}_{part}.txt").exists()
    ]

    assert missing == []
    assert mails >= {*SENT_BY_ITSELF, *NEVER_SENT}


def test_a_changed_password_is_told_by_mail(reader: User, language: str, mailoutbox: list[Any]) -> None:
    client = Client()
    client.post("/tai-khoan/login/", {"login": reader.email, "password": PASSWORD})
    new = "mot-mat-khau-khac-han"

    client.post("/tai-khoan/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    (mail,) = mailoutbox
    assert_reads(mail, language)
