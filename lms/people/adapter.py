"""Where allauth meets our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from lms.people import actions
from lms.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """A new user is a new person; everything else is allauth's own."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            actions.join(saved, form.cleaned_data["full_name"])
        return saved
