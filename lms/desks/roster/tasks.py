"""Loading and undoing in the worker; tidying by the bell."""

from typing import Any

from celery import shared_task

from lms.desks.roster import actions, working
from lms.kernel import jobs
from lms.kernel.models import Job


def _worked(job: Job) -> dict[str, Any]:
    batch = working.work_through(int(job.key), lambda done, of: jobs.progress(job, done, of))
    return {"batch": batch.pk, "state": batch.state}


@jobs.work(actions.LOAD)
def load(job: Job) -> dict[str, Any]:
    """Load a batch."""
    return _worked(job)


@jobs.work(actions.UNDO)
def undo(job: Job) -> dict[str, Any]:
    """Undo a batch."""
    return _worked(job)


@shared_task(name="roster.tidy")
def tidy() -> int:
    """Remove what old sheets said of people."""
    return actions.tidy()
