"""JSON columns that hold lists, as an author edits them: rows that are put in order, and check boxes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.admin.compare import TextFieldComparison, register_comparison_class

LONGEST = 500  # characters of a row


class RowsInput(forms.Widget):
    """One input a row, all under one name; rows are added, moved and taken away by buttons.

    `suggestions` are offered while typing, as what others have written.
    """

    template_name = "cms/editing/rows.html"

    class Media:
        js = ["js/editor.js"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: Sequence[str] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        many: list[str] = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return many

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        rows = list(value or []) if isinstance(value, list) else []
        shown = {"name": name, "rows": [*rows, ""], "longest": LONGEST, "suggestions": self.suggestions}
        shown["id"] = (attrs or {}).get("id", f"id_{name}")
        return render_to_string(self.template_name, shown)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0"


class _Rows(forms.Field):
    """A list of sentences; empty rows are dropped, a sentence said twice is kept once."""

    widget = RowsInput

    def to_python(self, value: Any) -> list[str]:
        rows = [" ".join(str(row).split()) for row in value or []]
        return list(dict.fromkeys(row for row in rows if row))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if any(len(row) > LONGEST for row in value):
            raise forms.ValidationError(_("A row has at most %(n)s characters.") % {"n": LONGEST})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class LinesField(models.JSONField):
    """A list of sentences."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": _Rows, **kwargs})


class SeveralField(models.JSONField):
    """A list of values out of `options` (kept out of migrations), or of what the form gives for choices.

    `coerce` makes the stored value of what was sent, ids are numbers; `named` finds words for stored values.
    """

    def __init__(
        self,
        *args: Any,
        options: Sequence[tuple[Any, Any]] = (),
        coerce: type = str,
        named: Callable[[list[Any]], Mapping[Any, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.options, self.coerce, self.named = list(options), coerce, named
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        made = {
            "form_class": forms.TypedMultipleChoiceField,
            "widget": forms.CheckboxSelectMultiple,
            "empty_value": [],
            **kwargs,
        }
        return models.Field.formfield(self, choices=self.options, coerce=self.coerce, **made)


class _ListComparison(TextFieldComparison):
    """Two states of a list, as sentences."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        before, after = (field.value_from_object(each) or [] for each in (obj_a, obj_b))
        named = getattr(field, "named", None)
        names = named([*before, *after]) if named else {value: str(label) for value, label in _options(field)}
        self.val_a, self.val_b = ("; ".join(names.get(each, str(each)) for each in held) for held in (before, after))


def _options(field: Any) -> Sequence[tuple[Any, Any]]:
    return getattr(field, "options", ())


register_comparison_class(LinesField, comparison_class=_ListComparison)
register_comparison_class(SeveralField, comparison_class=_ListComparison)
