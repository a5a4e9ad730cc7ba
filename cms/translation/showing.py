"""What the pages of a translation show: each piece with its Vietnamese, its state, its fields; each lesson with how far
it is and whether learners have it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.blocks import LessonBody
from cms.lesson.kinds import Form
from cms.lesson.rendering import block_html
from cms.models import CoursePage, LessonPage
from cms.translation import merging, sources
from cms.translation.comparing import Count, State, Told, compare, count
from cms.translation.forms import Field, fields, mark
from courses.catalog import outside
from courses.catalog.models import Course, LessonWords
from courses.catalog.translations import facts_in

_FILE = re.compile(r'"tep:([0-9a-f]{64})(\?ten=[^"<>]*)?"')
_QUIZ = re.compile(r"\[\[quiz:[0-9a-f-]{36}\]\]")


@dataclass(frozen=True)
class Row:
    """A piece side by side. `trouble` says why what was typed was not saved."""

    number: int  # on the page, from 0
    told: Told
    mark: str
    heading: str
    vietnamese: SafeString
    fields: list[Field]
    trouble: str = ""

    @property
    def confirms(self) -> bool:
        """Whether all its words stand there, for somebody to say that they are right."""
        told = self.told
        return told.state in (State.OUTDATED, State.MISSING) and all(told.words.get(p) for p in told.piece.source)


def _vietnamese(source: sources.Source, told: Told) -> SafeString:
    """The piece as its readers see it."""
    piece = told.piece
    if source.blocks and piece.number:
        html = block_html(source.blocks[piece.number - 1], piece.number, sources.SOURCE)
        html = outside.fill(_FILE.sub(lambda found: f'"{reverse("file", args=[found[1]])}{found[2] or ""}"', html))
        return mark_safe(_QUIZ.sub("", html))  # noqa: S308 - cleaned when it was frozen, or by the editor's blocks
    made = SafeString("")
    for said in piece.said:
        text = mark_safe(said.text) if said.form == Form.RICH else format_html("<p>{}</p>", said.text)  # noqa: S308
        made += text
    return made


def _heading(told: Told) -> str:
    piece = told.piece
    names = {
        "title": _("Title and summary"),
        "summary": _("Summary of the course"),
        "story": _("Story"),
        "outcome": _("Learning outcome %(n)s") % {"n": piece.number},
        "module": _("Module %(n)s") % {"n": piece.number},
    }
    if piece.kind in names:
        return names[piece.kind]
    return _("Block %(n)s: %(kind)s") % {"n": piece.number, "kind": LessonBody().child_blocks[piece.kind].label}


def rows(
    source: sources.Source,
    told: list[Told],
    typed: Mapping[str, dict[str, str]] | None = None,
    troubles: Mapping[str, str] | None = None,
) -> list[Row]:
    """Each piece that has words. `typed` and `troubles` are of pieces that could not be saved."""
    typed, troubles = typed or {}, troubles or {}
    return [
        Row(
            number,
            each,
            mark(each),
            _heading(each),
            _vietnamese(source, each),
            fields(number, each, typed.get(each.piece.name)),
            troubles.get(each.piece.name, ""),
        )
        for number, each in enumerate(told)
        if each.state != State.NOTHING
    ]


@dataclass(frozen=True)
class Line:
    """A lesson, or the facts, in the list of a course: `reads` is what learners have (all, old, none)."""

    title: str
    page_id: int | None
    count: Count
    reads: str


def _reads(same: bool, attached: bool) -> str:
    return "all" if same else "old" if attached else "none"


def _lesson_reads(source: sources.Source, told: list[Told], attached: LessonWords | None) -> str:
    """Whether learners have exactly what is saved."""
    if source.released is None or attached is None:
        return _reads(False, False)
    merged = merging.lesson(source.blocks, told, source.released.language)
    now = (merged.title, merged.summary, merged.blocks, merged.left)
    words = attached.words
    return _reads(now == (words.title, words.summary, words.source, attached.untranslated), True)


def _facts_read(course: Course | None, told: list[Told], language: str) -> str:
    attached = facts_in(course.current_id, language) if course and course.current_id else {}
    return _reads(attached == merging.facts(told), bool(attached))


def lines(page: CoursePage, course: Course | None, language: str) -> list[Line]:
    """The facts of the course, then each lesson: those of the current version, or of the pages before a first one."""
    pages: dict[str, Any] = {
        str(each.translation_key): each for each in LessonPage.objects.child_of(page).order_by("path")
    }
    found = [sources.of_released(place.lesson) for place in sources.places(course)]
    if course is None or course.current_id is None:
        found = [sources.of_lesson_page(each) for each in pages.values()]
    facts = sources.of_course_page(page)
    saved = sources.saved([facts.subject, *(each.subject for each in found)], language)
    attached = sources.attached([each.released.pk for each in found if each.released], language)
    told = compare(facts.pieces, saved[facts.subject])
    made = [Line(_("Facts of the course"), page.pk, count(told), _facts_read(course, told, language))]
    for each in found:
        told = compare(each.pieces, saved[each.subject])
        reads = _lesson_reads(each, told, attached.get(each.released.pk) if each.released else None)
        there = pages.get(each.subject)
        made.append(Line(each.title, there.pk if there else None, count(told), reads))
    return made
