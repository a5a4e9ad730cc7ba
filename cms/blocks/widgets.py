"""How the blocks of a lesson are drawn in the form of its page."""

from typing import Any

from wagtail.blocks.base import BlockWidget

from cms.blocks.doing import quizzes_of


class LessonWidget(BlockWidget):
    """The blocks of a lesson in a branch: its quizzes are listed, those of other branches are not."""

    def __init__(self, block_def: Any, branch: str, attrs: Any = None) -> None:
        super().__init__(block_def, attrs=attrs)
        self.branch = branch

    def _build_block_json(self) -> None:
        with quizzes_of(self.branch):
            super()._build_block_json()
