"""Form fields that are written here as offices write."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)  # what an office can mean


class Day(forms.DateField):
    """A day, typed as 23/11/2026 or 23-11-2026 and shown so: a browser's own control writes it in the browser's way."""

    default_validators = [
        MinValueValidator(EARLIEST, _("This day is too long ago.")),
        MaxValueValidator(LATEST, _("This day is too far away.")),
    ]

    def __init__(self, **given: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "class": "input"}
        given.setdefault("widget", forms.DateInput(format=DAY_FORMATS[0], attrs=attributes))
        given.setdefault("help_text", _("As in 23/11/2026"))
        super().__init__(input_formats=DAY_FORMATS, **given)
