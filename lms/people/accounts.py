"""Making ways to sign in: rows only. Who may, and the record of it, is the caller's (actions, members)."""

import hashlib
import secrets
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from lms.people.models import Person, User

# Without signs that are read for one another: 0 O, 1 I L, U V.
SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
PIN_DIGITS = 6


def made(person: Person, email: str, *, password: str | None = None, verified: bool = False) -> User:
    """A user with an address, in lower case. Without a password they sign in by a code in the mail."""
    user = User(person=person, password=make_password(password))
    return addressed(user, email, verified=verified)


def addressed(user: User, email: str, *, verified: bool = False) -> User:
    """The user, saved, with this address."""
    user.email = email.strip().lower()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def unaddressed(user: User) -> bool:
    """Take the address away, and leave a card. False, and nothing changes, where the address was confirmed."""
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    EmailAddress.objects.filter(user=user).delete()
    user.email, user.code = None, user.code or fresh_code()
    user.save(update_fields=["email", "code"])
    return True


def fresh_code() -> str:
    """The code of a card, which nobody guesses: 29 signs to the power of 8."""
    return "HP" + "".join(secrets.choice(SIGNS) for _ in range(8))


def made_many(persons: Sequence[Person], emails: Sequence[str]) -> None:
    """A user for each: with the address, or where it is empty with a card, which has no PIN until it is printed."""
    users = [
        User(
            person=person,
            email=email.lower() or None,
            code=None if email else fresh_code(),
            password=make_password(None),
        )
        for person, email in zip(persons, emails, strict=True)
    ]
    made = User.objects.bulk_create(users)
    addressed_users = [user for user in made if user.email]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email or "", verified=False, primary=True) for user in addressed_users
    )


def fresh_pin() -> str:
    """Six digits. The code beside it is what nobody guesses; tries are counted by the sign-in."""
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def card_version(user: User | None) -> str:
    """What changes with every PIN, and tells nothing of it; "0" before there is a user."""
    return hashlib.sha256(user.password.encode()).hexdigest()[:12] if user else "0"


def code_typed(text: str) -> str:
    """A card's code as stored, from how people type it: "hp 7k2m-9qtx" is HP7K2M9QTX."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def code_shown(code: str) -> str:
    """HP-7K2M-9QTX: as printed."""
    return f"{code[:2]}-{code[2:6]}-{code[6:]}"
