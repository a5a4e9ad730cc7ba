"""Drawing certificates: facts in, PDF bytes out. No models, no database, no request.

How: xhtml2pdf lays the HTML and CSS of a design out with a mark in each line that varies (`layout`); the places, fonts,
sizes and colours of the marks are read from the page it made (`reading`), and that page without them becomes one
drawing (`imported`). A certificate is this drawing, its own words in those places and a QR code (`pen`). Sizes are
chosen by measured width (`fitting`).

Why not xhtml2pdf for each: it takes 105 ms a page on the machine where this takes 12, holds one lock per process,
and we promise 20 certificates a second on one core. The first certificate of a shape pays for
the layout. A third of the 12 ms is segno choosing the most legible QR mask: worth it on paper.

The file is an ordinary PDF 1.4 with all fonts embedded and `vi-VN` as its language. It is not tagged, and claims
neither PDF/A nor PDF/UA: the public verification page is the accessible equivalent.
"""

from django.utils.translation import gettext as _

from certificates.drawing.designs import DESIGNS, VERSIONS, Design
from certificates.drawing.facts import CannotDraw, Facts, clean
from certificates.drawing.fitting import fit
from certificates.drawing.pen import write
from certificates.drawing.words import date_in_words, printed_lines

__all__ = ["DESIGNS", "CannotDraw", "Design", "Facts", "date_in_words", "draw"]


def draw(facts: Facts, design: str = "ben-cang") -> bytes:
    """One A4 landscape page. `design` is a name (its newest version) or a label with version, e.g. "ben-cang/1".

    The same facts give the same bytes, as long as the design's version and the locked libraries are the same.
    CannotDraw when a character has no glyph, a text does not fit at its smallest size, or xhtml2pdf warns of anything.
    Threads may call it; they take turns.
    """
    chosen = DESIGNS.get(design) or VERSIONS.get(design)
    if not chosen:
        raise CannotDraw(_("There is no certificate design called “%(design)s”.") % {"design": design})
    facts = clean(facts)
    layout, rows = fit(chosen, facts, printed_lines(facts))
    return write(facts, layout, rows)
