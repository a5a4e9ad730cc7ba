"""The rows of releases that were asked for: they name their page by id and code, so that no deleted page takes them."""

from django.db import models
from django.db.models import Q

from cms.orders.states import LIVE, OrderState
from courses.catalog.models import Branch, CourseVersion
from courses.catalog.states import ForLearners
from lms.kernel import clock
from lms.kernel.flow import HistoryLine
from lms.kernel.frozen import Kept

__all__ = ["ReleaseOrder", "ReleaseOrderMove"]


class ReleaseOrder(Kept):
    """Somebody asked that a course be released as they saw it: `seen` is the digest of the plan they looked at."""

    page_number = models.BigIntegerField()  # of the course's page
    code = models.CharField(max_length=24)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    for_learners = models.CharField(max_length=8, choices=ForLearners.choices, default=ForLearners.STAY)
    successions = models.JSONField(default=dict)  # {key of a vanished lesson: key of its successor}
    seen = models.CharField(max_length=64)
    at = models.DateTimeField(null=True)  # not before; null: at once
    by_id = models.BigIntegerField(null=True)  # a person; null is the system
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=OrderState.choices, default=OrderState.WAITING)
    version = models.ForeignKey(CourseVersion, null=True, on_delete=models.PROTECT, related_name="+")
    said = models.TextField(blank=True)  # why it was refused, in the language of who asked

    kept_fields = ("page_number", "code", "branch", "note", "for_learners", "successions", "seen", "at", "by_id",
                   "asked_at")  # fmt: skip
    digested = ("page_number", "code", "branch", "for_learners", "seen", "at", "by_id", "state", "version")

    class Meta:
        constraints = [
            # A double click, or two trainers at once: the second finds the first's order.
            models.UniqueConstraint(fields=["page_number"], condition=Q(state__in=LIVE), name="one_live_release"),
            models.CheckConstraint(
                condition=~Q(state=OrderState.DONE) | Q(version__isnull=False), name="what_is_released_has_a_version"
            ),
        ]
        indexes = [models.Index(fields=["state", "at"], name="release_by_time")]  # the clock of every minute

    def __str__(self) -> str:
        return f"{self.code} ({self.state})"


class ReleaseOrderMove(HistoryLine):
    """One line of the history of an order."""

    subject = models.ForeignKey(ReleaseOrder, on_delete=models.PROTECT, related_name="moves")
