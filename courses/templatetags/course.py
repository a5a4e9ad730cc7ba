"""The words for what a course is: level, way of learning, audiences, module kinds."""

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.catalog.states import Audience, Level, Mode
from lms.kernel.languages import said
from lms.kernel.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def level_label(value: str) -> str:
    return str(Level(value).label)


@register.simple_tag
def mode_label(value: str) -> str:
    return str(Mode(value).label)


@register.simple_tag
def audience_labels(version: Any) -> str:
    """For whom: of a CourseVersion (its source names them) or of a CourseDraft."""
    values = version.source["audiences"] if hasattr(version, "source") else version.audiences
    words = ", ".join(str(Audience(value).label) for value in values)
    return words[:1].upper() + words[1:]


@register.simple_tag
def kind_label(value: str) -> str:
    """The way of learning of one module."""
    words = {"doc_va_video": _("Reading and video"), "thuc_hanh": _("Practice"), "du_an": _("Project")}
    return words.get(value, _("Test"))


@register.simple_tag
def rule_words(rule: dict[str, Any]) -> str:
    """What completes a class, as list items."""
    lines = []
    if rule.get("lessons") == "all":
        lines.append(_("All lessons read"))
    if rule.get("quiz") is not None:
        lines.append(_("Every quiz passed with %(percent)s%% or more") % {"percent": rule["quiz"]})
    if rule.get("attendance") is not None:
        lines.append(_("At least %(percent)s%% of the sessions attended") % {"percent": rule["attendance"]})
    return format_html("".join("<li>{}</li>" for _line in lines), *lines)


_NOBODYS = UUID(int=0)  # stands for a lesson's key in an address that is made once for all of them


@register.simple_tag
def outline_list(outline: Any, run: Any, *, here: UUID | None = None) -> SafeString:
    """The lessons of an outline with what was read; `here` is the key one stands on.

    Made without a template: a long course has hundreds of lines, and a page shows them twice (`as lines`).
    """
    address = reverse("lesson", args=[run.code, _NOBODYS])
    check, empty = icon("check"), mark_safe('<i class="o"></i>')
    read = format_html('<span class="vh">, {}</span>', _("read"))
    at = mark_safe(' aria-current="page"')
    lines = (
        (
            address.replace(str(_NOBODYS), str(line.lesson.key)),
            at if line.lesson.key == here else "",
            check if line.finished else empty,
            said(line.title, line.title_language),
            read if line.finished else "",
        )
        for line in outline.lines
    )
    made = format_html_join("", '<li><a href="{}"{}>{}<span>{}{}</span></a></li>', lines)
    return format_html('<ol class="outline">{}</ol>', made)
