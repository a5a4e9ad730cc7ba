"""Where allauth meets our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import EmailVerificationStage
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lms.kernel.languages import in_language
from lms.people import actions, queries
from lms.people.models import User

_VERIFY = "allauth.account.stages.EmailVerificationStage"


class VerifyAddress(EmailVerificationStage):
    """allauth's own stage, passed by whoever has no address and signs in with a card."""

    def handle(self) -> Any:
        user = self.login.user  # None: an address that is taken, which the page must not tell
        return (None, True) if user and not user.email else super().handle()


class AccountAdapter(DefaultAccountAdapter):
    """A new user is a new person; cards have no address to verify; everything else is allauth's own."""

    _MISMATCH = _("You are not signed in: address or card code, and password or PIN, do not match. Please check them.")
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

    def send_notification_mail(self, template_prefix: str, user: User, context: Any = None, email: Any = None) -> None:
        """allauth's, which does not say whose account it is: an address that was just removed tells no more."""
        reset = self.request.build_absolute_uri(reverse("account_reset_password"))
        shown = {"user": user, "reset_url": reset, **(context or {})}
        super().send_notification_mail(template_prefix, user, shown, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person whose account it is; to somebody unknown in the language of the page."""
        person = queries.person_of_account(context.get("user"), email)
        language = person.language if person else get_language() or settings.LANGUAGE_CODE
        with override(language):
            there = {name: in_language(value, language) for name, value in context.items() if name.endswith("_url")}
            # The name is of the account's choosing: an address that is not yet theirs may be anybody's.
            named = {"name": person.full_name if person and queries.is_confirmed(person, email) else ""}
            super().send_mail(template_prefix, email, context | there | named)

    def get_login_stages(self) -> list[str]:
        ours = f"{VerifyAddress.__module__}.{VerifyAddress.__qualname__}"
        return [ours if path == _VERIFY else path for path in super().get_login_stages()]
