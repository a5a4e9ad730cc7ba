"""What the page of a release sends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.orders.actions import Wish
from cms.release.planning import Plan
from courses.catalog.states import ForLearners

NONE = "-"  # no lesson succeeds it
SUCCESSOR = "ke-tuc-"  # before the key of the vanished lesson


class ReleaseForm(forms.Form):
    """A note, what becomes of learners, now or at a time; `seen` is the digest of the plan that was shown."""

    note = forms.CharField(
        label=_("What is new (learners read it too)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    for_learners = forms.ChoiceField(
        label=_("Who is learning on an earlier version"),
        choices=ForLearners.choices,
        initial=ForLearners.STAY,
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label=_("When"), choices=[("now", _("Now")), ("at", _("At a time"))], initial="now", widget=forms.RadioSelect
    )
    at = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("when") == "at" and not said.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say on which day and at what time."))
        return said

    def wish(self, successions: Mapping[UUID, UUID]) -> Wish:
        """What is asked for, after the form was found valid."""
        said = self.cleaned_data
        at: datetime | None = said["at"] if said["when"] == "at" else None
        return Wish(said["seen"], said["note"], said["for_learners"], successions, at)


def successions(plan: Plan, sent: Mapping[str, str]) -> dict[UUID, UUID]:
    """{vanished key: its successor} as the page sent it; what it did not ask about, or does not know, is left out."""
    known = {str(text.key): text.key for text in plan.texts}
    chosen = {text.key: known.get(sent.get(f"{SUCCESSOR}{text.key}", NONE)) for text in plan.vanished}
    return {old: new for old, new in chosen.items() if new}
