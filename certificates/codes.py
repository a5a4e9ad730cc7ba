"""The numbers on a certificate: serial with a check digit, register number, verification code."""

import re
import secrets

from django.utils.translation import gettext as _

from lms.kernel.errors import BadInput

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs: no O, I, 0, 1, which paper makes alike
LENGTH = 12  # 60 bits: nobody guesses one


def check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10: one decimal digit that catches every single wrong digit and most exchanged neighbours."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def serial(year: int, number: int) -> str:
    """Số hiệu, e.g. HPNS-2026-000123-7."""
    digits = f"{year}{number:06d}"
    return f"HPNS-{year}-{number:06d}-{check_digit(digits)}"


def register_number(position: int, year: int, series: str) -> str:
    """Số vào sổ, e.g. 0123/2026/GCN-5S."""
    return f"{position:04d}/{year}/{series}"


def fresh_code() -> str:
    """A random verification code, e.g. K7QM-4T2X-9HWD."""
    return _grouped("".join(secrets.choice(ALPHABET) for _sign in range(LENGTH)))


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(typed: str) -> str:
    """The code in what somebody typed, in any case, with or without dashes and blanks. Raises BadInput."""
    signs = re.sub(r"[\s\-–—.]", "", typed).upper()
    strange = next((sign for sign in signs if sign not in ALPHABET), "")
    if strange:
        raise BadInput(_("No code has the character “%(sign)s”.") % {"sign": strange})
    if len(signs) != LENGTH:
        raise BadInput(_("A code has 12 characters; this one has %(count)s.") % {"count": len(signs)})
    return _grouped(signs)
