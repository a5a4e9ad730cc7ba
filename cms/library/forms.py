"""What people send when they bring or replace a file: the door's refusals stand at the field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.library import folders
from cms.library.incoming import checked_image, checked_paper
from lms.kernel.errors import BadInput


class _ImageFileField(WagtailImageField):
    """Wagtail's own reading of a broken picture ends in an error; ours is the door."""

    def to_python(self, data: Any) -> Any:
        file = FileField.to_python(self, data)
        try:
            return file and checked_image(file, file.name or "")
        except BadInput as refused:
            raise ValidationError(str(refused)) from refused


def begin_in_shared(form: Any) -> None:
    """Who may bring files to the root of all folders begins in the shared one; nothing but they would see it there."""
    field = form.fields.get("collection")
    if field and form.instance._state.adding and field.queryset.filter(depth=1).exists():
        form.initial.setdefault("collection", folders.shared().pk)


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_in_shared(self)
        known = self.fields.get("file")
        if known:
            self.fields["file"] = _ImageFileField(label=known.label, widget=known.widget, required=known.required)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_in_shared(self)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        try:
            return checked_paper(file, file.name or "")
        except BadInput as refused:
            raise ValidationError(str(refused)) from refused
