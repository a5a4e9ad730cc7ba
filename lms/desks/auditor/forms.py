"""What an auditor may send: what to look for, a head kept outside, what to draw."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.desks.auditor.actions import LARGEST_SAMPLE
from lms.desks.auditor.queries import Wanted
from lms.desks.auditor.states import SampleOf
from lms.desks.auditor.words import KINDS, verb_choices
from lms.kernel.fields import Day


def _sorted(words: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", pgettext_lazy("filter", "any")), *sorted(words.items(), key=lambda pair: str(pair[1]))]


def _text() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input"})


class SearchForm(forms.Form):
    """The filters of the record; they stand in the address."""

    viec = forms.ChoiceField(label=_("What was done"), required=False)
    loai = forms.ChoiceField(label=_("To what"), required=False)
    ma = forms.CharField(label=_("Its number"), required=False, max_length=64, widget=_text())
    nguoi = forms.CharField(label=_("Who acted"), required=False, max_length=100, widget=_text())
    tu = Day(label=_("From day"), required=False, help_text="")
    den = Day(label=_("To day"), required=False, help_text="")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["viec"].choices = _sorted(verb_choices())  # type: ignore[attr-defined] # in the reader's alphabet
        self.fields["loai"].choices = _sorted(KINDS)  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is looked for; an empty form looks for everything."""
        given = self.cleaned_data
        return Wanted(
            verb=given["viec"],
            kind=given["loai"],
            object_id=given["ma"],
            actor=given["nguoi"],
            since=given["tu"],
            until=given["den"],
            unsealed=self.data.get("niem") == "cho",
        )


class HeadForm(forms.Form):
    """A head of the chain that was kept outside: from the daily mail, or from a printed register."""

    head = forms.CharField(
        label=_("Chain head that you kept"),
        help_text=_("64 letters and digits, from a mail or from paper. Leave it empty to verify without one."),
        required=False,
        max_length=200,
    )

    def clean_head(self) -> str:
        head = re.sub(r"[\s-]", "", self.cleaned_data["head"]).lower()
        if head and not re.fullmatch(r"[0-9a-f]{64}", head):
            raise forms.ValidationError(_("A head has 64 characters, each a digit or a letter from a to f."))
        return head


class SampleForm(forms.Form):
    """What a sample is drawn from, and how many."""

    what = forms.ChoiceField(label=_("Draw from"), choices=SampleOf.choices)
    since = Day(label=_("From day"))
    until = Day(label=_("To day"))
    size = forms.IntegerField(label=_("How many"), min_value=1, max_value=LARGEST_SAMPLE, initial=10)
    note = forms.CharField(
        label=_("What it is for"),
        help_text=_("Printed with the sample, e.g. the number of the inspection's decision."),
        required=False,
        max_length=200,
    )
