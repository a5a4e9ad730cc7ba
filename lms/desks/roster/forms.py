"""What a manager sends."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.learning.models import CourseRun
from courses.learning.queries import runs_with_lessons
from lms.desks.roster.sheets import MOST_BYTES
from lms.kernel.templatetags.viet import ngay


class _Classes(forms.ModelChoiceField[CourseRun]):
    def label_from_instance(self, run: CourseRun) -> str:
        title = run.course.current.title if run.course.current else ""
        begins = f", {ngay(run.starts_on)}" if run.starts_on else ""
        return f"{title} ({run.code}{begins})"


class RosterForm(forms.Form):
    """The sheet, and the class for rows that name none."""

    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX, or CSV. At most 10,000 people and 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    run = _Classes(
        queryset=CourseRun.objects.none(),
        required=False,
        label=_("Enrol them in"),
        empty_label=_("no class, or as the sheet says"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["run"]
        assert isinstance(field, _Classes)  # noqa: S101 - declared above
        field.queryset = runs_with_lessons().order_by("code")

    def clean_sheet(self) -> "UploadedFile[Any]":
        """Before it is read into memory."""
        sheet: UploadedFile[Any] = self.cleaned_data["sheet"]
        if (sheet.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than {n} MB.").format(n=MOST_BYTES // 1024**2))
        return sheet
