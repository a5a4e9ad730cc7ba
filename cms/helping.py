"""The guides in Wagtail's admin: help on its front page, and an entry that opens the chapter of the page one sees."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from lms.guide.queries import explanation
from lms.guide.templatetags.guide import shown


def _help(request: HttpRequest) -> dict[str, Any] | None:
    match = request.resolver_match
    explained = explanation(match.view_name, getattr(request, "person", None)) if match else None
    return shown(explained) if explained else None


class GuideItem(MenuItem):
    """“Guide to this page” at the side: made anew for each page, since it leads to the chapter of that page."""

    def render_component(self, request: HttpRequest) -> Any:
        found = _help(request)
        item = super().render_component(request)
        item.url = found["href"] if found else reverse("guides")
        return item


class HelpPanel(Component):
    """What the back office is for, on its front page."""

    order = 10
    template_name = "cms/backoffice/help.html"

    def __init__(self, request: HttpRequest) -> None:
        self.found = _help(request)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**(self.found or {}), "open": True}  # the page has little else on it


def guide_item() -> MenuItem:
    """The entry, last at the side."""
    return GuideItem(_("Guide to this page"), "", name="guide", icon_name="help", order=9900)


def add_help_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the help on the front page of the back office."""
    panels.append(HelpPanel(request))


def only_what_is_ours(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's guide and its news are pages of its makers, in English: our guides take their place."""
    items[:] = [item for item in items if not item.name.startswith(("editor-guide", "whats-new-in-wagtail"))]
