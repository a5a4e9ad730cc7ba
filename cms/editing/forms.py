"""The forms of courses and lessons: what is chosen instead of typed, and what is refused with a sentence."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from cms.blocks.widgets import LessonWidget
from cms.editing import choices
from cms.editing.naming import KnownOnly
from courses.catalog.models import Branch
from courses.quizzes import queries as quizzes

MINUTES = 45  # of a period


def periods_of(hours: Decimal) -> int:
    """Clock hours as periods of 45 minutes, to the nearest: 8 hours are 11 periods."""
    return int((hours * 60 / MINUTES).quantize(Decimal(1), rounding=ROUND_HALF_UP))


class CoursePageForm(KnownOnly, WagtailAdminPageForm):
    """A course: `branch` is the section's; codes are chosen, what other courses say is offered."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        section = self.parent_page.specific if self.parent_page else None
        self.branch: Branch | None = getattr(section, "branch", None)
        self._released = choices.released_courses()
        pages = self._meta.model.objects.values_list("code", "title", "path", "prerequisites", "tools", "standards")
        self._pages = list(pages)
        self._choose()
        if "periods" in self.fields:
            self.fields["periods"].required = False  # filled from the hours

    def _choose(self) -> None:
        gone = _("%(value)s (no longer to be chosen)")
        branch = self.branch.code if self.branch else ""
        made = {"prerequisites": self._courses(), "clauses": choices.clauses(), "trainers": choices.trainers(branch)}
        for name, offered in made.items():
            if name in self.fields:
                held = getattr(self.instance, name)
                self.fields[name].choices = choices.with_unknown(offered, held, gone)
        for name, place in (("tools", 4), ("standards", 5)):
            if name in self.fields:
                self.fields[name].widget.suggestions = sorted({each for row in self._pages for each in row[place]})

    def _courses(self) -> choices.Choices:
        """The courses that are released, and those of the branch that are not yet; not this one."""
        found = {code: title for code, (title, _before) in self._released.items()}
        section = self.parent_page.path if self.parent_page else ""
        found |= {row[0]: row[1] for row in self._pages if section and row[2].startswith(section)}
        return [(code, f"{code} · {found[code]}") for code in sorted(found) if code != self.instance.code]

    def clean_prerequisites(self) -> Any:
        """Refuse a course that would have to be taken before itself."""
        chosen = self.cleaned_data["prerequisites"]
        before = {code: asked for code, (_title, asked) in self._released.items()}
        before |= {row[0]: row[3] for row in self._pages}
        way = choices.way_back(self.cleaned_data.get("code") or self.instance.code, chosen, before)
        if way:
            said = _("This course would have to be taken before itself: %(way)s.")
            raise forms.ValidationError(said % {"way": " → ".join(way)})
        return chosen

    def clean(self) -> Any:
        cleaned = super().clean()
        hours = cleaned.get("hours")
        if "periods" in self.fields and cleaned.get("periods") is None and hours is not None:
            cleaned["periods"] = periods_of(hours)
        if cleaned.get("cover") and not cleaned.get("cover_alt"):
            self.add_error("cover_alt", _("Say what the cover shows, for readers who cannot see it."))
        if cleaned.get("cover") and cleaned["cover"].is_svg():
            self.add_error("cover", _("A cover is a photograph or a picture of dots (JPEG, PNG, WebP), not a drawing."))
        return cleaned


class LessonPageForm(KnownOnly, WagtailAdminPageForm):
    """A lesson. Its module is chosen when it is made; afterwards its place is arranged on the course's page."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._offer_own_quizzes()
        if "module" not in self.fields:
            return
        if self.instance.pk:
            del self.fields["module"]
            return
        course = self.parent_page.specific if self.parent_page else None
        modules = [(each.value["no"], each.value) for each in getattr(course, "modules", ())]
        offered = [(0, _("No module"))] + [(no, f"{no} · {value['title']}") for no, value in modules]
        label = self.fields["module"].label
        self.fields["module"] = forms.TypedChoiceField(label=label, choices=offered, coerce=int, initial=0)

    def _offer_own_quizzes(self) -> None:
        """Who writes for a branch is shown the quizzes of this branch, and may use no other's."""
        course = self.parent_page.specific if self.parent_page else None
        section = course.get_parent() if course else None
        branch = getattr(section.specific, "branch", None) if section else None
        if branch and "body" in self.fields:
            body = self.fields["body"]
            body.widget = LessonWidget(body.block, branch.code)
            self._own_quizzes = {str(key) for key in quizzes.keys_of(branch.code)}

    def clean_body(self) -> Any:
        """Refuse the quiz of another branch; one that stood in the lesson before may stay."""
        body = self.cleaned_data["body"]
        known = {block.value["quiz"] for block in self.instance.body if block.block_type == "quiz"}
        own: set[str] | None = getattr(self, "_own_quizzes", None)
        for block in body or ():
            if own is not None and block.block_type == "quiz" and block.value["quiz"] not in own | known:
                raise forms.ValidationError(_("A quiz of this lesson belongs to another branch. Choose one of yours."))
        return body
