"""The editors' home: what waits for who is signed in, each count the length of the list below it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from cms.editing import waiting
from cms.models import BranchPage, CataloguePage
from cms.versions import standing
from lms.people import queries as people

SHOWN = 10  # rows of a list; the rest is counted


@dataclass(frozen=True)
class Row:
    """One thing that waits: `who` and `words` are people's own; `more` are other ways in, (label, address)."""

    title: str
    href: str
    who: str = ""
    words: str = ""
    at: datetime | None = None
    more: tuple[tuple[str | Promise, str], ...] = ()


@dataclass(frozen=True)
class Listed:
    """One list: `hint` says what to do with it."""

    slug: str
    label: str | Promise
    hint: str | Promise
    rows: list[Row] = field(default_factory=list)

    @property
    def shown(self) -> list[Row]:
        return self.rows[:SHOWN]

    @property
    def rest(self) -> int:
        return max(0, len(self.rows) - SHOWN)


def _edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _name(user: Any) -> str:
    person = getattr(user, "person", None)
    return str(person.full_name) if person else ""


def _reading(user: Any) -> Iterator[Row]:
    for state, page in waiting.to_read(user):
        compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
        more = ((_("See the changes"), compare),) if page.live else ()
        asked = state.workflow_state.requested_by
        yield Row(page.draft_title, _edit(page), _name(asked), state.task.name, state.started_at, more)


def _sent_back(user: Any) -> Iterator[Row]:
    for state, page in waiting.sent_back(user):
        task = state.current_task_state
        yield Row(page.draft_title, _edit(page), _name(task.finished_by), task.comment, task.finished_at)


def _comments(user: Any) -> Iterator[Row]:
    for each in waiting.comments(user):
        href = f"{_edit(each.page)}?comment={each.pk}"
        yield Row(each.page.draft_title, href, _name(each.user), each.text, each.created_at)


def _drafts(user: Any) -> Iterator[Row]:
    for page in waiting.drafts(user):
        yield Row(page.draft_title, _edit(page), at=page.latest_revision_created_at)


def _scheduled(sections: list[str] | None) -> Iterator[Row]:
    for revision, page in waiting.scheduled(sections):
        yield Row(page.draft_title, _edit(page), at=revision.approved_go_live_at)


def _differing(branches: list[str] | None) -> Iterator[Row]:
    for each in standing.differing(branches):
        page, version = each.standing.page_id, each.course.current
        href = reverse("release_course", args=[page]) if page else reverse("wagtailadmin_explore_root")
        yield Row(f"{each.course.code} · {version.title if version else ''}", href, at=each.standing.checked_at)


def _locked(user: Any) -> Iterator[Row]:
    for page in waiting.locked(user):
        yield Row(page.draft_title, _edit(page), at=page.locked_at)


# Slug: what the list is called, and what to do with it; in the order of urgency.
LISTS = {
    "doc": (_("Pages for you to read"), _("Read each, then approve it or send it back with a reason.")),
    "tra-lai": (_("Your pages that were sent back"), _("Change what the reader names and submit the page again.")),
    "binh-luan": (_("Comments that wait for your answer"), _("Answer, or mark the thread as resolved.")),
    "nhap": (
        _("Your pages that are not published"),
        _("Nobody sees these words yet. Publish them, or submit them to be read."),
    ),
    "khac": (
        _("Courses whose live pages differ from their version"),
        _("Learners read the version. Release the course when its pages are ready."),
    ),
    "hen": (_("Published by themselves within a week"), _("Nothing to do, unless the time is wrong.")),
    "khoa": (_("Pages that you keep locked"), _("Unlock what you are done with: nobody else can edit it.")),
}


def lists_of(user: Any) -> list[Listed]:
    """What waits for this user, in the order of urgency; no list that is empty."""
    person = user.person
    branches = None if people.is_officer(person) else people.branches_of_trainer(person)
    paths = None if branches is None else _paths(branches)
    rows = {
        "doc": _reading(user),
        "tra-lai": _sent_back(user),
        "binh-luan": _comments(user),
        "nhap": _drafts(user),
        "khac": _differing(branches),
        "hen": _scheduled(paths),
        "khoa": _locked(user),
    }
    made = [Listed(slug, label, hint, list(rows[slug])) for slug, (label, hint) in LISTS.items()]
    return [each for each in made if each.rows]


def _paths(branches: list[str]) -> list[str]:
    return list(BranchPage.objects.filter(branch__code__in=branches).values_list("path", flat=True))


class DeskPanel(Component):
    """“What waits for me”, first on the front page of the back office."""

    order = 5
    template_name = "cms/editing/desk.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        lists = lists_of(user) if getattr(user, "person", None) else []
        catalogue = CataloguePage.objects.first() if not lists else None
        return {"lists": lists, "catalogue": catalogue}


_DOUBLE = {"user_objects_in_workflow_moderation", "workflow_objects_to_moderate", "locked_pages"}


def on_the_front_page(request: HttpRequest, panels: list[Any]) -> None:
    """Ours in the place of Wagtail's panels that would say the same."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in _DOUBLE]
    panels.append(DeskPanel())
