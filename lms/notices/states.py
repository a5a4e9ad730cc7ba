"""What a notice is about, and where its mail stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    ENROLLED = "enrolled", _("Enrolment")
    STARTS_SOON = "starts_soon", _("A class begins")
    COMPLETED = "completed", _("Completion")
    CERTIFICATE = "certificate", _("Certificate")
    VERSION = "version", _("New version of a course")
    NOMINATION = "nomination", _("Nomination")


class MailState(models.TextChoices):
    NONE = "none", _("no address")
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
