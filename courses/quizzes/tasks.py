"""What happens to quizzes at its hour."""

from celery import shared_task

from courses.quizzes import actions


@shared_task(name="quizzes.submit_overdue")
def submit_overdue() -> int:
    """Hand in, with the answers that are saved, what was left open past its time."""
    return actions.submit_overdue()
