"""Saving a translation piece by piece, and attaching it to what learners read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.cleaning import clean_html
from cms.lesson import rendering
from cms.lesson.kinds import Form
from cms.release.drafting import may_release_page
from cms.translation import merging, sources
from cms.translation.comparing import State, Told, compare
from cms.translation.models import SavedWords
from cms.translation.pieces import Piece, place
from courses.catalog import attaching
from courses.catalog.drafts import LessonDraft
from courses.catalog.models import Course, LessonVersion
from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, Unknown, require

LONGEST, LONGEST_TITLE = 100_000, 255  # characters at one place


@dataclass(frozen=True)
class Typed:
    """What a translator typed for a piece: `of` and `base` are what their page was made from (see `Told`).

    `confirmed`: the words are right as they stand, although the source has changed.
    """

    piece: str
    of: str
    base: int
    words: dict[str, str]
    confirmed: bool = False


@dataclass
class Outcome:
    """Pieces that were saved, and those that were not because somebody else saved theirs, or the source changed."""

    kept: list[str] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def may_translate_page(by: Actor, page: Any) -> bool:
    """Whether this person may translate the course or lesson of this page."""
    course = sources.course_page_of(page)
    return course is not None and may_release_page(by, course)


def _clean(piece: Piece, words: dict[str, str]) -> dict[str, str]:
    """The words of the places the piece has, as they may be kept."""
    kept = {}
    for said in piece.said:
        text = normalize("NFC", words.get(place(said), "").replace("\r\n", "\n").strip())
        most = LONGEST_TITLE if said.path == ("title",) else LONGEST
        if len(text) > most:
            raise BadInput(_("Words at one place are longer than %(most)s characters.") % {"most": most})
        kept[place(said)] = clean_html(text) if said.form == Form.RICH else text
    return kept


def _held(told: Told) -> dict[str, str]:
    """The words a translator found in the fields."""
    return {place: told.words.get(place, "") for place in told.piece.source}


def _wanted(told: Told, words: dict[str, str], confirmed: bool) -> bool:
    """Whether these words say something that is not saved yet."""
    confirms = confirmed and told.state in (State.OUTDATED, State.MISSING) and all(words.values())
    return confirms or words != _held(told)


def _row(source: sources.Source, language: str, piece: Piece, words: dict[str, str], by: Actor) -> SavedWords:
    return SavedWords(
        subject=source.subject,
        language=language,
        piece=piece.name,
        of=piece.of,
        source=piece.source,
        words=words,
        saved_by_id=by.pk,
    )


def _sort(told: dict[str, Told], typed: Sequence[Typed], outcome: Outcome) -> list[tuple[Piece, dict[str, str]]]:
    """What is to be written; what cannot be is named in the outcome."""
    wanted = []
    for each in typed:
        now = told.get(each.piece)
        if now is None or now.piece.of != each.of:
            if any(each.words.values()):
                outcome.changed.append(each.piece)
            continue
        words = _clean(now.piece, each.words)
        if not _wanted(now, words, each.confirmed):
            continue
        if now.base != each.base:
            outcome.overtaken.append(each.piece)
        else:
            wanted.append((now.piece, words))
            outcome.kept.append(each.piece)
    return wanted


@transaction.atomic
def save(page_id: int, language: str, typed: Sequence[Typed], *, by: Actor) -> Outcome:
    """Keep what was typed for the pieces of a page; words that are saved already change nothing.

    A piece that somebody else saved meanwhile, or whose source was released anew, is not written over: the outcome
    names it.
    """
    page = Page.objects.select_for_update(of=("self",)).get(pk=page_id).specific  # two translators: one after the other
    if language not in sources.OTHERS or sources.course_page_of(page) is None:
        raise Unknown
    require(may_translate_page(by, page))
    source = sources.of_page(page)
    outcome = Outcome()
    told = {each.piece.name: each for each in sources.told(source, language)}
    wanted = _sort(told, typed, outcome)
    rows = [_row(source, language, piece, words, by) for piece, words in wanted]
    for row in rows:
        row.save()
    audit.record_many("translate", rows, by=by)
    return outcome


def _draft(lesson: LessonVersion, merged: merging.Merged, language: str) -> LessonDraft:
    return LessonDraft(
        key=lesson.key,
        title=merged.title,
        summary=merged.summary,
        source=merged.blocks,
        schema=lesson.schema,
        html=rendering.html(merged.blocks, language),
        renderer=rendering.RENDERER,
        language=language,
        minutes=lesson.minutes,
        anchors=tuple(lesson.anchors),
        items=attaching.items_of(lesson),
    )


def _attach_lessons(course: Course, language: str, only: str, by: Actor) -> int:
    """How many lessons of the current version have words in `language` now. Nothing translated attaches nothing."""
    lessons = [each.lesson for each in sources.places(course) if only in ("", str(each.lesson.key))]
    rows = sources.saved([str(lesson.key) for lesson in lessons], language)
    attached = 0
    for lesson in lessons:
        told = compare(sources.of_released(lesson).pieces, rows[str(lesson.key)])
        if any(each.state == State.DONE for each in told):
            merged = merging.lesson(lesson.source, told, lesson.language)
            draft = _draft(lesson, merged, language)
            attaching.attach_words(course.pk, lesson.pk, draft, merged.left, by=by)
            attached += 1
    return attached


def _attach_facts(course: Course, language: str, by: Actor) -> None:
    assert course.current is not None  # noqa: S101 - asked by attach
    source = sources.of_facts(course.code, course.current)
    told = sources.told(source, language)
    if any(each.state == State.DONE for each in told):
        attaching.attach_facts(course.pk, language, merging.facts(told), by=by)


@transaction.atomic
def attach(course_id: int, language: str, *, by: Actor, only: str = "") -> int:
    """Give learners of the current version what is translated of it by now; returns how many lessons have words.

    `only` is the subject that is attached, a lesson's key or the course's code; "" is all of them. Pieces that are
    missing or outdated come in Vietnamese, and say so. No version is made. Twice changes nothing.
    """
    course = attaching.open_course(course_id, by)
    if language not in sources.OTHERS:
        raise Unknown
    if only in ("", course.code):
        _attach_facts(course, language, by)
    return _attach_lessons(course, language, only, by)


def attach_after_release(course_id: int, *, by: Actor) -> None:
    """What was translated before and says what this version says keeps its language; what changed waits."""
    for language in sources.OTHERS:
        attach(course_id, language, by=by)
