"""The blocks of the editor: what a lesson and a course's outline are written with."""

from cms.blocks.doing import _quiz_choices
from cms.blocks.lesson import LessonBody
from cms.blocks.outline import ModuleBlock

__all__ = ["LessonBody", "ModuleBlock", "_quiz_choices"]  # the last is named by a migration
