"""From live pages to a frozen version: the pages' words and facts in the shape of drafts, then the freezing.

Only what is live is read: a draft, or the unpublished changes of a live page, is left out.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cms import covers, freezing
from cms.blocks import SCHEMA
from cms.cleaning import clean_html
from cms.lesson import rendering
from cms.models import BranchPage, CoursePage, LessonPage
from courses.catalog import actions as catalog
from courses.catalog import queries
from courses.catalog.drafts import CourseDraft, LessonDraft
from courses.catalog.models import Branch, Course, CourseVersion
from courses.catalog.rules import may_release
from courses.quizzes import queries as quizzes
from courses.quizzes import writing
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput


def branch_of(page: CoursePage) -> Branch:
    """The branch whose section the page stands in."""
    return BranchPage.objects.ancestor_of(page).select_related("branch").get().branch


def may_release_page(by: Actor, page: CoursePage) -> bool:
    """Whether this person may release the course of this page, released before or not."""
    return may_release(by, queries.course_by_code(page.code) or Course(code=page.code, branch=branch_of(page)))


def live_lessons(page: CoursePage) -> list[LessonPage]:
    """The live lessons of a course page, in order; pages in another language give no structure (cms.translation)."""
    live = LessonPage.objects.child_of(page).live().filter(locale=page.locale_id)
    return list(live.select_related("locale").order_by("path"))


def _lesson_draft(page: LessonPage, by: Actor) -> LessonDraft:
    source = freezing.plain(page.body)
    language = page.locale.language_code

    def quiz_version(key: str) -> str:
        quiz = quizzes.quiz_by_key(UUID(key))
        if quiz is None:
            raise BadInput(_("The lesson “%(title)s” names a quiz that does not exist.") % {"title": page.title})
        return str(writing.freeze(quiz.pk, by=by).pk)

    return LessonDraft(
        key=page.translation_key,
        title=page.title,
        source=source,
        schema=SCHEMA,
        html=rendering.html(source, language),
        renderer=rendering.RENDERER,
        language=language,
        summary=page.summary,
        minutes=page.minutes,
        module=page.module,
        anchors=tuple(freezing.anchors(page.body)),
        items=freezing.items(source, quiz_version),
    )


def draft_of(
    page: CoursePage, lessons: tuple[LessonDraft, ...], cover: Callable[[Any], str] = covers.known
) -> CourseDraft:
    """The facts of a page in the shape of a version; `cover` makes a digest of the picture."""
    modules: list[dict[str, Any]] = [
        {"no": m.value["no"], "title": m.value["title"], "hours": f"{m.value['hours'].normalize():f}",
         "kind": m.value["kind"]}
        for m in page.modules
    ]  # fmt: skip
    rule = {"min_attendance_pct": page.min_attendance, "min_quiz_pct": page.min_quiz}
    return CourseDraft(
        title_vi=page.title,
        title_en=page.title_en,
        summary=page.summary,
        level=page.level,
        mode=page.mode,
        hours=page.hours,
        periods=page.periods,
        audiences=tuple(page.audiences),
        tools=tuple(page.tools),
        standards=tuple(page.standards),
        outcomes=tuple(page.outcomes),
        modules=tuple(modules),
        prerequisites=tuple(page.prerequisites),
        clauses=tuple(page.clauses),
        pass_rule={name: percent for name, percent in rule.items() if percent is not None},
        reviewed=page.reviewed,
        demo=page.demo,
        trainers=tuple(page.trainers),
        cover=cover(page.cover),
        cover_alt=page.cover_alt if page.cover else "",
        lessons=lessons,
    )


@transaction.atomic
def release(page_id: int, *, by: Actor, note: str = "") -> CourseVersion:
    """Freeze the live course and make it current. The same words released twice make no version."""
    page = CoursePage.objects.select_for_update(of=("self",)).get(pk=page_id)
    if not page.live:
        raise BadInput(_("This course page is a draft: publish it first."))
    course = catalog.identify(page.code, branch_of(page), by=by)
    lessons = tuple(_lesson_draft(lesson, by) for lesson in live_lessons(page))
    return catalog.release(course.pk, draft_of(page, lessons, covers.kept), by=by, note=note)


def story_of(code: str) -> str:
    """The story of a course's live page, as HTML; "" where there is none."""
    page = CoursePage.objects.filter(code=code, live=True).only("story").first()
    return clean_html(page.story) if page and page.story else ""
