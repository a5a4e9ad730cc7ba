"""Making ways to sign in: rows only. Who may, and the record of it, is the caller's (actions, members)."""

import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from lms.people.models import Person, User

# Without signs that are read for one another: 0 O, 1 I L, U V.
SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
PIN_DIGITS = 6


def made(person: Person, email: str, *, password: str | None = None, verified: bool = False) -> User:
    """A user with an address, in lower case. Without a password they sign in by a code in the mail."""
    address = email.strip().lower()
    user = User.objects.create(email=address, person=person, password=make_password(password))
    EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    return user


def made_with_card(person: Person) -> User:
    """A user without an address: a code that nobody guesses, and no PIN until the card is printed."""
    code = "HP" + "".join(secrets.choice(SIGNS) for _ in range(8))
    return User.objects.create(code=code, person=person, password=make_password(None))


def fresh_pin() -> str:
    """Six digits. The code beside it is what nobody guesses; tries are counted by the sign-in."""
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def code_typed(text: str) -> str:
    """A card's code as stored, from how people type it: "hp 7k2m-9qtx" is HP7K2M9QTX."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def code_shown(code: str) -> str:
    """HP-7K2M-9QTX: as printed."""
    return f"{code[:2]}-{code[2:6]}-{code[6:]}"
