"""What the kernel stores: the audit record (entries, their detachable words, seals) and jobs."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel.frozen import Detachable, Frozen


class Entry(Frozen):
    """One line of the audit record: who did what to which row, in the transaction that did it. No names.

    `row_digest` is the SHA-256 of the row's digested fields after the change (empty where the model has none);
    `detail_digest` binds the detachable words without holding them.
    """

    at = models.DateTimeField(default=clock.now)
    actor_id = models.BigIntegerField(null=True)  # a person's id; null is the system
    verb = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)  # app_label.model
    object_id = models.CharField(max_length=64)
    fields = models.JSONField(default=list)  # names of fields that changed
    row_digest = models.CharField(max_length=64, blank=True)
    detail_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id", "id"], name="entry_by_object"),  # explain, verify
            models.Index(fields=["actor_id", "id"], name="entry_by_actor"),  # the auditor's room
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.kind} {self.object_id}"


class Detail(Detachable):
    """The words of an entry that name or describe a person. Removing the row leaves the chain whole."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="detail")
    salt = models.CharField(max_length=32)
    values = models.JSONField(default=dict)


class Seal(Frozen):
    """A link of the chain over committed entries: hash = SHA-256(previous hash, entry)."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)


class Generation(models.Model):
    """A counter that goes up whenever what it names changes: cache keys carry it, nothing is ever cleared."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)


class Holiday(models.Model):
    """A day on which offices are closed: data, since the swaps of each year are announced and not computed."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


LIVE = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """Work longer than a click, written with the fact that asks for it; `kind` and `key` name it."""

    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by_id = models.BigIntegerField(null=True)
    not_before = models.DateTimeField(default=clock.now)  # the sweeper hands it on after this moment
    lease_until = models.DateTimeField(null=True)  # while RUNNING: after this moment the worker counts as dead
    finished_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    kept: ClassVar[int] = 90  # days

    class Meta:
        constraints = [
            # Asked twice while the first still waits or runs: the second asker finds the first job.
            models.UniqueConstraint(fields=["kind", "key"], condition=Q(state__in=LIVE), name="one_live_job"),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="job_to_hand_on")]  # the sweeper

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
