"""What a class and an enrolment can be; the flow of an enrolment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.learning.rules import is_enrolled_person, looks_after_learner, may_run_class
from lms.kernel.actors import any_of, only_system
from lms.kernel.flow import Flow, Move


class VersionPolicy(models.TextChoices):
    FIXED = "fixed", _("the version named by the class")
    CURRENT = "current", _("the current version on the day of enrolment")


class EnrolmentState(models.TextChoices):
    ENROLLED = "enrolled", _("learning")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = EnrolmentState

_WHO = any_of(is_enrolled_person, may_run_class, looks_after_learner)

# `enrol` is the beginning (Flow.begin); a person who withdrew may come back to the same enrolment.
ENROLMENT = Flow(
    "enrolment",
    Move("complete", frozenset({S.ENROLLED}), S.COMPLETED, only_system),
    Move("withdraw", frozenset({S.ENROLLED}), S.WITHDRAWN, _WHO, _("Withdraw")),
    Move("return", frozenset({S.WITHDRAWN}), S.ENROLLED, _WHO, _("Come back")),
    history="courses.EnrolmentMove",
)
