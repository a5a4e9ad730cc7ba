"""A roster that was read: the batch, and what each row means and did."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.learning.models import CourseRun, Enrolment
from lms.kernel import clock
from lms.people.models import Membership, Organisation, Person

__all__ = ["BatchState", "RosterBatch", "RosterRow", "Verdict"]


class BatchState(models.TextChoices):
    READ = "read", _("to be confirmed")
    LOADING = "loading", _("being loaded")
    LOADED = "loaded", _("loaded")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("not loaded")


class Verdict(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("unchanged")
    REFUSED = "refused", _("refused")


class RosterBatch(models.Model):
    """A sheet as it was understood. Without an organisation each row names its own by tax code (officers only)."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="rosters")
    run = models.ForeignKey(CourseRun, null=True, on_delete=models.PROTECT, related_name="+")  # where a row names none
    file_name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="vi")  # in which its reasons are given: that of who sent it
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # null: the system
    at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.READ)
    loaded_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    digested = ("organisation", "run", "digest", "by", "at", "state", "loaded_at")

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"], name="roster_by_organisation")]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class RosterRow(models.Model):
    """A row: what it says (`facts`), what differs (`changes`: {field: [before, after]}), and what was done.

    `facts` and `changes` go ninety days after the batch; what was done stays.
    """

    batch = models.ForeignKey(RosterBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    column = models.CharField(max_length=20, blank=True)  # the refused cell's
    cell = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    facts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(CourseRun, null=True, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="+")  # made by this row
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_member = models.BooleanField(default=False)  # the membership was made by this row
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=255, blank=True)  # why undoing left it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_line_per_row")]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="roster_row_by_verdict")]
