"""Blocks that a reader does something with."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.prose import SHORT
from cms.blocks.shown import LessonBlock, refuse
from courses.quizzes import queries as quizzes

DOING = _("To do and to check")


class _Step(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.TextBlock(label=_("Text"), required=False)


class StepsBlock(LessonBlock):
    """Things done one after the other."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    items = blocks.ListBlock(_Step(label=_("Step")), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = DOING
        description = _("Things done one after the other.")


class ChecklistBlock(LessonBlock):
    """Things to look at, in any order."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    items = blocks.ListBlock(blocks.CharBlock(label=_("Item")), label=_("Items"), min_num=1)

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        group = DOING
        description = _("Things to look at, in any order.")


class ExampleBlock(LessonBlock):
    """A worked example: what is asked, and how it is solved."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    problem = blocks.RichTextBlock(label=_("Problem"), features=SHORT)
    solution = blocks.RichTextBlock(label=_("Solution"), features=SHORT)

    class Meta:
        icon = "form"
        label = _("Worked example")
        group = DOING
        description = _("What is asked, and how it is solved; the solution opens when the reader wants it.")


class _Option(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Option"))
    correct = blocks.BooleanBlock(label=_("Right"), required=False)
    why = blocks.TextBlock(label=_("Why"))


class CheckBlock(LessonBlock):
    """A question the reader asks themselves; it is not marked."""

    question = blocks.TextBlock(label=_("Question"))
    options = blocks.ListBlock(_Option(label=_("Option")), label=_("Options"), min_num=2)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if sum(bool(option["correct"]) for option in cleaned["options"]) != 1:
            refuse({"": gettext("Exactly one option must be right.")})
        texts = [option["text"].strip() for option in cleaned["options"]]
        if len(set(texts)) != len(texts):
            refuse({"": gettext("Two options say the same.")})
        return cleaned

    class Meta:
        icon = "help"
        label = _("Check question")
        group = DOING
        description = _("A question readers ask themselves. It is not marked.")


# The code of the branch whose form is being drawn; None lists the quizzes of all branches (checks, migrations).
_branch: ContextVar[str | None] = ContextVar("branch of the listed quizzes", default=None)


@contextmanager
def quizzes_of(branch: str) -> Iterator[None]:
    """Within it the block lists the quizzes of this branch only."""
    before = _branch.set(branch)
    try:
        yield
    finally:
        _branch.reset(before)


def _quiz_choices() -> list[tuple[str, str]]:
    branch = _branch.get()
    listed = quizzes.quizzes() if branch is None else quizzes.quizzes().filter(bank__branch__code=branch)
    return [(str(quiz.key), f"{quiz.title} ({quiz.bank.branch.name})") for quiz in listed]


class _QuizChoice(blocks.ChoiceBlock):
    """The key of a quiz. Wagtail would read the list of quizzes anew for each block, to learn whether a key is text."""

    def normalize_choice(self, value: Any) -> Any:
        return value


class QuizBlock(LessonBlock):
    """A marked quiz; it is frozen when the course is released."""

    quiz = _QuizChoice(label=_("Quiz"), choices=_quiz_choices)

    class Meta:
        icon = "clipboard-list"
        label = _("Quiz")
        group = DOING
        description = _("A marked quiz of the branch, frozen when the course is released.")
