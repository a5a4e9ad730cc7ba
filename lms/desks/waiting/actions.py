"""Taking up what waits: work tried again, mails sent again, a class's decision entered."""

from datetime import date

from django.db import transaction

from certificates.tasks import ISSUE
from courses.learning import actions as learning
from courses.learning.models import CourseRun
from lms.desks.waiting.rules import may_mend
from lms.kernel import audit, jobs
from lms.kernel.actors import Actor
from lms.kernel.errors import require
from lms.kernel.models import Job
from lms.notices import actions as notices
from lms.notices.models import Notice


@transaction.atomic
def try_again(job_id: int, *, by: Actor) -> Job:
    """Let the worker try once more what was given up. Raises WrongState where that happened already."""
    require(may_mend(by, None))
    job = jobs.again(job_id)
    audit.record("try_again", job, by=by)
    return job


@transaction.atomic
def send_again(notice_id: int, *, by: Actor) -> Notice:
    """Put a mail that could not be sent back into the outbox. Raises WrongState where that happened already."""
    require(may_mend(by, None))
    notice = notices.wait_again(notice_id)
    audit.record("send_again", notice, by=by)
    return notice


@transaction.atomic
def decide(run_id: int, *, by: Actor, number: str, on: date, signer_name: str, signer_title: str) -> CourseRun:
    """Enter the decision of a class; the worker then issues the certificates that waited for it."""
    run = learning.decide(run_id, by=by, number=number, on=on, signer_name=signer_name, signer_title=signer_title)
    jobs.ask(ISSUE, run.pk, asked_by=by.pk)
    return run
