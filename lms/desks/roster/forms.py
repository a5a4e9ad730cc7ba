"""What a manager sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.learning.models import CourseRun
from courses.learning.queries import open_runs, takes_learners
from lms.kernel.templatetags.viet import ngay


class _Classes(forms.ModelChoiceField[CourseRun]):
    def label_from_instance(self, run: CourseRun) -> str:
        title = run.course.current.title_vi if run.course.current else ""
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
        runs = [run.pk for run in open_runs() if takes_learners(run)]
        field = self.fields["run"]
        assert isinstance(field, _Classes)  # noqa: S101 - declared above
        field.queryset = CourseRun.objects.filter(pk__in=runs).select_related("course__current").order_by("code")
