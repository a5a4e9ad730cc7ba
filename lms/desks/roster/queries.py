"""Looking at rosters."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from lms.desks.roster.actions import LOAD, UNDO
from lms.desks.roster.models import RosterBatch, RosterRow, Verdict
from lms.kernel.models import Job
from lms.people.models import Organisation


def batches_of(organisation: Organisation) -> QuerySet[RosterBatch]:
    """What was sent for an organisation, the newest first."""
    return RosterBatch.objects.filter(organisation=organisation).select_related("by", "run").order_by("-at", "-pk")


def with_counts(batches: Iterable[RosterBatch]) -> list[RosterBatch]:
    """The batches, each with `n_new` and `n_changed`, in one query."""
    found = list(batches)
    rows = RosterRow.objects.filter(batch__in=found).values_list("batch", "verdict").annotate(Count("pk")).order_by()
    numbers = {(batch, verdict): n for batch, verdict, n in rows}
    for each in found:
        for verdict in (Verdict.NEW, Verdict.CHANGED):
            setattr(each, f"n_{verdict.value}", numbers.get((each.pk, verdict.value), 0))
    return found


def counts(batch: RosterBatch) -> dict[str, int]:
    """{"new": n, "changed": n, "same": n, "refused": n}"""
    found = dict(batch.rows.values_list("verdict").annotate(Count("pk")).order_by())
    return {verdict.value: found.get(verdict.value, 0) for verdict in Verdict}


def undone_counts(batch: RosterBatch) -> dict[str, int]:
    """{"new": n, "changed": n, "same": n}: what was undone, and what there was no need to."""
    undone = batch.rows.filter(kept="", undone_at__isnull=False)
    found = dict(undone.values_list("verdict").annotate(Count("pk")).order_by())
    same = batch.rows.filter(verdict=Verdict.SAME).count()
    return {"new": found.get(Verdict.NEW, 0), "changed": found.get(Verdict.CHANGED, 0), "same": same}


def rows_of(batch: RosterBatch, verdict: Verdict) -> QuerySet[RosterRow]:
    """The rows of one verdict, as in the sheet."""
    rows = RosterRow.objects.filter(batch=batch, verdict=verdict)
    return rows.select_related("membership__person", "person").order_by("number")


def classes_of(batch: RosterBatch) -> list[tuple[str, int]]:
    """Into which classes it enrols, and how many people: [(code, n), …]."""
    rows = batch.rows.filter(Q(verdict=Verdict.NEW) | Q(verdict=Verdict.CHANGED, changes__has_key="run"))
    return list(rows.exclude(run=None).values_list("run__code").annotate(Count("pk")).order_by("run__code"))


def cards_in(batch: RosterBatch) -> int:
    """How many of its new people have no address and get a card."""
    return batch.rows.filter(verdict=Verdict.NEW).exclude(facts__has_key="email").count()


def kept_rows(batch: RosterBatch) -> QuerySet[RosterRow]:
    """What undoing left, with the reason."""
    return RosterRow.objects.filter(batch=batch).exclude(kept="").select_related("person").order_by("number")


def job_of(batch: RosterBatch) -> Job | None:
    """The newest work on this batch."""
    kinds = (LOAD.name, UNDO.name)
    return Job.objects.filter(kind__in=kinds, key=str(batch.pk)).order_by("-pk").first()
