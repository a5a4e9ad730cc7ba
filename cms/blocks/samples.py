"""A sample of each kind of block, as plain data in the language of who looks: what the chooser shows of it."""

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _


def _picture(name: str, alt: str, **words: str) -> dict[str, Any]:
    return {"src": static(f"img/samples/{name}.svg"), "width": 480, "height": 320, "alt": alt, **words}


def _before(**words: str) -> dict[str, Any]:
    return _picture("before", _("A shelf with boxes lying across each other, two rods on the floor."), **words)


def _after(**words: str) -> dict[str, Any]:
    return _picture("after", _("The same shelf: boxes in rows by colour, a label below each."), **words)


def _text() -> Any:
    heading, words = _("Why tidy up first"), _("Who looks for a tool every day loses hours every month.")
    first, second = _("Keep what is used."), _("Give each thing one place.")
    return f"<h2>{heading}</h2><p>{words}</p><ul><li>{first}</li><li>{second}</li></ul>"


def _callout() -> Any:
    text = f"<p>{_('Take a photograph before you change anything.')}</p>"
    return {"tone": "tip", "title": _("Before you begin"), "text": text}


def _definition() -> Any:
    return {"term": _("Productivity"), "text": _("What comes out, divided by what was put in.")}


def _table() -> Any:
    rows = [[_("Morning shift"), "42", "3"], [_("Evening shift"), "45", "1"]]
    return {"caption": _("Parts of one day"), "header": [_("Shift"), _("Parts made"), _("Faulty parts")], "rows": rows}


def _formula() -> Any:
    made = rf"\text{{{_('productivity')}}} = \frac{{\text{{{_('output')}}}}}{{\text{{{_('input')}}}}}"
    return {"latex": made, "spoken": _("Productivity is output divided by input.")}


def _image() -> Any:
    return _after(caption=_("A shelf after one hour of work"))


def _diagram() -> Any:
    return _before(caption=_("A shelf that nobody keeps"))


def _gallery() -> Any:
    images = [_before(caption=_("In the morning")), _after(caption=_("At noon"))]
    return {"title": _("One shelf, one morning"), "images": images}


def _before_after() -> Any:
    sides = {"before": _before(label=_("Before")), "after": _after(label=_("After"))}
    return {"caption": _("The same shelf, one hour apart"), **sides}


def _played() -> dict[str, Any]:
    said = _("Good morning. Today we clear one shelf, and nothing else.")
    return {"src": "", "type": "", "seconds": 95, "title": _("Clearing one shelf"), "transcript": said}


def _video() -> Any:
    facts = {"width": 480, "height": 320, "spoken": "vi", "captions": "", "poster": static("img/samples/after.svg")}
    return {**_played(), **facts}


def _linked_video() -> Any:
    facts = {"provider": "youtube", "video": "M7lc1UVf-VE"}  # the provider's own example
    return {**facts, "title": _("A tour of a workshop"), "about": _("How a workshop of ten people keeps its tools.")}


def _pdf() -> Any:
    about = _("One page: the five steps and who does them.")
    return {"src": "", "size": 184_000, "ending": "pdf", "title": _("The five steps on one page"), "about": about}


def _file() -> Any:
    about = _("Fill it in once a week.")
    return {"src": "#", "size": 24_000, "ending": "xlsx", "title": _("Sheet for counting faults"), "about": about}


def _steps() -> Any:
    parts = [{"title": _("Sort out"), "text": _("Put a red tag on what is not used.")},
             {"title": _("Set in order"), "text": _("Mark a place for each thing.")}]  # fmt: skip
    return {"title": _("The first two steps"), "parts": parts}


def _checklist() -> Any:
    parts = [_("The floor is free."), _("Every tool hangs in its place.")]
    return {"title": _("Look round before going home"), "parts": parts}


def _example() -> Any:
    problem = f"<p>{_('Two people make 90 parts in 6 hours. How many does each make in an hour?')}</p>"
    return {"title": _("Parts for each hour"), "problem": problem, "solution": "<p>90 : (2 × 6) = 7.5</p>"}


def _check() -> Any:
    options = [{"text": _("What is not used"), "right": True, "why": _("What is used stays where it is.")},
               {"text": _("What is old"), "right": False, "why": _("An old tool may be used every day.")}]  # fmt: skip
    return {"question": _("What gets a red tag?"), "options": options}


def _quiz() -> Any:
    return {"key": ""}


_SAMPLES: dict[str, Callable[[], Any]] = {
    "text": _text, "callout": _callout, "definition": _definition, "table": _table, "formula": _formula,
    "image": _image, "diagram": _diagram, "gallery": _gallery, "before_after": _before_after,
    "video": _video, "audio": _played,
    "linked_video": _linked_video, "pdf": _pdf, "file": _file, "steps": _steps, "checklist": _checklist,
    "example": _example, "check": _check, "quiz": _quiz,
}  # fmt: skip


def sample(kind: str) -> Any:
    """The plain value of a sample of this kind; its pictures are the platform's own."""
    return _SAMPLES[kind]()
