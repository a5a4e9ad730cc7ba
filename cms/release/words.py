"""What changed, in words for people: the names of facts, kinds of blocks and places, and the values of facts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.blocks import LessonBody
from cms.lesson.courses import FactChange, lines
from cms.lesson.wording import How, Run
from cms.models import CoursePage, LessonPage
from courses.catalog.states import Audience, Level, Mode
from lms.people.queries import names_of

_LABELS: dict[str, Any] = {
    "title_vi": gettext_lazy("title"),
    "pass_rule": gettext_lazy("what the course asks for"),
    "min_attendance_pct": gettext_lazy("attendance needed, percent"),
    "min_quiz_pct": gettext_lazy("quiz result needed, percent"),
    "trainers": gettext_lazy("trainers"),
    "cover": gettext_lazy("cover"),
    "cover_alt": gettext_lazy("what the cover shows"),
    "demo": gettext_lazy("demonstration"),
    "draw": gettext_lazy("questions drawn for an attempt"),
    "pass_percent": gettext_lazy("result needed to pass, percent"),
    "attempts": gettext_lazy("attempts allowed"),
    # of blocks: values that are no words
    "tone": gettext_lazy("tone"),
    "src": gettext_lazy("file"),
    "key": gettext_lazy("quiz"),
    "right": gettext_lazy("the right answer"),
    "width": gettext_lazy("size of the image"),
    "height": gettext_lazy("size of the image"),
    "shape": gettext_lazy("empty places"),
    "ending": gettext_lazy("kind of file"),
    "size": gettext_lazy("size of the file"),
    "type": gettext_lazy("kind of file"),
    "seconds": gettext_lazy("length"),
    "spoken": gettext_lazy("language spoken"),
    "poster": gettext_lazy("picture before it plays"),
    "captions": gettext_lazy("captions"),
    "provider": gettext_lazy("site of the video"),
    "video": gettext_lazy("video"),
}
# Words of a place in a block that the editor's own block does not name.
_PLACES: dict[str, Any] = {
    "parts": gettext_lazy("item"),
    "rows": gettext_lazy("row"),
    "header": gettext_lazy("heading of column"),
    "options": gettext_lazy("option"),
}
_CHOICES: dict[str, dict[Any, Any]] = {
    "level": dict(Level.choices),
    "mode": dict(Mode.choices),
    "audiences": dict(Audience.choices),
}


def fact_label(name: str, model: Any = CoursePage) -> str:
    """The name of a fact as the editor's form has it."""
    if name in _LABELS:
        return str(_LABELS[name])
    for page in (model, CoursePage, LessonPage):
        if name in {field.name for field in page._meta.fields}:
            return str(page._meta.get_field(name).verbose_name)
    return name


def kind_label(kind: str) -> str:
    """What the editor calls a kind of block."""
    known = LessonBody().child_blocks.get(kind)
    return str(known.label) if known else kind


def place_label(kind: str, path: tuple[str | int, ...]) -> str:
    """Where in a block: “item 2, title”; "" where it has one place only."""
    block: Any = LessonBody().child_blocks.get(kind)
    told: list[str] = []
    last: str | int = ""
    for step in path:
        if isinstance(step, int):
            # A number after a number is a cell of a row; after a name it is one of that list.
            named = _("column") if isinstance(last, int) else told.pop() if told else _("item")
            told.append(f"{named} {step + 1}")
            last = step
            block = getattr(block, "child_block", block)
            continue
        last = step
        children = getattr(block, "child_blocks", {})
        block = children.get(step) or children.get("items" if step == "parts" else step)
        told.append(str(_PLACES.get(step) or getattr(block, "label", "") or step))
    return ", ".join(told)


def _number(value: Any) -> str:
    return str(number_format(Decimal(str(value)).normalize(), use_l10n=True))


def _module(value: Mapping[str, Any]) -> str:
    return _("{no}. {title} ({hours} hours)").format(
        no=value.get("no"), title=value.get("title"), hours=_number(value.get("hours") or 0)
    )


def _one(name: str, value: Any, people: Mapping[int, str]) -> str:
    if name in _CHOICES:
        return str(_CHOICES[name].get(value, value))
    if name == "trainers":
        return people.get(value, _("a person who is no longer known"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _module(value) if "no" in value else str(value)
    if name == "cover":
        return _("an image") if value else ""
    if name == "hours":
        return _number(value)
    return "" if value is None else str(value)


def _several(name: str, value: Any, people: Mapping[int, str]) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{fact_label(key)}: {each}" for key, each in value.items()]
    return [_one(name, each, people) for each in value]


def fact_runs(change: FactChange, people: Mapping[int, str]) -> tuple[tuple[Run, ...], bool]:
    """(the runs of a fact, whether each run is a line of its own)."""
    name = change.name
    if isinstance(change.after, (list, dict)):
        return lines(_several(name, change.before, people), _several(name, change.after, people)), True
    if change.runs and name not in (*_CHOICES, "cover", "hours"):
        return change.runs, False
    told = (How.REMOVED, _one(name, change.before, people)), (How.ADDED, _one(name, change.after, people))
    if name == "cover" and change.before and change.after:
        told = ((How.ADDED, _("another image")),)  # type: ignore[assignment] # one of them says enough
    return tuple(Run(how, text) for how, text in told if text), False


def people_in(facts: tuple[FactChange, ...]) -> dict[int, str]:
    """{person: name} of the persons that changed facts name."""
    named = [each for each in facts if each.name == "trainers"]
    ids = {person for each in named for person in (*each.before, *each.after)}
    return names_of(ids) if ids else {}
