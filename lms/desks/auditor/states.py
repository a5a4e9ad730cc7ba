"""What a sample is drawn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SampleOf(models.TextChoices):
    CERTIFICATES = "certificates", _("certificates")
    ENROLMENTS = "enrolments", _("enrolments")
    NOMINATIONS = "nominations", _("nomination files")
    ENTRIES = "entries", _("entries of the record")
