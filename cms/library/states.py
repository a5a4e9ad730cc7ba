"""What the library says of a file's origin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """By what right a file may be shown."""

    UNSAID = "", _("Not stated")
    OWN = "own", _("Our own work")
    CC_BY = "cc_by", "CC BY"
    CC_BY_SA = "cc_by_sa", "CC BY-SA"
    PUBLIC = "public", _("Public domain")
    PERMITTED = "permitted", _("Used with permission")
    OTHER = "other", _("Other")
