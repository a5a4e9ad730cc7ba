"""Gathers the tasks of the desks, where Celery looks for them."""

from lms.desks.auditor.tasks import draw
from lms.desks.roster.tasks import tidy

__all__ = ["draw", "tidy"]
