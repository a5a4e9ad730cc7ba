"""What an officer enters of a number that others report."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.fields import Number
from lms.targets.models import Indicator


class MeasurementForm(forms.Form):
    """The year, the number, the document it stands in; illustrative only where it is ours."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    value = Number(label=_("Figure"), max_digits=14, decimal_places=2)
    source = forms.CharField(label=_("Document it comes from"), max_length=255)
    illustrative = forms.BooleanField(label=_("This is an illustrative figure"), required=False)

    def __init__(self, indicator: Indicator, *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        years = [(str(year), str(year)) for year in indicator.plan.years]
        self.fields["year"] = forms.TypedChoiceField(label=_("Year"), choices=years, coerce=int)

    @property
    def number(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        return value
