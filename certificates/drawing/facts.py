"""What a certificate says, and the one way drawing it can fail."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lms.kernel.names import nfc


class CannotDraw(Exception):
    """No certificate came of it: the message says in plain words which field, and why. `field` is its name, or ""."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Facts:
    """Everything printed, already in words. Text in any Unicode form: the engine makes it NFC, on one line.

    `organisation`, `course_en` and `grade` may be "" and are then left out. `hours` in clock hours, `periods` in
    lessons (tiết). `verify_url` is encoded in the QR code, and printed without its scheme.
    """

    honorific: str  # "Ông", "Bà" or "Ông/Bà"
    full_name: str
    organisation: str
    course_vi: str
    course_en: str
    started: date
    finished: date
    hours: Decimal
    periods: int
    mode: str  # e.g. "trực tuyến tự học"
    grade: str
    decision_number: str
    decision_date: date
    place: str
    signed_on: date
    signer_title: str
    signer_name: str
    parent_body: str
    issuing_unit: str
    serial: str  # số hiệu
    register_number: str  # số vào sổ
    code: str  # mã xác minh, e.g. "K7QM-4T2X-9HWD"
    verify_url: str
    demo: bool  # prints "(minh họa)"
    signed_digitally: bool = False  # prints "(chữ ký số)"; false leaves the room to a pen and a seal

    def texts(self) -> Iterator[tuple[str, str]]:
        """The fields that are words, with what they hold."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                yield field.name, value


# How a refusal calls each field.
LABELS = {
    "honorific": gettext_noop("form of address"),
    "full_name": gettext_noop("full name"),
    "organisation": gettext_noop("organisation"),
    "course_vi": gettext_noop("Vietnamese course title"),
    "course_en": gettext_noop("English course title"),
    "hours": gettext_noop("hours"),
    "periods": gettext_noop("periods"),
    "mode": gettext_noop("form of training"),
    "grade": gettext_noop("grade"),
    "decision_number": gettext_noop("decision number"),
    "place": gettext_noop("place"),
    "signer_title": gettext_noop("signer's title"),
    "signer_name": gettext_noop("signer's name"),
    "parent_body": gettext_noop("parent body"),
    "issuing_unit": gettext_noop("issuing unit"),
    "serial": gettext_noop("serial number"),
    "register_number": gettext_noop("register number"),
    "code": gettext_noop("verification code"),
    "verify_url": gettext_noop("verification address"),
}
_OPTIONAL = {"organisation", "course_en", "grade"}


def clean(facts: Facts) -> Facts:
    """The same facts in NFC and on one line; CannotDraw when one that must be there is missing or makes no sense."""
    facts = replace(facts, **{name: nfc(text) for name, text in facts.texts()})  # type: ignore[arg-type]
    for name, text in facts.texts():
        if not text and name not in _OPTIONAL:
            raise CannotDraw(_("The certificate has no %(field)s.") % {"field": _(LABELS[name])}, name)
    if not facts.hours.is_finite() or facts.hours <= 0:
        raise CannotDraw(_("The hours of the course must be a number above zero."), "hours")
    if facts.periods <= 0:
        raise CannotDraw(_("The periods of the course must be a number above zero."), "periods")
    address = urlsplit(facts.verify_url)
    if address.scheme not in ("http", "https") or not address.netloc or " " in facts.verify_url:
        raise CannotDraw(_("The verification address is not a web address."), "verify_url")
    return facts
