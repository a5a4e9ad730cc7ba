"""The form of a video or sound: what it is, by content; captions and transcript before it is kept."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtailmedia.forms import BaseMediaForm

from cms.library import captions
from cms.library.forms import begin_in_shared
from cms.library.incoming import checked_image
from cms.library.sounds import check_played
from lms.kernel.errors import BadInput


class MediaForm(BaseMediaForm):
    """A video needs captions and a transcript, sound a transcript. What is wrong stands at its field."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        begin_in_shared(self)
        if self.instance.type == "audio":
            for name in ("captions", "thumbnail"):
                self.fields.pop(name, None)

    def _refusing(self, name: str, check: Any) -> Any:
        file = self.cleaned_data[name]
        if name not in self.changed_data or not file:
            return file
        try:
            return check(file)
        except BadInput as refused:
            raise ValidationError(str(refused)) from refused

    def clean_file(self) -> Any:
        def check(file: Any) -> Any:
            taken = settings.WAGTAILMEDIA[f"{self.instance.type.upper()}_EXTENSIONS"]
            if PurePath(file.name or "").suffix.lstrip(".").lower() not in taken:
                kinds = ", ".join(each.upper() for each in taken)
                raise BadInput(_("Files of this kind are not taken. You can bring: %(kinds)s.") % {"kinds": kinds})
            check_played(file, self.instance.type)
            return file

        return self._refusing("file", check)

    def clean_thumbnail(self) -> Any:
        return self._refusing("thumbnail", lambda file: checked_image(file, file.name or ""))

    def clean_captions(self) -> Any:
        def check(file: Any) -> Any:
            self.cues = captions.cues(file.read(captions.LARGEST + 1))
            file.seek(0)
            return file

        return self._refusing("captions", check)

    def clean(self) -> Any:
        cleaned = super().clean()
        told = getattr(self, "cues", None)
        if not (cleaned.get("transcript") or "").strip() and told:
            cleaned["transcript"] = captions.transcript(told)
        if self.instance.type == "video" and not cleaned.get("captions") and "captions" not in self.errors:
            self.add_error("captions", _("A video needs captions, for who does not hear it."))
        elif not (cleaned.get("transcript") or "").strip() and "captions" not in self.errors:
            self.add_error("transcript", _("Write down what is said, for who does not hear it."))
        return cleaned
