"""The work certificates ask for."""

from typing import Any

from certificates import actions, queries
from courses.learning.queries import run_with
from lms.kernel.actors import SYSTEM
from lms.kernel.jobs import Kind, work
from lms.kernel.models import Job

DRAW = Kind("certificates.draw")
ISSUE = Kind("certificates.issue")


@work(DRAW)
def draw(job: Job) -> dict[str, Any]:
    """Draw the certificate whose id is the job's key."""
    drawing = actions.keep_drawing(int(job.key))
    return {"digest": drawing.digest, "size": drawing.size}


@work(ISSUE)
def issue(job: Job) -> dict[str, Any]:
    """Issue what waited for the decision of the class whose id is the job's key, in the order of completion."""
    run = run_with(int(job.key))
    done = actions.issue_waiting(run, list(queries.waiting(run)), by=SYSTEM)
    return {"issued": len(done)}
