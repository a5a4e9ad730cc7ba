"""The outbox: asked for by each notice, and looked at by the bell for what was left."""

from typing import Any

from celery import shared_task

from lms.kernel import jobs
from lms.kernel.models import Job
from lms.notices import actions


@jobs.work(actions.POST)
def post(job: Job) -> dict[str, Any]:
    """Send what waits."""
    return dict(actions.post())


@shared_task(name="notices.post")
def post_again() -> int:
    """What an earlier round left: tries that are due again, mails told while a round was ending."""
    return actions.post()["sent"]
