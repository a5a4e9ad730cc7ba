"""Putting the lessons of a course in order, and each in its module, at one go.

Order and module are the tree's, not a draft's: they hold at once for the editors, and for learners from the next
release on.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.editing.rules import may_arrange
from cms.models import CoursePage, LessonPage
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.people.models import Person

ARRANGED = "cms.arrange"  # in Wagtail's log
_ASIDE = "~"  # before a path while two lessons change places: no path begins with it


@transaction.atomic
def arrange(course_page_id: int, placed: Sequence[tuple[int, int]], *, by: Actor) -> int:
    """Put the lessons in this order, each (page id, number of its module, 0: none). Returns how many it touched.

    All of the course's lessons must be named, as they are now: else somebody has added or removed one meanwhile.
    """
    page = CoursePage.objects.select_for_update(of=("self",)).get(pk=course_page_id)
    require(may_arrange(by, page))
    user = by.user if isinstance(by, Person) else None
    lock = page.get_lock()
    if lock and user and lock.for_user(user):
        raise WrongState(_("This course is locked: its lessons cannot be put in order now."))
    lessons = {
        each.pk: each
        for each in LessonPage.objects.child_of(page)
        .filter(locale=page.locale_id)
        .order_by("path")
        .only("path", "module")
    }
    if sorted(pk for pk, _module in placed) != sorted(lessons):
        raise WrongState(_("The lessons have changed meanwhile. Reload the page and put them in order again."))
    known = {0, *(module.value["no"] for module in page.modules)}
    if not known.issuperset(module for _pk, module in placed):
        raise BadInput(_("The course has no such module. Save the modules first."))
    touched = _place(lessons, placed)
    if touched:
        log(instance=page, action=ARRANGED, user=user, data={"lessons": sorted(touched)})
    return len(touched)


def _place(lessons: dict[int, Any], placed: Sequence[tuple[int, int]]) -> set[int]:
    """Give the lessons the paths that they have together, in the new order: only what moves is written."""
    paths = sorted(lesson.path for lesson in lessons.values())
    moved, sorted_in = [], []
    for path, (pk, module) in zip(paths, placed, strict=True):
        lesson = lessons[pk]
        if lesson.module != module:
            lesson.module = module
            sorted_in.append(lesson)
        if lesson.path != path:
            lesson.path = path
            moved.append(lesson)
    # Paths are unique, and rows are written one after the other: aside first, then to their places.
    for prefix in (_ASIDE, ""):
        for lesson in moved:
            lesson.path = prefix + lesson.path.removeprefix(_ASIDE)
        LessonPage.objects.bulk_update(moved, ["path"])
    LessonPage.objects.bulk_update(sorted_in, ["module"])
    return {lesson.pk for lesson in [*moved, *sorted_in]}
