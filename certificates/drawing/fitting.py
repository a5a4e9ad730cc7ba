"""Finding the largest sizes at which the words of one certificate fit their lines."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from certificates.drawing.designs import Design, Step
from certificates.drawing.facts import LABELS, CannotDraw, Facts
from certificates.drawing.fonts import unprintable, width
from certificates.drawing.layout import Layout, Shape, lay_out
from certificates.drawing.reading import Slot
from certificates.drawing.words import LINES

Rows = dict[str, str]  # text by mark


def fit(design: Design, facts: Facts, lines: Mapping[str, str]) -> tuple[Layout, Rows]:
    """The layout and each row's text. CannotDraw when a line does not fit at its smallest, or a character is missing.

    A line too long for its step goes one step down its ladder. Steps of one line do not change the width of another,
    so the first shape in which all fit is the largest.
    """
    rungs = {line: 0 for line in design.ladders if lines[line]}
    while True:
        steps = {line: design.ladders[line][rung] for line, rung in rungs.items()}
        layout = _one_page(design, steps)
        _require_glyphs(facts, layout)
        rows: Rows = {}
        too_long = []
        for line, step in steps.items():
            broken = _broken(lines[line], layout.slots[f"{line}.1"], step.rows)
            if broken is None:
                too_long.append(line)
            else:
                rows |= {f"{line}.{row}": text for row, text in enumerate(broken, start=1)}
        if not too_long:
            return layout, rows
        for line in too_long:
            rungs[line] += 1
            if rungs[line] == len(design.ladders[line]):
                raise _too_long(line)


def _one_page(design: Design, steps: Mapping[str, Step]) -> Layout:
    for spacing in design.spacings:
        layout = lay_out(design, Shape(tuple(steps.items()), spacing))
        if layout:
            return layout
    raise CannotDraw(_("The certificate does not fit on one page."))


def _broken(text: str, slot: Slot, rows: int) -> tuple[str, ...] | None:
    """The text on `rows` rows (1 or 2) of a slot's width, or None."""
    broken = (text,) if rows == 1 else _halves(text, slot)
    return broken if broken and all(width(row, slot.font, slot.size) <= slot.width for row in broken) else None


def _halves(text: str, slot: Slot) -> tuple[str, str] | None:
    """Two rows as equal as can be, so that no last word stands alone; after a comma they may be a little less equal."""
    words = text.split()
    pairs = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]

    def unevenness(pair: tuple[str, str]) -> float:
        longest = max(width(half, slot.font, slot.size) for half in pair)
        return longest if longest > slot.width or not pair[0].endswith(",") else longest * 0.85

    return min(pairs, key=unevenness, default=None)


def _require_glyphs(facts: Facts, layout: Layout) -> None:
    """Every character of every text exists in the font of the line that prints it."""
    texts = dict(facts.texts())
    for line, fields in LINES.items():
        slot = layout.slots.get(f"{line}.1")
        for field in fields:
            sign = unprintable(texts.get(field, ""), slot.font) if slot else ""
            if sign:
                raise _unprintable(field, sign)


def _unprintable(field: str, sign: str) -> CannotDraw:
    names = {"field": _(LABELS[field]), "sign": sign, "number": f"{ord(sign):04X}"}
    return CannotDraw(_("The %(field)s holds “%(sign)s” (U+%(number)s), which cannot be printed.") % names, field)


def _too_long(line: str) -> CannotDraw:
    field = LINES[line][0]
    return CannotDraw(_("The %(field)s is too long for the certificate.") % {"field": _(LABELS[field])}, field)
