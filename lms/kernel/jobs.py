"""Work longer than a click: a row written with the fact that asks for it, taken by the worker after the commit.

Local queues forget what a killed worker held, so the row is the truth and the queue only a nudge: a sweeper hands
on what a crash dropped. A handler may run twice and changes nothing the second time; it opens its own transactions.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop

from lms.kernel import clock
from lms.kernel.errors import Refused, WrongState
from lms.kernel.models import LIVE, Job, JobState

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # a worker that has said nothing for so long counts as dead
HAND_ON_AFTER = timedelta(seconds=20)  # a waiting job nobody took is handed on again
MOST_TRIES = 5
DIED = gettext_noop("The work was cut off each time it was tried.")
Handler = Callable[["Job"], dict[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """A kind of work; its name is stored in the rows."""

    name: str


_handlers: dict[str, Handler] = {}


def work(kind: Kind) -> Callable[[Handler], Handler]:
    """Declare who does this kind of work. The handler gets the job, whose key says on what, and returns its result."""

    def declare(handler: Handler) -> Handler:
        _handlers[kind.name] = handler
        return handler

    return declare


def ask(kind: Kind, key: object, *, asked_by: int | None = None) -> Job:
    """Write the job inside the caller's transaction and nudge the worker after the commit.

    While a job of the same kind and key waits or runs, that one is returned.
    """
    with transaction.atomic():
        live = Job.objects.filter(kind=kind.name, key=str(key), state__in=LIVE)
        job = live.first()
        if job is None:
            rows = Job.objects.bulk_create(
                [Job(kind=kind.name, key=str(key), asked_by_id=asked_by, not_before=clock.now() + HAND_ON_AFTER)],
                ignore_conflicts=True,  # the constraint one_live_job decides between two askers
            )
            job = live.first() or rows[0]
            transaction.on_commit(lambda pk=job.pk: _nudge(pk))  # type: ignore[misc]
    return job


def _nudge(job_id: int) -> None:
    from lms.kernel.tasks import run_job  # noqa: PLC0415 - tasks import this module

    try:
        run_job.apply_async((job_id,), retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's library raises; the sweeper will hand it on
        log.warning("job %s waits for the sweeper: the queue did not take it (%s)", job_id, error)


def _take(job_id: int) -> Job | None:
    """Mark it running if it waits; None when somebody else has it or it is done."""
    now = clock.now()
    taken = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.RUNNING, lease_until=now + LEASE, tries=F("tries") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def run(job_id: int) -> JobState | None:
    """Do one job now, in this process. Returns its state afterwards, None when it was not ours to do.

    A refusal fails it with its sentence; any other error is tried again, five times in all.
    """
    job = _take(job_id)
    if job is None:
        return None
    try:
        result = _handlers[job.kind](job) or {}
    except Refused as refused:
        return _end(job, JobState.FAILED, error=str(refused))
    except Exception as error:
        log.exception("job %s failed", job)
        if job.tries >= MOST_TRIES:
            return _end(job, JobState.FAILED, error=f"{type(error).__name__}: {error}")
        return _again(job, error)
    return _end(job, JobState.DONE, result=result)


def _end(job: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = "") -> JobState:
    _mine(job).update(state=state, finished_at=clock.now(), lease_until=None, result=result or {}, error=error)
    return state


def _again(job: Job, error: Exception) -> JobState:
    later = clock.now() + timedelta(seconds=10 * 3**job.tries)
    _mine(job).update(state=JobState.WAITING, lease_until=None, not_before=later, error=f"{type(error).__name__}")
    return JobState.WAITING


def _mine(job: Job) -> models.QuerySet[Job]:
    """Only if nobody took it over meanwhile: the number of tries tells."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, tries=job.tries)


def progress(job: Job, done: int, of: int) -> None:
    """Tell the person how far it is, and the sweeper that the worker lives."""
    _mine(job).update(done=done, of=of, lease_until=clock.now() + LEASE)


def sweep() -> int:
    """Hand on what a crash dropped: leases that ran out, and waiting jobs nobody took. Returns how many."""
    now = clock.now()
    Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now, tries__gte=MOST_TRIES).update(
        state=JobState.FAILED, finished_at=now, error=DIED
    )
    Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now).update(
        state=JobState.WAITING, lease_until=None, not_before=now
    )
    waiting = list(
        Job.objects.filter(Q(not_before__lte=now), state=JobState.WAITING)
        .order_by("not_before")
        .values_list("pk", flat=True)[:500]
    )
    Job.objects.filter(pk__in=waiting, state=JobState.WAITING).update(not_before=now + HAND_ON_AFTER)
    for job_id in waiting:
        _nudge(job_id)
    return len(waiting)


def given_up() -> models.QuerySet[Job]:
    """Jobs that failed and were not asked for again since, the newest first."""
    later = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    return Job.objects.filter(~Exists(later), state=JobState.FAILED).order_by("-finished_at", "-pk")


@transaction.atomic
def again(job_id: int) -> Job:
    """Let a job that was given up wait for the worker once more. Raises WrongState where it no longer is given up."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    if not given_up().filter(pk=job.pk).exists():
        raise WrongState
    job.state, job.tries, job.finished_at, job.error = JobState.WAITING, 0, None, ""
    job.not_before = clock.now() + HAND_ON_AFTER
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:  # one_live_job: it was asked for anew at this very moment
        raise WrongState from None
    transaction.on_commit(lambda: _nudge(job.pk))
    return job


def tidy() -> int:
    """Delete ended jobs ninety days after they ended (their results may name people). Returns how many."""
    old = clock.now() - timedelta(days=Job.kept)
    return Job.objects.exclude(state__in=LIVE).filter(finished_at__lt=old).delete()[0]
