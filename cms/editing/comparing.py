"""How two states of a block are shown beside each other where Wagtail would show what is stored: a chosen value by its
label, a tick as yes or no.
"""

from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, diff_text


class _Labelled(BlockComparison):
    """Compared as what the author reads."""

    def words(self, value: Any) -> str:
        raise NotImplementedError  # each below says how

    def htmlvalue(self, val: Any) -> Any:
        return escape(self.words(val))

    def htmldiff(self) -> Any:
        return diff_text(self.words(self.val_a), self.words(self.val_b)).to_html()


class _Chosen(_Labelled):
    def words(self, value: Any) -> str:
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        flat: list[tuple[Any, Any]] = []
        for key, label in self.block.field.choices:
            flat += label if isinstance(label, list | tuple) else [(key, label)]
        return "; ".join(str(label) for key, label in flat if str(key) in chosen)


class _Ticked(_Labelled):
    def words(self, value: Any) -> str:
        return _("Yes") if value else _("No")


def _chosen(_block: Any) -> type[_Labelled]:
    return _Chosen


def _ticked(_block: Any) -> type[_Labelled]:
    return _Ticked


def teach() -> None:
    """Have Wagtail ask these; it asks each block for its own comparison first. Once, when the apps are ready."""
    blocks.ChoiceBlock.get_comparison_class = blocks.MultipleChoiceBlock.get_comparison_class = _chosen
    blocks.BooleanBlock.get_comparison_class = _ticked
