"""What an officer sends about what waits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.fields import Day


class DecisionForm(forms.Form):
    """The decision of a class, and who signs its certificates."""

    number = forms.CharField(label=_("Number of the decision"), max_length=60)
    on = Day(label=_("Day of the decision"))
    signer_title = forms.CharField(label=_("Title of the signer"), max_length=120)
    signer_name = forms.CharField(label=_("Full name of the signer"), max_length=120)
