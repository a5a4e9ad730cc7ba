"""The lessons of a course as its author sees them: by module, in their order, each with its state."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.models import CoursePage, LessonPage


@dataclass(frozen=True)
class Line:
    """One lesson. `state`: waiting (for moderation), scheduled, draft, changed or live; `at` where it is scheduled."""

    pk: int
    title: str
    minutes: int
    module: int
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class Group:
    """A module with its lessons; `no` 0 gathers those of no module, and of modules that are gone."""

    no: int
    title: str
    lines: list[Line] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


def _line(page: Any, modules: set[int]) -> Line:
    at = page.latest_revision.approved_go_live_at if page.latest_revision else None
    if page.workflow_in_progress:
        state = "waiting"
    elif at:
        state = "scheduled"
    elif not page.live:
        state = "draft"
    else:
        state = "changed" if page.has_unpublished_changes else "live"
    module = page.module if page.module in modules else 0
    return Line(page.pk, page.draft_title or page.title, page.minutes, module, state, at)


def lines(page: CoursePage) -> list[Line]:
    """The lessons below the page, in their order; three queries for any number."""
    modules = {module.value["no"] for module in page.modules}
    found = (
        LessonPage.objects.child_of(page)
        .filter(locale=page.locale_id)
        .order_by("path")
        .defer("body", "summary", "search_description")
    )
    found = found.select_related("latest_revision").defer("latest_revision__content").prefetch_workflow_states()
    return [_line(each, modules) for each in found]


def of(page: CoursePage) -> list[Group]:
    """Every module of the page, empty ones too, each with its lessons; last, where there are any, those of none."""
    groups = {module.value["no"]: Group(module.value["no"], module.value["title"]) for module in page.modules}
    rest = Group(0, "")
    for line in lines(page):
        groups.get(line.module, rest).lines.append(line)
    return [*groups.values(), rest] if rest.lines or not groups else list(groups.values())
