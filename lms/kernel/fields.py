"""Form fields that are written here as offices write."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from lms.kernel.languages import is_english

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


class Number(forms.DecimalField):
    """A number as it is written in the language of the page: 1.234,5 in Vietnamese, 1,234.5 in English.

    Spaces group too. One sign that cannot group (12.5, 1.2345) is taken for the decimal sign, whichever it is.
    """

    def __init__(self, **given: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **given)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain(value) if isinstance(value, str) else value)


def _plain(text: str) -> str:
    """The number as Python writes it; what is none is left for the field to refuse."""
    grouping, decimal = (",", ".") if is_english() else (".", ",")
    number = re.sub(r"[\s\u00a0\u202f]", "", text)
    if decimal in number or re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+", number):
        whole, sign, part = number.partition(decimal)
        groups = whole.split(grouping)
        if all(len(group) == 3 for group in groups[1:]):
            whole = "".join(groups)
        return whole + ("." if sign else "") + part
    return number.replace(grouping, ".") if number.count(grouping) == 1 else number
