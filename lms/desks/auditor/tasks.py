"""Verifying in the worker; drawing by the bell, as soon as the sealer has been."""

from typing import Any

from celery import shared_task

from lms.desks.auditor import actions
from lms.kernel import audit, jobs
from lms.kernel.models import Job


@jobs.work(actions.VERIFY)
def verify(job: Job) -> dict[str, Any]:
    """Verify the record in parts, telling how far it is."""
    done, of = 0, audit.size()

    def tell(more: int) -> None:
        nonlocal done
        done += more
        jobs.progress(job, min(done, of), of)

    report = audit.verify("" if job.key == actions.NO_HEAD else job.key, tell)
    kept = actions.keep_verification(report, job)
    return {"verification": kept.pk, "faults": kept.fault_count}


@shared_task(name="auditor.draw")
def draw() -> int:
    """Draw the samples whose request is sealed."""
    return actions.draw_sealed()
