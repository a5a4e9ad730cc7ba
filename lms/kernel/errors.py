"""Refusals: what an action says when it will not do what was asked. Each carries words for the person.

403 for the person, 409 for the moment, 404 for what they may not know of, 400 for what was sent.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The base: `message` is shown to the person, `status` is the HTTP status of the answer."""

    status = 400
    default: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message if message is not None else self.default
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    """This person may not do this."""

    status = 403
    default = _("You are not allowed to do this.")


class Unknown(Refused):
    """There is no such thing, or this person may not know of it."""

    status = 404
    default = _("There is no such thing here.")


class WrongState(Refused):
    """It could be done, but not now."""

    status = 409
    default = _("This is no longer possible: things have changed in the meantime.")


class BadInput(Refused):
    """What was sent cannot be read."""

    status = 400
    default = _("What was sent could not be read.")


def require(allowed: bool, message: str | Promise | None = None) -> None:
    """Refuse with 403 unless `allowed`."""
    if not allowed:
        raise NotAllowed(message)
