"""The block of a formula."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.shown import LessonBlock
from cms.lesson.formulas import LONGEST, mathml
from lms.kernel.errors import BadInput


class FormulaBlock(LessonBlock):
    """A formula alone on its line."""

    latex = blocks.TextBlock(
        label=_("Formula in LaTeX"), rows=2, max_length=LONGEST,
        help_text=_(r"For example \frac{a}{b}. Words stand in \text{…}."),
    )  # fmt: skip
    spoken = blocks.CharBlock(
        label=_("The formula in words"), required=False, max_length=255, help_text=_("As one would read it aloud.")
    )

    def faults(self, value: Any) -> dict[str, str]:
        try:
            mathml(value["latex"])
        except BadInput as refused:
            return {"latex": str(refused)}
        return {}

    class Meta:
        icon = "superscript"
        label = _("Formula")
        group = _("Text and tables")
        description = _("A formula written in LaTeX, drawn by the browser itself.")
