"""A course page, or a lesson of it, that was deleted is made again from what a version keeps of it.

What is there stays as it is; only what is missing is made, live, below the section of the course's branch, with the
keys of the lessons and the editor's ids of the blocks, so that progress, translations and comparisons go on as if it
had never gone. Releasing it afterwards changes nothing. The story of a course is no part of a version and is lost.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.lesson.kinds import KINDS
from cms.models import BranchPage, CoursePage, LessonPage
from cms.queries import course_page
from cms.versions.refiling import cover, finder
from courses.catalog import queries as catalog
from courses.catalog.models import Course, CourseVersion, VersionLesson
from courses.catalog.rules import may_release
from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, Unknown, require
from lms.kernel.names import fold

_SAME = ("title_en", "summary", "level", "mode", "periods", "audiences", "tools", "standards", "outcomes",
         "prerequisites", "clauses", "reviewed", "demo")  # fmt: skip


@dataclass
class Rebuilt:
    """What was made: whether the course page, which lessons by title, how many files of the library."""

    page: CoursePage
    version: CourseVersion
    course: bool = False
    lessons: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)  # lessons of the version that stand in another course now
    brought: list[int] = field(default_factory=list)  # ids of what the library had lost


@transaction.atomic
def rebuild(course_id: int, number: int | None = None, *, by: Actor) -> Rebuilt:
    """Make what is missing of the course, from the version of this number (None: the current one).

    Called again it makes nothing. Raises NotAllowed, Unknown for a version there is not, BadInput where the branch has
    no section or a file was lost.
    """
    course = Course.objects.select_for_update(of=("self",)).select_related("branch", "current").get(pk=course_id)
    require(may_release(by, course))
    version = _version(course, number)
    page = course_page(course.code)
    brought: list[int] = []
    made = Rebuilt(page or _course(version, brought, by), version, course=page is None, brought=brought)
    _lessons(made, by)
    if made.course or made.lessons:
        audit.looked(version, by=by, verb="rebuild")  # the version is as it was: pages are no part of the record
    return made


def _version(course: Course, number: int | None) -> CourseVersion:
    version = catalog.version_of(course.pk, number) if number else course.current
    if version is None:
        raise Unknown(_("There is no version %(n)s of %(course)s.") % {"n": number or 1, "course": course.code})
    version.course = course
    return version


def _add(parent: Page, page: Page, by: Actor) -> Any:
    parent.add_child(instance=page)
    user = getattr(by, "user", None)
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page


def _course(version: CourseVersion, brought: list[int], by: Actor) -> CoursePage:
    course = version.course
    section = BranchPage.objects.filter(branch=course.branch_id).first()
    if section is None:
        raise BadInput(_("The branch has no section of pages."))
    facts = version.source
    modules = [{"type": "module", "value": module} for module in facts["modules"]]
    rule = facts["pass_rule"]
    fields = {name: facts[name] for name in _SAME}
    fields |= {"min_attendance": rule.get("min_attendance_pct"), "min_quiz": rule.get("min_quiz_pct")}
    fields |= {"title": version.title_vi, "code": course.code, "hours": Decimal(facts["hours"])}
    fields |= {"trainers": version.trainers, "cover_alt": version.cover_alt}
    if version.cover:
        fields["cover_id"] = cover(course.branch, version.cover, version.cover_alt, brought)
    slug = _free(section, course.slug)
    page = CoursePage(**fields, slug=slug, modules=json.dumps(modules), locale=section.locale)
    made: CoursePage = _add(section, page, by)
    return made


def _free(parent: Page, wanted: str) -> str:
    """An address that no other page below `parent` has."""
    slug = wanted[:80] or "bai"
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(each for each in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)


def _lessons(made: Rebuilt, by: Actor) -> None:
    """Make the lessons that are missing, each after the one it follows in the version."""
    there = {lesson.translation_key: lesson for lesson in LessonPage.objects.child_of(made.page).order_by("path")}
    before: LessonPage | None = None
    locale = made.page.locale_id
    for place in catalog.places_with_words(made.version.pk):
        page = there.get(place.lesson.key)
        if page is None and LessonPage.objects.filter(translation_key=place.lesson.key, locale=locale).exists():
            made.elsewhere.append(place.lesson.title)
            continue
        if page is None:
            page = _lesson(made, place, by)
            first = made.page.get_first_child()
            if before is not None:
                page.move(before, pos="right")
            elif first is not None and first.pk != page.pk:
                page.move(first, pos="left")
            made.lessons.append(page.title)
        before = LessonPage.objects.get(pk=page.pk)  # its path, after what was put beside it


def _lesson(made: Rebuilt, place: VersionLesson, by: Actor) -> LessonPage:
    lesson = place.lesson
    anchors = [*lesson.anchors, *[""] * len(lesson.source)]
    body = []
    for block, anchor in zip(lesson.source, anchors, strict=False):
        raw = KINDS[block["type"]].raw(block["value"], finder(made.version.course.branch, made.brought))
        body.append({"type": block["type"], "value": raw, **({"id": anchor} if anchor else {})})
    page = LessonPage(
        title=lesson.title,
        slug=_free(made.page, slugify(fold(lesson.title))),
        summary=lesson.summary,
        minutes=lesson.minutes,
        module=place.module,
        translation_key=lesson.key,
        body=json.dumps(body),
        locale=Locale.objects.get(language_code=lesson.language),
    )
    added: LessonPage = _add(made.page, page, by)
    return added
