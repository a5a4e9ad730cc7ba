"""The page of a release: what its template reads, put together."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.lesson.diffing import State
from cms.orders import forms, queries
from cms.orders.models import ReleaseOrder
from cms.orders.states import OrderState
from cms.release import checking, words
from cms.release.drafting import quiz_keys
from cms.release.planning import Plan
from courses.learning import prospects
from courses.quizzes import queries as quizzes
from lms.kernel.models import LIVE
from lms.people.queries import names_of

LEARNERS = 50  # on a page of their list


def summary(plan: Plan) -> str:
    """What the release does, in one line."""
    added, removed, changed = (plan.counted(state) for state in (State.ADDED, State.REMOVED, State.CHANGED))
    moved, blocks, facts = plan.lessons_moved, plan.blocks_moved, len(plan.facts)
    counted = (
        (changed, ngettext("%(n)s lesson changed", "%(n)s lessons changed", changed)),
        (added, ngettext("%(n)s new lesson", "%(n)s new lessons", added)),
        (removed, ngettext("%(n)s lesson leaves", "%(n)s lessons leave", removed)),
        (moved, ngettext("%(n)s lesson in another place", "%(n)s lessons in other places", moved)),
        (blocks, ngettext("%(n)s block in another place", "%(n)s blocks in other places", blocks)),
        (facts, ngettext("%(n)s fact changed", "%(n)s facts changed", facts)),
        (len(plan.quizzes), ngettext("%(n)s quiz changed", "%(n)s quizzes changed", len(plan.quizzes))),
    )
    said = ", ".join(words % {"n": number} for number, words in counted if number)
    return said or _("Nothing changes.")


def _target(plan: Plan, successions: Mapping[UUID, UUID]) -> prospects.Target:
    """What would be released, as a learner would meet it."""
    if plan.course is None or plan.version is None:
        raise ValueError("A course that was never released has no learners.")
    steps = prospects.steps_of(plan.course.pk, plan.version.number)
    keys = tuple(text.key for text in plan.texts)
    return prospects.Target(keys, frozenset(quiz_keys(plan.texts)), (*steps, (plan.version.number + 1, successions)))


def learners(plan: Plan, successions: Mapping[UUID, UUID], page: Any) -> dict[str, Any]:
    """Who is learning on an earlier version, a page of them, with what their progress would become."""
    if plan.course is None or plan.version is None:
        return {}
    under_way = prospects.movable(plan.course.pk, plan.version.number + 1)
    shown = Paginator(under_way, LEARNERS).get_page(page)
    target = _target(plan, successions)
    told = prospects.prospects(list(shown.object_list), target)
    sitting = quizzes.being_sat([each.enrolment.pk for each in told])
    rows = [(each, bool(sitting.get(each.enrolment.pk, set()) - target.quizzes)) for each in told]
    return {"learners": shown, "rows": rows, "fixed": prospects.staying_fixed(plan.course.pk)}


def _successors(plan: Plan, chosen: Mapping[UUID, UUID]) -> list[dict[str, Any]]:
    """The question about each vanished lesson: the lessons to choose from, those that are new first."""
    known = {text.key for text in plan.before}
    new = [text for text in plan.texts if text.key not in known]
    choices = [*new, *(text for text in plan.texts if text.key in known)]
    return [
        {"lesson": text, "name": f"{forms.SUCCESSOR}{text.key}", "chosen": chosen.get(text.key), "choices": choices}
        for text in plan.vanished
    ]


def order(found: ReleaseOrder | None) -> dict[str, Any]:
    """The release that was asked for last: its state, its work, and what became of learners."""
    if found is None:
        return {}
    job = queries.job_of(found)
    running = found.state == OrderState.RUNNING or (found.at is None and found.state == OrderState.WAITING)
    told: dict[str, Any] = {"order": found, "asked_by": names_of([found.by_id]).get(found.by_id) if found.by_id else ""}
    told |= {"job": job, "busy": running or bool(job and job.state in LIVE)}
    if found.state == OrderState.DONE and found.for_learners != "stay":
        told |= {"became": queries.learners_of(found), "left": len((job.result or {}).get("left", ())) if job else 0}
    return told


def page(plan: Plan, form: forms.ReleaseForm, successions: Mapping[UUID, UUID], number: Any) -> dict[str, Any]:
    """Everything the template reads."""
    found = checking.problems(plan)
    edit = {text.key: reverse("wagtailadmin_pages:edit", args=[page.pk]) for text, page in
            zip(plan.texts, plan.pages, strict=True)}  # fmt: skip
    crumbs = [
        {"url": reverse("wagtailadmin_explore_root"), "label": _("Pages")},
        {"url": reverse("wagtailadmin_pages:edit", args=[plan.page.pk]), "label": plan.page.title},
        {"label": _("Release")},
    ]
    return {
        "page": plan.page,
        "plan": plan,
        "form": form,
        "summary": summary(plan),
        "stops": [problem for problem in found if problem.blocks],
        "looks": [problem for problem in found if not problem.blocks],
        "lessons": [(change, edit.get(change.key, "")) for change in plan.lessons if change.touched],
        "unchanged": plan.counted(State.SAME),
        "people": words.people_in(plan.facts),
        "successors": _successors(plan, successions),
        "breadcrumbs_items": crumbs,
        "header_title": _("Release %(course)s") % {"course": plan.page.code},
        **learners(plan, successions, number),
        **order(queries.last(plan.page.pk)),
    }
