"""Looking at rosters."""

from django.db.models import Count, Q, QuerySet

from lms.desks.roster.actions import LOAD, UNDO
from lms.desks.roster.models import RosterBatch, RosterRow, Verdict
from lms.kernel.models import Job
from lms.people.models import Organisation


def batches_of(organisation: Organisation) -> QuerySet[RosterBatch]:
    """What was sent for an organisation, the newest first, with its counts by verdict."""
    rows = RosterBatch.objects.filter(organisation=organisation).select_related("by", "run")
    counted = {f"n_{verdict.value}": _count(verdict) for verdict in Verdict}
    return rows.annotate(**counted).order_by("-at", "-pk")


def _count(verdict: Verdict) -> Count:
    return Count("rows", filter=Q(rows__verdict=verdict))


def counts(batch: RosterBatch) -> dict[str, int]:
    """{"new": n, "changed": n, "same": n, "refused": n}"""
    found = dict(batch.rows.values_list("verdict").annotate(Count("pk")).order_by())
    return {verdict.value: found.get(verdict.value, 0) for verdict in Verdict}


def rows_of(batch: RosterBatch, verdict: Verdict) -> QuerySet[RosterRow]:
    """The rows of one verdict, as in the sheet."""
    rows = RosterRow.objects.filter(batch=batch, verdict=verdict)
    return rows.select_related("membership__person", "run").order_by("number")


def kept_rows(batch: RosterBatch) -> QuerySet[RosterRow]:
    """What undoing left, with the reason."""
    return RosterRow.objects.filter(batch=batch).exclude(kept="").select_related("person").order_by("number")


def job_of(batch: RosterBatch) -> Job | None:
    """The newest work on this batch."""
    kinds = (LOAD.name, UNDO.name)
    return Job.objects.filter(kind__in=kinds, key=str(batch.pk)).order_by("-pk").first()
