"""What people send about programmes and nominations."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kernel.fields import Day
from lms.nominations import queries
from lms.nominations.actions import LONGEST_NUMBER, LetterFacts
from lms.nominations.guards import WITH_LETTER, WITH_REASON
from lms.nominations.models import Nomination, Programme
from lms.nominations.papers import MOST_BYTES
from lms.nominations.states import DocumentKind
from lms.people.models import Membership

NEW_DATES = {
    "extend": ("city_closing", "national_closing"),
    "postpone": ("city_closing", "national_closing", "apo_closing", "starts_on", "ends_on"),
    "reopen": ("city_closing", "national_closing", "apo_closing", "starts_on", "ends_on"),
}


class MoveForm(forms.Form):
    """The reason and the letter that a move asks for; other moves ask for nothing."""

    def __init__(self, verb: str, data: Any = None, **given: Any) -> None:
        super().__init__(data, prefix=verb, **given)
        if verb in WITH_REASON:
            self.fields["reason"] = forms.CharField(
                label=_("Reason"),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("The person concerned reads it."),
            )
        if verb in WITH_LETTER or verb == "forward":
            self.fields["number"] = forms.CharField(label=_("Number of the letter"), max_length=LONGEST_NUMBER)
            self.fields["dated"] = Day(label=_("Date of the letter"))

    @property
    def letter(self) -> LetterFacts | None:
        """The letter that was typed."""
        said = self.cleaned_data
        return LetterFacts(said["number"], said["dated"]) if "number" in said else None


class _Withdrawn(forms.ModelChoiceField[Nomination]):
    def label_from_instance(self, obj: Nomination) -> str:
        return obj.nominee.full_name


class ReplaceForm(MoveForm):
    """Whose place is taken."""

    def __init__(self, nomination: Nomination, data: Any = None) -> None:
        super().__init__("replace", data)
        gone = queries.places_left(nomination.programme).select_related("nominee")
        self.fields["replaces"] = _Withdrawn(gone.order_by("nominee__sort_key", "pk"), label=_("In the place of"))


class DatesForm(MoveForm):
    """New dates of a programme; an empty one stays as it is."""

    def __init__(self, verb: str, programme: Programme, data: Any = None) -> None:
        super().__init__(verb, data)
        for name in NEW_DATES.get(verb, ()):
            label = capfirst(getattr(Programme._meta.get_field(name), "verbose_name", name))
            self.fields[name] = Day(label=label, required=False, initial=getattr(programme, name), help_text="")

    @property
    def dates(self) -> dict[str, date]:
        """The days that were typed, by field."""
        return {name: day for name, day in self.cleaned_data.items() if name.endswith(("closing", "_on")) and day}


class PaperForm(forms.Form):
    """A paper of the file."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    paper = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word or a picture. At most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.jpg,.jpeg,.png"}),
    )

    def clean_paper(self) -> Any:
        """Looked at before it is read into memory."""
        sent = self.cleaned_data["paper"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than {n} MB.").format(n=MOST_BYTES // 1024 // 1024))
        return sent

    def __init__(self, missing: list[DocumentKind], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        first = [(kind.value, kind.label) for kind in missing]
        others = [(kind.value, kind.label) for kind in DocumentKind if kind not in missing]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared above
        kind.choices = [(_("Still missing"), first), (_("Others"), others)] if first else others


class _Members(forms.ModelChoiceField[Membership]):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.person.full_name} – {obj.position}" if obj.position else obj.person.full_name


class NomineeForm(forms.Form):
    """One of the manager's people."""

    member = _Members(Membership.objects.none(), label=gettext_lazy("Whom"), widget=forms.Select(attrs={"lang": "vi"}))

    def __init__(self, members: Any, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["member"]
        assert isinstance(field, _Members)  # noqa: S101 - declared above
        field.queryset = members


MOST = 9999  # places, alternates, revisions
OF_THE_FILE = (DocumentKind.BIODATA, DocumentKind.MEDICAL, DocumentKind.ENDORSEMENT, DocumentKind.PURPOSE,
               DocumentKind.COUNTRY_PAPER, DocumentKind.PASSPORT, DocumentKind.VISA)  # fmt: skip


class ProgrammeForm(forms.ModelForm[Programme]):
    """A project notification as it was received."""

    class Meta:
        model = Programme
        fields = ("code", "kind", "mode", "title_vi", "title_en", "venue", "host", "meant_for", "issued_on", "opens_on",
                  "city_closing", "national_closing", "apo_closing", "starts_on", "ends_on", "quota", "alternates",
                  "duties")  # fmt: skip
        widgets = {"meant_for": forms.Textarea(attrs={"rows": 3})}
        field_classes = dict.fromkeys(
            ("issued_on", "opens_on", "city_closing", "national_closing", "apo_closing", "starts_on", "ends_on"), Day
        )

    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Papers that a file needs"),
        choices=[(kind.value, kind.label) for kind in OF_THE_FILE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]
        if "code" in self.fields:
            self.fields["code"].help_text = _("As on the notification: 27-CP-01-GE-TRC-A")
        for name in ("quota", "alternates", "revision"):
            if name in self.fields:
                self.fields[name].validators.append(MaxValueValidator(MOST))
        self.fields["quota"].help_text = _("Empty: without limit.")

    def _post_clean(self) -> None:
        """The action checks the facts and says what is wrong; an existing code is found by it, not refused here."""
        self.instance = Programme()


class CorrectionForm(ProgrammeForm):
    """A revision of the notification: everything but its code and the days that have a move of their own."""

    class Meta:
        model = Programme
        widgets, field_classes = ProgrammeForm.Meta.widgets, ProgrammeForm.Meta.field_classes
        fields = ("revision", "issued_on", "kind", "title_vi", "title_en", "venue", "host", "meant_for", "opens_on",
                  "quota", "alternates", "duties")  # fmt: skip
