"""Words of Wagtail's admin that Wagtail 8 marks for no language: given to gettext here, once, when the apps are ready.

The crawl (tests/walk/test_language.py) finds the next one, and says when upstream has marked one of these.
"""

from typing import Any

from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import get_template
from django.template.loaders import app_directories
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers, workflows
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page

_TEXT = _("Link text")
LABELS = {
    choosers.ExternalLinkChooserForm: {"link_text": _TEXT},
    choosers.AnchorLinkChooserForm: {"link_text": _TEXT, "url": _("Anchor")},
    choosers.PhoneLinkChooserForm: {"link_text": _TEXT, "phone_number": _("Phone number")},
    choosers.EmailLinkChooserForm: {
        "link_text": _TEXT,
        "email_address": _("Email address"),
        "subject": _("Subject of the mail"),
        "body": _("Text of the mail"),
    },
    workflows.WorkflowPageForm: {"page": _("Page")},
}
# Template: what stands there, and what stands there instead. {% trans %} is loaded in each of them.
_BUTTON = ('type="submit" value="Search"', """type="submit" value="{% trans 'Search' %}\"""")
_PUBLISHER = '{% include "wagtailadmin/shared/user_avatar.html" with user=page.last_published_by'
TEMPLATES = {
    "wagtailadmin/home.html": [_BUTTON],
    # A page that was laid by no one has no publisher, who would be called “None”.
    "wagtailadmin/reports/aging_pages_results.html": [
        (_PUBLISHER, "{% if page.last_published_by %}" + _PUBLISHER),
        ("username=page.last_published_by_user %}", "username=page.last_published_by_user %}{% endif %}"),
    ],
    "wagtailadmin/shared/header.html": [_BUTTON],
    "wagtailadmin/shared/headers/_actions.html": [
        ('<nav aria-label="Actions"', """{% load i18n %}<nav aria-label="{% trans 'Actions' %}\""""),
    ],
}


class Loader(app_directories.Loader):
    """The apps' templates, with the words above marked. An upgrade that moves one of them is told at once."""

    def get_contents(self, origin: Any) -> str:
        text: str = super().get_contents(origin)
        for before, after in TEMPLATES.get(origin.template_name, ()):
            if before not in text:
                raise ImproperlyConfigured(f"{origin.template_name} has no {before!r}: look at cms/unmarked.py")
            text = text.replace(before, after)
        return text


def check(**_given: Any) -> list[Error]:
    """At every start: the words above still stand in Wagtail's templates."""
    wrong = []
    for name in TEMPLATES:
        try:
            get_template(name)
        except ImproperlyConfigured as moved:
            wrong.append(Error(str(moved), id="cms.E001"))
    return wrong


def _label_task_types(form: Any) -> None:
    """A field that the form gives itself where there is more than one kind of step."""
    begin = form.__init__

    def begun(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        if "task_type" in self.fields:
            self.fields["task_type"].label = _("Task type")

    form.__init__ = begun


def mark() -> None:
    """Put the words in their places."""
    for form, labels in LABELS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    choosers.SearchFilterMixin.base_fields["q"].widget.attrs["placeholder"] = _("Search")  # fixed when it is imported
    SearchView.verbose_name, SearchView.verbose_name_plural = Page._meta.verbose_name, Page._meta.verbose_name_plural
    _label_task_types(workflows.TaskChooserSearchForm)
