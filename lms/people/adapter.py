"""Where allauth meets our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import EmailVerificationStage
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lms.people import actions
from lms.people.models import User

_VERIFY = "allauth.account.stages.EmailVerificationStage"


class VerifyAddress(EmailVerificationStage):
    """allauth's own stage, passed by whoever has no address and signs in with a card."""

    def handle(self) -> Any:
        return super().handle() if self.login.user.email else (None, True)


class AccountAdapter(DefaultAccountAdapter):
    """A new user is a new person; cards have no address to verify; everything else is allauth's own."""

    _MISMATCH = _("The sign-in did not succeed: e-mail or card code, and password or PIN, do not fit together.")
    error_messages = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ("email_password_mismatch", "username_password_mismatch"), _MISMATCH
    )

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        saved: User = super().save_user(request, user, form, commit=commit)
        if commit:
            actions.join(saved, form.cleaned_data["full_name"], get_language() or settings.LANGUAGE_CODE)
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where they arrive, in their language. An address they asked for before signing in stays as they asked."""
        person = request.user.person if isinstance(request.user, User) else None
        with override(person.language if person else get_language()):
            return str(super().get_login_redirect_url(request))

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Who signs up has an address; codes are for cards."""

    def get_login_stages(self) -> list[str]:
        ours = f"{VerifyAddress.__module__}.{VerifyAddress.__qualname__}"
        return [ours if path == _VERIFY else path for path in super().get_login_stages()]
