"""What a lesson is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.doing import CheckBlock, ChecklistBlock, ExampleBlock, QuizBlock, StepsBlock
from cms.blocks.formulas import FormulaBlock
from cms.blocks.papers import FileBlock, PdfBlock
from cms.blocks.pictures import BeforeAfterBlock, GalleryBlock, ImageBlock
from cms.blocks.played import AudioBlock, LinkedVideoBlock, VideoBlock
from cms.blocks.prose import PROSE, CalloutBlock, DefinitionBlock, DiagramBlock, TableBlock, TextBlock


class LessonBody(blocks.StreamBlock):
    """Everything a lesson may hold; the chooser shows the blocks by group, in this order."""

    text = TextBlock(label=_("Text"), features=PROSE)
    callout = CalloutBlock()
    definition = DefinitionBlock()
    table = TableBlock([("text", blocks.CharBlock(label=_("Text"), required=False))], label=_("Table"))
    formula = FormulaBlock()
    image = ImageBlock()
    diagram = DiagramBlock()
    gallery = GalleryBlock()
    before_after = BeforeAfterBlock()
    video = VideoBlock()
    audio = AudioBlock()
    linked_video = LinkedVideoBlock()
    pdf = PdfBlock()
    file = FileBlock()
    steps = StepsBlock()
    checklist = ChecklistBlock()
    example = ExampleBlock()
    check = CheckBlock()
    quiz = QuizBlock()
