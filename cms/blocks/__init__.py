"""The blocks of the editor: what a lesson and a course's outline are written with."""

from cms.blocks.lesson import SCHEMA, LessonBody, ModuleBlock, _quiz_choices

__all__ = ["SCHEMA", "LessonBody", "ModuleBlock", "_quiz_choices"]  # the last is named by a migration
