"""A lesson as plain values: its kinds of blocks, the words in them, the HTML made of them. Knows no Wagtail."""

from cms.lesson import doing, formulas, papers, pictures, played, prose  # enters their kinds

__all__ = ["doing", "formulas", "papers", "pictures", "played", "prose"]
