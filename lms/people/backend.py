"""Sign-in by allauth; the user comes with their person, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from lms.people import queries
from lms.people.models import User


class PersonBackend(AuthenticationBackend):
    """allauth's backend (by e-mail), reading user and person together."""

    def get_user(self, user_id: Any) -> User | None:
        user = queries.user_with_person(user_id)
        return user if user and self.user_can_authenticate(user) else None
