"""What people may send about themselves."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.names import nfc
from lms.people.accounts import code_typed


class LoginForm(AllauthLoginForm):
    """By e-mail and password, or by the code and PIN of a card."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or card code")
        self.fields["password"].label = _("Password or PIN")

    def clean_login(self) -> str:
        login = super().clean_login()
        return login if "@" in login else code_typed(login)


class SignupForm(AllauthSignupForm):
    """E-mail, password, and the name as it will stand on certificates."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("As it will be printed on your certificates, with all marks."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["full_name", "email", "password1"]

    def clean_full_name(self) -> str:
        name = nfc(self.cleaned_data["full_name"])
        if len(name.split()) < 2:
            raise forms.ValidationError(_("Please give family name and given name."))
        if not all(sign.isalpha() or sign in " '’.-" for sign in name):
            raise forms.ValidationError(_("A name has letters only."))
        return name
