"""From live pages to a frozen version: the pages' words and facts in the shape of drafts, then the freezing.

Only what is live is read: a draft, or the unpublished changes of a live page, is left out.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import covers, freezing
from cms.cleaning import clean_html
from cms.lesson import rendering
from cms.lesson.courses import LessonText
from cms.lesson.kinds import Keep, schema_of
from cms.models import BranchPage, CoursePage, LessonPage
from courses.catalog import actions as catalog
from courses.catalog import queries
from courses.catalog.drafts import CourseDraft, LessonDraft
from courses.catalog.models import Branch, Course, CourseVersion
from courses.catalog.rules import may_release
from courses.quizzes import queries as quizzes
from courses.quizzes import writing
from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, WrongState


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


def texts_of_pages(
    lessons: Sequence[LessonPage], keep: Keep = freezing.known, lost: list[freezing.Lost] | None = None
) -> list[LessonText]:
    """Live lesson pages as plain values. `lost` takes the blocks that cannot be frozen; else the first one raises."""
    sources = freezing.plain_many([page.body for page in lessons], keep, lost)
    return [
        LessonText(
            key=page.translation_key,
            title=page.title,
            source=source,
            summary=page.summary,
            minutes=page.minutes,
            module=page.module,
            anchors=freezing.anchors(page.body) if len(source) == len(page.body.raw_data) else (),
        )
        for page, source in zip(lessons, sources, strict=True)
    ]


def quiz_keys(texts: Sequence[LessonText]) -> list[str]:
    """The keys of the quizzes in these lessons, each once, in order."""
    blocks = [block for text in texts for block in text.source if block["type"] == "quiz"]
    return list(dict.fromkeys(str(block["value"]["key"]) for block in blocks))


def digest_of(before: CourseVersion | None, draft: CourseDraft, texts: Sequence[LessonText]) -> str:
    """What names a release before it is done: what would be frozen (words, facts, quizzes as they stand) and after
    which version.
    """
    said = [[str(t.key), t.title, t.summary, t.minutes, t.module, t.source] for t in texts]
    asked = {key: quiz.digest for key, quiz in sorted(writing.prospects(quiz_keys(texts)).items())}
    return audit.digest([before.pk if before else None, draft.facts(), said, asked])


def _lesson_drafts(texts: Sequence[LessonText], language: str, by: Actor) -> tuple[LessonDraft, ...]:
    frozen: dict[str, str] = {}

    def quiz_version(key: str) -> str:
        if key not in frozen:
            quiz = quizzes.quiz_by_key(UUID(key))
            if quiz is None:
                raise BadInput(_("A lesson names a quiz that does not exist."))
            frozen[key] = str(writing.freeze(quiz.pk, by=by).pk)
        return frozen[key]

    return tuple(
        LessonDraft(
            key=text.key,
            title=text.title,
            source=list(text.source),
            schema=schema_of(list(text.source)),
            html=rendering.html(list(text.source), language),
            renderer=rendering.RENDERER,
            language=language,
            summary=text.summary,
            minutes=text.minutes,
            module=text.module,
            anchors=tuple(text.anchors),
            items=freezing.items(list(text.source), quiz_version),
        )
        for text in texts
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


class Changed(WrongState):
    """What would be released is not what was seen."""

    default = gettext_lazy(
        "The pages have changed since this page was opened. Nothing was released: look at the changes again."
    )


@transaction.atomic
def release(
    page_id: int, *, by: Actor, note: str = "", terms: catalog.Terms | None = None, seen: str = ""
) -> CourseVersion:
    """Freeze the live course and make it current. The same words released twice make no version.

    `seen` is the digest of the plan that was looked at: anything else is refused as Changed.
    """
    page = CoursePage.objects.select_for_update(of=("self",)).select_related("locale").get(pk=page_id)
    if not page.live:
        raise BadInput(_("This course page is a draft: publish it first."))
    course = catalog.identify(page.code, branch_of(page), by=by)
    texts = texts_of_pages(live_lessons(page), freezing.keep)
    if seen and digest_of(course.current, draft_of(page, ()), texts) != seen:
        raise Changed
    lessons = _lesson_drafts(texts, page.locale.language_code, by)
    return catalog.release(course.pk, draft_of(page, lessons, covers.kept), by=by, terms=terms or catalog.Terms(note))


def story_of(code: str) -> str:
    """The story of a course's live page, as HTML; "" where there is none."""
    page = CoursePage.objects.filter(code=code, live=True).only("story").first()
    return clean_html(page.story) if page and page.story else ""
