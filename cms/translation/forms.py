"""The fields of a translation: one for each place with words, with Wagtail's own editor for rich text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import Truncator
from wagtail.admin.rich_text import get_rich_text_editor_widget

from cms.blocks.prose import PROSE
from cms.cleaning import clean_html
from cms.lesson.kinds import Form
from cms.lesson.wording import Run, runs
from cms.lesson.words import Said, plain_text
from cms.translation.actions import Typed
from cms.translation.comparing import State, Told
from cms.translation.pieces import place

MOST = 2000  # pieces of one page
_LABEL = 16  # words of the source above its field
_LINE = 60  # characters that fit a line of the narrow column


def editor() -> Any:
    """Wagtail's editor for rich text, with what lessons may hold."""
    return get_rich_text_editor_widget("default", features=PROSE)


@dataclass(frozen=True)
class Field:
    """One place: its name in the form, the source above it, what changed in it, and the widget."""

    name: str
    source: str
    form: Form
    changed: tuple[Run, ...]
    value: str

    @cached_property
    def widget(self) -> Any:
        if self.form == Form.RICH:
            return editor()
        lines = max(1, -(-len(self.value or self.source) // _LINE), self.source.count("\n") + 1)
        return forms.Textarea(attrs={"rows": min(lines, 12)})

    @property
    def id(self) -> str:
        """As the name, without points: scripts find it by a selector."""
        return self.name.replace(".", "-")

    @property
    def html(self) -> str:
        return str(self.widget.render(self.name, self.value, attrs={"id": self.id, "lang": "en"}))


def as_typed(html: str, converter: Any) -> str:
    """Rich text as it comes back from the editor when nobody touched it."""
    return clean_html(converter.to_database_format(converter.from_database_format(html)))


def name(number: int, said: Said) -> str:
    """The name of a field: `w<number of the piece on the page>.<place>`."""
    return f"w{number}.{place(said)}"


def _changed(told: Told, said: Said) -> tuple[Run, ...]:
    """From the source that was translated to the source as it is, where these differ at this place."""
    before = told.before.get(place(said), "")
    if told.state != State.OUTDATED or before == said.text or said.text in told.before.values():
        return ()
    return runs(plain_text(Said(said.path, said.form, before)), plain_text(said))


def fields(number: int, told: Told, typed: Mapping[str, str] | None = None) -> list[Field]:
    """The fields of a piece; `typed` are words that were sent and not saved."""
    words = told.words if typed is None else typed
    return [
        Field(
            name(number, said),
            Truncator(plain_text(said).replace("\n", " ")).words(_LABEL, truncate=" …"),
            said.form,
            _changed(told, said),
            words.get(place(said), ""),
        )
        for said in told.piece.said
    ]


def mark(told: Told) -> str:
    """What a page says of the piece it was made from: "name|of|base"."""
    return f"{told.piece.name}|{told.piece.of}|{told.base}"


def _marks(data: Mapping[str, str]) -> Iterator[tuple[int, str, str, int]]:
    """(number on the page, name, of, base) of every piece that was sent; what is no mark of ours is left out."""
    for number in range(MOST):
        parts = data.get(f"p{number}", "").split("|")
        if len(parts) == 3 and parts[2].isascii() and parts[2].isdecimal():
            yield number, parts[0], parts[1], int(parts[2][:18])


def read(data: Mapping[str, str], told: list[Told]) -> list[Typed]:
    """What a translator sent, for the pieces there are now. Rich text that nobody touched is as it was saved."""
    known = {each.piece.name: each for each in told}
    widget = editor()
    sent = []
    for number, piece, of, base in _marks(data):
        now = known.get(piece)
        if now is None:
            continue
        words = {}
        for said in now.piece.said:
            field, held = name(number, said), now.words.get(place(said), "")
            if said.form != Form.RICH:
                words[place(said)] = data.get(field, "")
            elif field in data:
                typed = _rich(widget, data, field)
                words[place(said)] = held if held and typed == as_typed(held, widget.converter) else typed
        sent.append(Typed(piece, of, base, words, confirmed=f"c{number}" in data))
    return sent


def _rich(widget: Any, data: Mapping[str, str], field: str) -> str:
    """From the editor's JSON, or plain HTML where the page was sent without a script; "" for an empty editor."""
    try:
        typed = clean_html(widget.value_from_datadict(data, {}, field) or "")
    except (ValueError, KeyError, TypeError, AttributeError):  # no JSON of the editor's
        typed = clean_html(data[field])
    return typed if typed.replace("<p>", "").replace("</p>", "").replace("<br>", "").strip() else ""
