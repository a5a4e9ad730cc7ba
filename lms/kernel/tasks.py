"""The kernel's Celery tasks: run one job; sweep; seal; tidy. Each may run twice."""

from celery import shared_task

from lms.kernel import audit, jobs


@shared_task(name="kernel.run_job")
def run_job(job_id: int) -> str:
    """Do one job by its id."""
    return str(jobs.run(job_id) or "not ours")


@shared_task(name="kernel.sweep")
def sweep() -> int:
    """Hand on jobs that a crash dropped."""
    return jobs.sweep()


@shared_task(name="kernel.seal")
def seal() -> int:
    """Chain what was committed since the last time."""
    sealed = total = audit.seal()
    while sealed == 1000:
        sealed = audit.seal()
        total += sealed
    return total


@shared_task(name="kernel.tidy")
def tidy() -> int:
    """Delete results that have been kept long enough."""
    return jobs.tidy()
