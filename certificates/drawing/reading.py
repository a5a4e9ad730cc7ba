"""Reading a page that xhtml2pdf laid out: where each marked line came to lie, and the page without those lines.

A marked line is drawn as a box filled with the marker colour, then its mark, e.g. "[full_name.1]", in one piece:
reportlab writes ASCII as itself in every TrueType subset, so the mark can be read in the content stream as it is.
Should a new version of either library draw otherwise, marks are not found and `layout` refuses: it cannot pass unseen.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, FloatObject, NameObject

from certificates.drawing.fonts import width

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, float, float]
Operation = tuple[Any, bytes]  # operands, operator

_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MARK = re.compile(r"^\[(\w+\.\d)\]$")
_MARKER: Colour = (1.0, 0.0, 254 / 255)  # .o in the style sheets
_NEAR = 0.5  # points: how far apart two edges may be and still be called the same


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Slot:
    """A place for one line of text: its box and baseline in points from the lower left corner of the page."""

    left: float
    bottom: float
    width: float
    height: float
    baseline: float
    align: Align
    font: str  # PostScript name, which is the name of the file in fonts/
    size: float
    colour: Colour

    def start(self, length: float) -> float:
        """Where a text of `length` points begins."""
        spare = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[self.align]
        return self.left + (self.width - length) * spare


@dataclass(frozen=True)
class Reading:
    slots: dict[str, list[Slot]]  # by mark; more than one when the page repeats it
    content: bytes  # the content stream without marks and their boxes
    fonts: frozenset[str]  # resource names of the fonts that the content still uses


@dataclass(frozen=True)
class _Graphics:
    """The part of the graphics state that matters here; q and Q save and restore it."""

    matrix: Matrix = _UNMOVED
    fill: Colour = (0.0, 0.0, 0.0)
    font: str = ""
    size: float = 0.0


@dataclass
class _Walk:
    """One pass over the operators of a page."""

    names: dict[str, str]  # PostScript name by resource name
    now: _Graphics = field(default_factory=_Graphics)
    saved: list[_Graphics] = field(default_factory=list)
    text: Matrix = _UNMOVED
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    slots: dict[str, list[Slot]] = field(default_factory=dict)
    fonts: set[str] = field(default_factory=set)

    def rewritten(self, operands: Any, operator: bytes) -> list[Operation]:
        """What stays of one operator: nothing of a mark and its box.

        A font is set when a text that stays uses it, not before, so that fonts only named need not come along.
        """
        match operator:
            case b"q":
                self.saved.append(self.now)
            case b"Q":
                self.now = self.saved.pop()
            case b"cm":
                self._set(matrix=_times(_matrix(operands), self.now.matrix))
            case b"rg":
                self._set(fill=tuple(float(part) for part in operands))
            case b"Tf":
                self._set(font=str(operands[0]), size=float(operands[1]))
                return []
            case b"BT":
                self.text = _UNMOVED
            case b"Tm":
                self.text = _matrix(operands)
            case b"Td":
                self.text = _times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self.text)
            case b"re" if self._marking():
                left, bottom, wide, high = (float(part) for part in operands)
                left, bottom = self._on_page(left, bottom)
                self.box = (left, bottom, wide, high)
                return []
            case b"f" | b"f*" if self._marking():
                return []
            case b"Tj" | b"TJ":
                return self._text(operands, operator)
        return [(operands, operator)]

    def _set(self, **changes: Any) -> None:
        self.now = _Graphics(**{**self.now.__dict__, **changes})

    def _marking(self) -> bool:
        return all(abs(mine - sign) < 0.001 for mine, sign in zip(self.now.fill, _MARKER, strict=True))

    def _on_page(self, x: float, y: float) -> tuple[float, float]:
        placed = _times((1.0, 0.0, 0.0, 1.0, x, y), self.now.matrix)
        return placed[4], placed[5]

    def _text(self, operands: Any, operator: bytes) -> list[Operation]:
        shown = operands[0]
        text = shown.decode("latin-1") if isinstance(shown, bytes) else str(shown)
        mark = _MARK.match(text)
        if mark:
            self.slots.setdefault(mark[1], []).append(self._slot(text))
            return []
        self.fonts.add(self.now.font)
        return [([NameObject(self.now.font), FloatObject(self.now.size)], b"Tf"), (operands, operator)]

    def _slot(self, text: str) -> Slot:
        start, baseline = self._on_page(self.text[4], self.text[5])
        font = self.names[self.now.font]
        left, bottom, wide, high = self.box
        align = _alignment(start - left, wide - width(text, font, self.now.size))
        return Slot(left, bottom, wide, high, baseline, align, font, self.now.size, self.now.fill)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(part) for part in operands)
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    """m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _alignment(indent: float, spare: float) -> Align:
    """How a text stands that begins `indent` points into a box with `spare` points of room left."""
    for align, expected in ((Align.LEFT, 0.0), (Align.CENTRE, spare / 2), (Align.RIGHT, spare)):
        if abs(indent - expected) < _NEAR:
            return align
    raise ValueError(f"a mark stands {indent:.1f} of {spare:.1f} pt into its box: neither left, centred nor right")


def read(page: PageObject) -> Reading:
    """The slots of a page and what is left of its content. ValueError when a mark's place cannot be understood."""
    resources: Any = page["/Resources"].get_object()
    fonts = resources["/Font"].get_object()
    names = {name: str(fonts[name]["/BaseFont"])[1:].partition("+")[2] for name in fonts}
    walk = _Walk(names)
    content = ContentStream(page.get_contents(), page.pdf)
    content.operations = [kept for step in content.operations for kept in walk.rewritten(*step)]
    return Reading(walk.slots, content.get_data(), frozenset(walk.fonts))
