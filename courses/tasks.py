"""Gathers the tasks of the three subjects, where Celery looks for them."""

from courses.quizzes.tasks import submit_overdue

__all__ = ["submit_overdue"]
