"""Gathers the tasks of the three subjects, where Celery looks for them."""

from courses.learning.tasks import announce_starts
from courses.quizzes.tasks import submit_overdue

__all__ = ["announce_starts", "submit_overdue"]
