"""What the auditor's room keeps: verifications that were made, samples that were asked for and drawn."""

from django.db import models
from django.db.models import F, Q

from lms.desks.auditor.states import SampleOf
from lms.kernel import clock
from lms.kernel.frozen import Frozen
from lms.people.models import Person

__all__ = ["SampleDraw", "SampleRequest", "Verification"]


class Verification(Frozen):
    """The record was verified, and what was found. `faults`: the first of them as [{"says": …, "facts": …}]."""

    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # null: the system
    job_id = models.BigIntegerField()
    known_head = models.CharField(max_length=64, blank=True)  # what was typed in, kept outside until then
    entries = models.PositiveBigIntegerField()
    sealed = models.PositiveBigIntegerField()
    unsealed = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    fault_count = models.PositiveBigIntegerField()
    faults = models.JSONField(default=list)

    digested = ("at", "by", "known_head", "entries", "sealed", "unsealed", "rows", "head", "fault_count", "faults")

    class Meta:
        constraints = [
            # A job whose worker died after the verification was kept runs again: the second finds the first.
            models.UniqueConstraint(fields=["job_id"], name="one_verification_per_job"),
        ]


class SampleRequest(Frozen):
    """An auditor asked for `size` things of a period. The list it is drawn from is fixed here, before the seed is."""

    what = models.CharField(max_length=16, choices=SampleOf.choices)
    since = models.DateField()
    until = models.DateField()
    size = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ids = models.JSONField()  # everything of the period, by id, ascending
    ids_digest = models.CharField(max_length=64)
    of = models.PositiveIntegerField()

    digested = ("what", "since", "until", "size", "by", "at", "ids_digest", "of")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="a_period_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(size__gte=1), name="a_sample_has_something"),
        ]


class SampleDraw(Frozen):
    """What was drawn: the seed is the hash of the seal of the request's own entry, which nobody knew before."""

    request = models.OneToOneField(SampleRequest, on_delete=models.PROTECT, related_name="draw")
    seal = models.BigIntegerField()
    seed = models.CharField(max_length=64)
    drawn = models.JSONField()  # ids in the order of their tickets
    at = models.DateTimeField(default=clock.now)

    digested = ("request", "seal", "seed", "drawn")
