"""The tabs of a course and the panels of a lesson. Read by the models: what needs them is imported when it is drawn."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)


class LessonsPanel(Panel):
    """The lessons of a course by module, put in order by drag, by buttons and by the keyboard alone."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/editing/lessons.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from cms.editing import outline  # noqa: PLC0415 - reads the pages, which read this

            made = super().get_context_data(parent_context)
            return made | {"groups": outline.of(self.instance), "page": self.instance}


def course_tabs(title: list[Any], promote: list[Any], settings: list[Any]) -> TabbedInterface:
    """The editor of a course: words, facts, conditions, lessons, and Wagtail's own last."""
    words = [
        *title,
        FieldPanel("title_en"),
        FieldPanel("code"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
        FieldPanel("outcomes"),
        FieldPanel("story"),
    ]
    facts = [
        HelpPanel(template="cms/editing/branch.html", heading=_("Branch")),
        FieldPanel("audiences"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("mode")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("hours"), FieldPanel("periods")]),
                HelpPanel(template="cms/editing/periods.html"),
            ],
            heading=pgettext_lazy("course", "Duration"),
        ),
        FieldPanel("tools"),
        FieldPanel("standards"),
        FieldPanel("trainers"),
    ]
    rules = [
        FieldPanel("prerequisites"),
        FieldPanel("clauses"),
        FieldRowPanel([FieldPanel("min_attendance"), FieldPanel("min_quiz")]),
        FieldPanel("reviewed"),
    ]
    tabs = [
        ObjectList(words, heading=_("Content")),
        ObjectList(facts, heading=_("Facts for the catalogue")),
        ObjectList(rules, heading=_("Rules")),
        ObjectList([LessonsPanel(heading=_("Lessons")), FieldPanel("modules")], heading=_("Lessons")),
        ObjectList(promote, heading=_("Promote")),
    ]
    if settings:
        tabs.append(ObjectList(settings, heading=_("Settings")))
    return TabbedInterface(tabs)


def lesson_panels(title: list[Any]) -> list[Any]:
    """The words of a lesson; its place is chosen once, and then arranged on the course's page."""
    return [
        *title,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("module"), HelpPanel(template="cms/editing/place.html"), FieldPanel("minutes")],
            heading=_("Place in the course"),
        ),
        FieldPanel("body"),
    ]
