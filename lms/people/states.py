"""What a role can be, and the words for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """Every role is for a scope and a time; a learner needs none."""

    TRAINER = "trainer", _("trainer")
    MANAGER = "manager", _("organisation manager")
    OFFICER = "officer", _("programme officer")
    LEADERSHIP = "leadership", _("leadership")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class Gender(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    UNSAID = "", _("not said")
