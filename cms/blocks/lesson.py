"""What a lesson is made of. SCHEMA goes up when the shape of a block's data changes."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.quizzes import queries as quizzes

SCHEMA = 1
PROSE = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "superscript", "subscript"]
SHORT = ["bold", "italic", "ol", "ul", "link", "superscript", "subscript"]


class DefinitionBlock(blocks.StructBlock):
    """A term and what it means."""

    term = blocks.CharBlock(label=_("Term"), max_length=120)
    text = blocks.TextBlock(label=_("Meaning"))

    class Meta:
        icon = "openquote"
        label = _("Definition")


class DiagramBlock(blocks.StructBlock):
    """A drawing with words for those who do not see it."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.TextBlock(label=_("What the image says"), help_text=_("For readers who cannot see it."))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Diagram")


class CalloutBlock(blocks.StructBlock):
    """Something to stop at."""

    tone = blocks.ChoiceBlock(
        label=_("Tone"), choices=[("note", _("Note")), ("tip", _("Advice")), ("warn", _("Caution"))], default="note"
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT)

    class Meta:
        icon = "info-circle"
        label = _("Callout")


class _Step(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.TextBlock(label=_("Text"), required=False)


class StepsBlock(blocks.StructBlock):
    """Things done one after the other."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    items = blocks.ListBlock(_Step(label=_("Step")), label=_("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Steps")


class ChecklistBlock(blocks.StructBlock):
    """Things to look at, in any order."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    items = blocks.ListBlock(blocks.CharBlock(label=_("Item")), label=_("Items"), min_num=1)

    class Meta:
        icon = "tasks"
        label = _("Checklist")


class ExampleBlock(blocks.StructBlock):
    """A worked example: what is asked, and how it is solved."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    problem = blocks.RichTextBlock(label=_("Problem"), features=SHORT)
    solution = blocks.RichTextBlock(label=_("Solution"), features=SHORT)

    class Meta:
        icon = "form"
        label = _("Worked example")


class _Option(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Option"))
    correct = blocks.BooleanBlock(label=_("Right"), required=False)
    why = blocks.TextBlock(label=_("Why"))


class CheckBlock(blocks.StructBlock):
    """A question the reader asks themselves; it is not marked."""

    question = blocks.TextBlock(label=_("Question"))
    options = blocks.ListBlock(_Option(label=_("Option")), label=_("Options"), min_num=2)

    class Meta:
        icon = "help"
        label = _("Check question")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if sum(bool(option["correct"]) for option in cleaned["options"]) != 1:
            raise blocks.StructBlockValidationError(non_block_errors=[_("Exactly one option must be right.")])
        return cleaned


def _quiz_choices() -> list[tuple[str, str]]:
    return [(str(quiz.key), f"{quiz.title} ({quiz.bank.branch.name})") for quiz in quizzes.quizzes()]


class QuizBlock(blocks.StructBlock):
    """A marked quiz; it is frozen when the course is released."""

    quiz = blocks.ChoiceBlock(label=_("Quiz"), choices=_quiz_choices)

    class Meta:
        icon = "clipboard-list"
        label = _("Quiz")


class LessonBody(blocks.StreamBlock):
    """Everything a lesson may hold."""

    text = blocks.RichTextBlock(label=_("Text"), features=PROSE)
    definition = DefinitionBlock()
    diagram = DiagramBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    checklist = ChecklistBlock()
    table = TypedTableBlock([("text", blocks.CharBlock(label=_("Text"), required=False))], label=_("Table"))
    example = ExampleBlock()
    check = CheckBlock()
    quiz = QuizBlock()


class ModuleBlock(blocks.StructBlock):
    """A module of a course, as its outline lists it."""

    no = blocks.IntegerBlock(label=_("Number"), min_value=1)
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    hours = blocks.DecimalBlock(label=_("Hours"), min_value=0, max_digits=6, decimal_places=2)
    kind = blocks.ChoiceBlock(
        label=_("Way of learning"),
        choices=[
            ("doc_va_video", _("Reading and video")),
            ("thuc_hanh", _("Practice")),
            ("du_an", _("Project")),
            ("kiem_tra", _("Test")),
        ],
    )

    class Meta:
        icon = "folder-open-1"
        label = _("Module")
