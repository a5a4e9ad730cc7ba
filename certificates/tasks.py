"""The work certificates ask for."""

from typing import Any

from certificates import actions
from lms.kernel.jobs import Kind, work
from lms.kernel.models import Job

DRAW = Kind("certificates.draw")


@work(DRAW)
def draw(job: Job) -> dict[str, Any]:
    """Draw the certificate whose id is the job's key."""
    drawing = actions.keep_drawing(int(job.key))
    return {"digest": drawing.digest, "size": drawing.size}
