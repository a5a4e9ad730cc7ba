"""What the outline of a course is written with."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


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
