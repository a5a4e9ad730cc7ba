"""What a preview is asked for: which words, in which language, how far read, on which day, in which class."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.catalog.models import CourseVersion
from courses.learning.models import CourseRun
from lms.kernel import clock
from lms.kernel.fields import Day
from lms.kernel.languages import NAMES

DRAFT, LIVE = "nhap", "song"  # other sources are numbers of versions
NOTHING, HALF, ALL, DONE, CHOSEN = "chua", "nua", "het", "xong", "chon"
PROGRESS = (
    (NOTHING, _("nothing read yet")),
    (HALF, _("half of the lessons read")),
    (ALL, _("all lessons read")),
    (DONE, _("course completed, quizzes passed")),
    (CHOSEN, _("these lessons read")),
)


@dataclass(frozen=True)
class Asked:
    """One preview. `read` are the places of lessons (from 1) that were read, where `progress` is CHOSEN."""

    source: str
    language: str
    progress: str
    day: date
    run: str = ""  # the code of a class; "": a self-paced one that there is not
    read: tuple[int, ...] = ()

    def finished(self, lessons: int) -> set[int]:
        """The places of the lessons that were read, of so many."""
        far = {NOTHING: 0, HALF: lessons // 2, ALL: lessons, DONE: lessons}.get(self.progress)
        return set(self.read) if far is None else set(range(1, far + 1))

    def having_read(self, place: int, lessons: int) -> "Asked":
        """The same preview after one more lesson."""
        if self.progress == DONE:
            return self
        return replace(self, progress=CHOSEN, read=tuple(sorted({*self.finished(lessons), place})))

    def query(self) -> str:
        """As it stands in addresses."""
        said = [("nguon", self.source), ("ngon-ngu", self.language), ("tien-do", self.progress)]
        said += [("ngay", f"{self.day:%d/%m/%Y}"), ("lop", self.run)]
        return urlencode([*said, *(("bai", place) for place in self.read)])


class _Named(forms.Select):
    """Languages by their own names, each marked as said in itself."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["lang"] = value
        return option


class PreviewForm(forms.Form):
    """The bar above a preview; it stands in the address."""

    nguon = forms.ChoiceField(label=pgettext_lazy("of a preview", "What"), required=False)
    lop = forms.ChoiceField(label=_("Class"), required=False)
    tien_do = forms.ChoiceField(label=_("How far read"), required=False, choices=PROGRESS)
    ngay = Day(label=_("On the day"), required=False, help_text="")
    ngon_ngu = forms.ChoiceField(label=_("Language"), required=False, choices=list(NAMES.items()), widget=_Named)
    bai = forms.TypedMultipleChoiceField(
        label=_("Lessons read"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, sources: Sequence[tuple[str, Any]], runs: Sequence[CourseRun]) -> None:
        super().__init__(data)
        self.sources = sources
        self.fields["nguon"].choices = list(sources)  # type: ignore[attr-defined]
        classes = [(run.code, run.code) for run in runs]
        self.fields["lop"].choices = [("", _("a self-paced class")), *classes]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        """In addresses words are joined by hyphens."""
        return str(super().add_prefix(field_name.replace("_", "-")))

    def with_lessons(self, titles: Sequence[str]) -> "PreviewForm":
        """Once it is known which lessons there are."""
        self.fields["bai"].choices = [(n, f"{n}. {title}") for n, title in enumerate(titles, start=1)]  # type: ignore[attr-defined]
        return self

    def asked(self, otherwise: str) -> Asked:
        """What is asked for; the ordinary in place of what is missing or is nothing. `otherwise`: the language."""
        self.full_clean()
        given = self.cleaned_data
        sent: Any = self.data
        return Asked(
            source=given.get("nguon") or str(self.sources[0][0]),
            language=given.get("ngon_ngu") or otherwise,
            progress=given.get("tien_do") or NOTHING,
            day=given.get("ngay") or clock.today(),
            run=given.get("lop") or "",
            read=tuple(int(each) for each in sent.getlist("bai") if each.isdecimal() and len(each) < 4),
        )


def sources_of(versions: Sequence[CourseVersion], pages: bool) -> list[tuple[str, Any]]:
    """What can be looked at: the pages' drafts and live words, then the versions, the newest first."""
    own = [(DRAFT, _("the draft")), (LIVE, _("what is published"))] if pages else []
    return [*own, *((str(each.number), _("version %(n)s") % {"n": each.number}) for each in versions)]
