"""Looking at rosters."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lms.desks.roster.actions import LOAD, UNDO
from lms.desks.roster.models import RosterBatch, RosterRow, Verdict
from lms.kernel.models import Job
from lms.people.models import Organisation


def batches_of(organisation: Organisation) -> QuerySet[RosterBatch]:
    """What was sent for an organisation, the newest first, each with its numbers of new and of changed people.

    The numbers are counted for the rows that are read, not for all there are.
    """
    rows = RosterBatch.objects.filter(organisation=organisation).select_related("by", "run")
    return rows.annotate(n_new=_number(Verdict.NEW), n_changed=_number(Verdict.CHANGED)).order_by("-at", "-pk")


def _number(verdict: Verdict) -> Coalesce:
    rows = RosterRow.objects.filter(batch=OuterRef("pk"), verdict=verdict).order_by().values("batch")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


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
