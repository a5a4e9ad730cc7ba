"""The demonstration's English: one lesson complete, one begun and partly outdated, one untranslated, the facts."""

from typing import Any

from cms import actions as pages
from cms.lesson.words import words_of
from cms.models import CoursePage, LessonPage
from cms.translation import actions, sources
from cms.translation.actions import Typed
from cms.translation.pieces import MODULES, OUTCOMES, TITLE, place
from lms.demo.data import CONTENT, content
from lms.kernel.actors import Actor

LANGUAGE = "en"
# What a file calls otherwise than the plain data of a lesson does.
_PARTS = {"steps": "items", "checklist": "items"}


def _words(block: dict[str, Any]) -> dict[str, str]:
    """{place: words} of a block as it is written in files."""
    ((kind, value),) = block.items()
    if kind in _PARTS:
        value = {**value, "parts": value[_PARTS[kind]]}
    return {place(said): said.text for said in words_of({"type": kind, "value": value})}


def _save(page: Any, words: dict[str, dict[str, str]], *, by: Actor) -> None:
    """`words` by the name of the piece, or by "#" and its number."""
    typed = []
    for told in sources.told(sources.of_page(page), LANGUAGE):
        piece = told.piece
        said = words.get(piece.name) or words.get(f"#{piece.number}")
        if said:
            typed.append(Typed(piece.name, piece.of, told.base, said))
    actions.save(page.pk, LANGUAGE, typed, by=by)


def _lay_lesson(page: LessonPage, lesson: dict[str, Any], *, by: Actor) -> None:
    """The lesson's words; where it said something else before, they are of what it said then."""
    words = {f"#{number}": _words(block) for number, block in enumerate(lesson["blocks"], start=1)}
    words[TITLE] = {"title": lesson["title"], "summary": lesson["summary"]}
    now = {number: pages.rewrite_block(page, number, said, by=by) for number, said in lesson.get("before", {}).items()}
    _save(page, words, by=by)
    for number, said in now.items():
        pages.rewrite_block(page, number, said, by=by)


def lay_english(page: CoursePage, *, by: Actor) -> None:
    """Save the English of a course before its first release, which attaches it. Laying it again changes nothing."""
    name = f"en/{page.code.lower()}"
    there = sources.saved([page.code], LANGUAGE)[page.code]
    if there or not (CONTENT / f"{name}.yaml").exists():
        return
    english = content(name)
    lines = {f"{OUTCOMES}.{n}": {"": text} for n, text in enumerate(english["outcomes"], start=1)}
    lines |= {f"{MODULES}.{n}": {"": text} for n, text in enumerate(english["modules"], start=1)}
    _save(page, lines, by=by)
    for lesson in english["lessons"]:
        _lay_lesson(LessonPage.objects.child_of(page).get(slug=lesson["slug"]), lesson, by=by)
