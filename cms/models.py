"""The pages authors write in Wagtail: home, catalogue, a branch's section, courses, lessons.

Learners never read these: releasing a course freezes it (cms.release), and they read what was frozen.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page

from cms import previewing
from cms.blocks import LessonBody, ModuleBlock
from cms.editing import panels
from cms.editing.forms import CoursePageForm, LessonPageForm
from cms.editing.models import ReadingTask as ReadingTask  # Django looks for the models of an app here
from cms.fields import LinesField, SeveralField
from cms.library.media import LibraryMedia as LibraryMedia
from cms.library.models import BranchLibrary as BranchLibrary  # Django looks for the models of an app here
from cms.library.models import LibraryDocument as LibraryDocument
from cms.library.models import LibraryImage as LibraryImage
from cms.library.models import LibraryRendition as LibraryRendition
from cms.orders.models import ReleaseOrder as ReleaseOrder
from cms.orders.models import ReleaseOrderMove as ReleaseOrderMove
from cms.translation.models import SavedWords as SavedWords
from cms.versions.models import Standing as Standing
from courses.catalog import queries as catalog
from courses.catalog.models import Branch
from courses.catalog.states import Audience, Level, Mode
from courses.learning import queries as learning
from lms.people.queries import names_of

Parts = tuple[int, str, str] | None


class _Redirecting(Page):
    """A page whose public face is a view of ours under `address`."""

    class Meta:
        abstract = True

    def address(self) -> str:
        """The path of the public face, without language."""
        raise NotImplementedError  # each page type below names its own

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], self.address())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.address())


class HomePage(_Redirecting):
    """The root of the site."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CataloguePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def address(self) -> str:
        return reverse("home")


class CataloguePage(_Redirecting):
    """Holds the branches' sections."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.BranchPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("course catalogue")
        verbose_name_plural = _("course catalogues")

    def address(self) -> str:
        return reverse("catalogue")


class BranchPage(_Redirecting):
    """A branch's section: its trainers write below it, nobody else's do."""

    branch = models.OneToOneField(Branch, on_delete=models.PROTECT, related_name="+", verbose_name=_("branch"))

    moderated = models.BooleanField(
        _("pages need two readers"), default=False, editable=False
    )  # cms.editing.moderation

    content_panels = [*Page.content_panels, FieldPanel("branch", read_only=True)]
    parent_page_types = ["cms.CataloguePage"]
    subpage_types = ["cms.CoursePage"]
    is_creatable = False  # a branch is opened by `courses.catalog.actions.open_branch`, its section follows

    class Meta:
        verbose_name = _("branch section")
        verbose_name_plural = _("branch sections")

    def address(self) -> str:
        return reverse("catalogue")

    def with_content_json(self, content: Any) -> Any:
        """Whether two must read is what officers said last, not what an old draft of the section holds."""
        page = super().with_content_json(content)
        page.moderated = self.moderated
        return page


class CoursePage(_Redirecting):
    """The facts and the story of a course as its authors write them; what is shown of the facts was released."""

    admin_default_ordering = "ord"  # of its lessons: as they are learnt

    code = models.CharField(_("code"), max_length=24, help_text=_("It never changes once the course is released."))
    title_en = models.CharField(_("English title"), max_length=255, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    level = models.CharField(_("level"), max_length=24, choices=Level.choices, default=Level.BASIC)
    mode = models.CharField(_("way of learning"), max_length=24, choices=Mode.choices, default=Mode.SELF_PACED)
    hours = models.DecimalField(_("clock hours"), max_digits=6, decimal_places=2)
    periods = models.PositiveSmallIntegerField(
        _("periods of 45 minutes"), help_text=_("Left empty, it is counted from the hours.")
    )
    audiences = SeveralField(verbose_name=_("for whom"), options=Audience.choices)
    tools = LinesField(verbose_name=_("tools"), help_text=_("What other courses have is offered while you type."))
    standards = LinesField(verbose_name=_("standards"), help_text=_("With the year of the edition, where it counts."))
    outcomes = LinesField(verbose_name=_("learning outcomes"), help_text=_("What a learner can do afterwards."))
    modules = StreamField([("module", ModuleBlock())], verbose_name=_("modules"), blank=True)
    prerequisites = SeveralField(verbose_name=_("courses to take before"))
    clauses = SeveralField(
        verbose_name=_("clauses of the city's plan"), help_text=_("Those whose targets this course serves.")
    )
    trainers = SeveralField(
        verbose_name=_("trainers"),
        coerce=int,
        named=names_of,
        help_text=_("Their names stand on the course's public page, where everybody reads them."),
    )
    cover = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("cover"), help_text=_("Shown to everybody in the catalogue and on the course's page."),
    )  # fmt: skip
    cover_alt = models.CharField(_("what the cover shows"), max_length=255, blank=True)
    min_attendance = models.PositiveSmallIntegerField(_("attendance needed, percent"), null=True, blank=True)
    min_quiz = models.PositiveSmallIntegerField(_("quiz result needed, percent"), null=True, blank=True)
    reviewed = models.BooleanField(_("lessons reviewed by an expert"), default=False)
    story = RichTextField(_("story"), blank=True, features=["h2", "h3", "bold", "italic", "ol", "ul", "link"])
    demo = models.BooleanField(default=False, editable=False)

    base_form_class = CoursePageForm
    edit_handler = panels.course_tabs(Page.content_panels, Page.promote_panels, Page.settings_panels)
    parent_page_types = ["cms.BranchPage"]
    subpage_types = ["cms.LessonPage"]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def address(self) -> str:
        course = catalog.course_by_code(self.code)
        return reverse("course", args=[course.slug]) if course else reverse("catalogue")

    def clean(self) -> None:
        super().clean()
        before = CoursePage.objects.filter(pk=self.pk).first()
        if before and before.code != self.code and catalog.course_by_code(before.code):
            raise ValidationError({"code": _("This course was released: its code never changes.")})
        if CoursePage.objects.filter(code=self.code).exclude(pk=self.pk).exists():
            raise ValidationError({"code": _("Another course page has this code.")})

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return TemplateResponse(request, "cms/course_preview.html", previewing.course(self))


class LessonPage(Page):
    """The words of one lesson. The public never sees this page: they read what was released, in the reader."""

    summary = models.TextField(_("summary"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=0)
    module = models.PositiveSmallIntegerField(_("number of the module"), default=0)
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)

    base_form_class = LessonPageForm
    content_panels = panels.lesson_panels(Page.content_panels)
    parent_page_types = ["cms.CoursePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        return []

    def with_content_json(self, content: Any) -> Any:
        """Its place in the course is the tree's, not a draft's: publishing old words leaves the lesson where it is."""
        page = super().with_content_json(content)
        page.module = self.module
        return page

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """To the reader for who learns it, else there is no such page."""
        person = request.person if request.user.is_authenticated else None
        enrolment = learning.enrolment_with_lesson(person, self.translation_key) if person else None
        if enrolment is None:
            raise Http404
        return HttpResponseRedirect(reverse("lesson", args=[enrolment.run.code, self.translation_key]))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return TemplateResponse(request, "cms/lesson_preview.html", previewing.lesson(self))
