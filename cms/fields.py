"""Two JSON columns that an author edits as check boxes and as lines of text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models


class _Lines(forms.CharField):
    """One value a line; empty lines are dropped."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class LinesField(models.JSONField):
    """A list of sentences."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": _Lines, **kwargs})


class SeveralField(models.JSONField):
    """A list of values out of `options`, the pairs of a TextChoices class (kept out of migrations)."""

    def __init__(self, *args: Any, options: Sequence[tuple[Any, Any]] = (), **kwargs: Any) -> None:
        self.options = list(options)
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        made = {"form_class": forms.MultipleChoiceField, "widget": forms.CheckboxSelectMultiple, **kwargs}
        return models.Field.formfield(self, choices=self.options, **made)
