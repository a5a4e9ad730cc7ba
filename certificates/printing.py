"""From a certificate's stored facts to what the drawing engine prints."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from certificates.drawing import Facts, draw
from certificates.models import Certificate

_DATES = ("started", "finished", "decision_date", "signed_on")


def facts_of(certificate: Certificate) -> Facts:
    """What is printed: the frozen facts, the numbers, and the address of the verification page on this site."""
    stored: dict[str, Any] = {**certificate.facts}
    stored |= {name: date.fromisoformat(stored[name]) for name in _DATES}
    stored["hours"] = Decimal(stored["hours"])
    return Facts(
        **stored,
        serial=certificate.serial,
        register_number=certificate.register_number,
        code=certificate.code,
        verify_url=f"{settings.SITE_URL}/xac-minh/{certificate.code}/",
        demo=certificate.demo,
    )


def printed(certificate: Certificate) -> bytes:
    """The PDF. Raises CannotDraw."""
    return draw(facts_of(certificate), certificate.design)
